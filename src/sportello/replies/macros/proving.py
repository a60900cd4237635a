"""Proving an edition: it is read, rendered in every case and linted, for each audience that may see it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sportello.compliance.lint import Audience, Context, Kind, Problem, lint

from .cases import cases
from .checking import Defect, defects, unreadable
from .formatting import locale_of
from .rendering import Gap, Unreadable, render
from .variables import FILL

ANY = "any"
AUDIENCES = ("amazon", "ebay", "walmart", "shop")
_FILL = f"{FILL}."


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that an edition breaks, in which case and for which audience, and the words that break it."""

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
    gaps: dict[OpenGap, None] = {}
    broken: dict[tuple[str, str, str], Broken] = {}
    try:
        for reader in AUDIENCES if audience == ANY else (audience,):
            for name, text, number, left in _readings(source, reader, language):
                gaps |= dict.fromkeys(OpenGap(gap.key, name) for gap in left if not gap.key.startswith(_FILL))
                for problem in _problems(text, reader, language, number, left):
                    words = text[problem.start : problem.end]
                    broken.setdefault((problem.rule, reader, words), Broken(problem, name, reader, words))
    except Unreadable as error:
        return Proof(defects=[unreadable(source, error)])
    return Proof(gaps=list(gaps), broken=list(broken.values()))


def _readings(source: str, audience: str, language: str) -> Iterator[tuple[str, str, str, Sequence[Gap]]]:
    """The edition in every case: the case, the text, its order number and what is left open; a text comes once."""
    seen: set[str] = set()
    for case in cases(audience, language):
        country = "US" if audience == "walmart" else ""
        rendered = render(source, case.situation, locale_of(language, country))
        if rendered.text not in seen:
            seen.add(rendered.text)
            yield case.name, rendered.text, str(case.situation.values.get("order.number", "")), rendered.gaps


def _problems(text: str, audience: str, language: str, number: str, gaps: Sequence[Gap]) -> Iterator[Problem]:
    """What the linter says, but for the gaps, which are told apart."""
    context = Context(Audience(audience), Kind.REPLY, language=language, order_number=number)
    for problem in lint(text, context):
        if not any(gap.start < problem.end and problem.start < gap.end for gap in gaps):
            yield problem
