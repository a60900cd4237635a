"""Proving an edition: it is read, rendered in every case, and linted for everybody who may see it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sportello.compliance.catalogue import rule
from sportello.compliance.lint import Audience, Context, Kind, Problem, lint

from .cases import cases
from .checking import Defect, defects, unreadable
from .formatting import locale_of
from .rendering import GAP, Gap, Unreadable, render
from .variables import FILL

ANY = "any"
AUDIENCES = ("amazon", "ebay", "walmart", "shop")
_FILL = f"{FILL}."


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that an edition breaks, in which case, whose rule it is ("any": ours), and the words that break it."""

    problem: Problem
    case: str
    audience: str
    words: str


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A variable that a case leaves open: the edition needs a branch for it."""

    key: str
    case: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What speaks against an edition."""

    defects: Sequence[Defect] = ()
    gaps: Sequence[OpenGap] = ()
    broken: Sequence[Broken] = ()

    @property
    def stops(self) -> bool:
        """Whether it cannot be used: it cannot be read, would leave a gap, or breaks a rule for good."""
        return bool(self.defects or self.gaps or any(one.problem.stops for one in self.broken))

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all speaks against it."""
        return not (self.defects or self.gaps or self.broken)


def prove(source: str, *, audience: str, language: str, policy_keys: frozenset[str] = frozenset()) -> Proof:
    """Everything that speaks against an edition. One for "any" must pass the rules of every audience."""
    found = defects(source, policy_keys)
    if found:
        return Proof(defects=found)
    broken: dict[tuple[str, str], Broken] = {}
    read: set[str] = set()
    try:
        gaps = open_gaps(source, audience=audience, language=language)
        for name, text, number, _left in _readings(source, audience, language):
            fresh = _not_yet(text, read)
            for problem in _problems(fresh, audience, language, number):
                words = fresh[problem.start : problem.end]
                broken.setdefault((problem.rule, words), Broken(problem, name, rule(problem.rule).audience, words))
    except Unreadable as error:
        return Proof(defects=[unreadable(source, error)])
    return Proof(gaps=gaps, broken=list(broken.values()))


def open_gaps(source: str, *, audience: str, language: str) -> list[OpenGap]:
    """The variables that some case leaves open, without asking the linter. Raises `Unreadable`."""
    found = (
        OpenGap(gap.key, name)
        for name, _text, _number, left in _readings(source, audience, language)
        for gap in left
        if not gap.key.startswith(_FILL)
    )
    return list(dict.fromkeys(found))


def _readings(source: str, audience: str, language: str) -> Iterator[tuple[str, str, str, Sequence[Gap]]]:
    """The edition in every case: the case, the text, its order number and what is left open; a text comes once."""
    seen: set[str] = set()
    for case in cases(audience, language):
        country = "US" if audience == "walmart" else ""
        rendered = render(source, case.situation, locale_of(language, country))
        if rendered.text not in seen:
            seen.add(rendered.text)
            yield case.name, rendered.text, str(case.situation.values.get("order.number", "")), rendered.gaps


def _not_yet(text: str, read: set[str]) -> str:
    """The paragraphs that no case before had: what a sentence means is judged once, not in every case again."""
    fresh = [each for each in text.split("\n\n") if each not in read]
    read.update(fresh)
    return "\n\n".join(fresh)


def _problems(text: str, audience: str, language: str, number: str) -> Iterator[Problem]:
    """What the linter says, but for the gaps, which are told apart."""
    if not text:
        return
    gaps = [match.span() for match in GAP.finditer(text)]
    for problem in lint(text, Context(Audience(audience), Kind.REPLY, language=language, order_number=number)):
        if not any(start < problem.end and problem.start < end for start, end in gaps):
            yield problem
