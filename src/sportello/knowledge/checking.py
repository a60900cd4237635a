"""What the marketplaces' rules say about an article's text."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Final

from sportello.compliance.catalogue import versions
from sportello.compliance.judgements import Audience as RulesOf
from sportello.compliance.lint import LETTERS_READ, Context, Kind, Problem, lint

from .filling import Filled, filled, places
from .models import Audience
from .rendering import TooMuch, rendered
from .texts import Text

GAP: Final = "gap"
TOO_LONG: Final = "too_long"
"""Rules of our own, besides the marketplaces': no place stays open, and nothing is published that is not read whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that speaks against a text: which rule, whether it `stops` publication or `asks` for a lead's word, and
    the words it is about ("" when it is about something that is missing)."""

    rule: str
    slug: str
    stops: bool
    asks: bool
    words: str = ""

    def stored(self) -> dict[str, str | bool]:
        """As a verdict keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a text for one audience, and what that rests on (`state_of`)."""

    audience: str
    found: tuple[Found, ...]
    state: str

    @property
    def blockers(self) -> int:
        """How many things keep it from being published."""
        return sum(one.stops for one in self.found)

    @property
    def doubts(self) -> int:
        """How many things a lead has to decide."""
        return sum(one.asks for one in self.found)


def readers_of(audience: str) -> tuple[str, ...]:
    """The audiences whose rules an edition is held to: its own; everybody's, and all together, for `any`."""
    return tuple(Audience.values) if audience == Audience.ANY else (audience,)


def judged(text: Text, *, audience: str, language: str, category: str, values: Mapping[str, str]) -> Judged:
    """Hold a text to the rules of one audience, as these readers see it: filled, without markup, with the addresses to
    which it leads. A place without a value stops it."""
    written = as_read(text, values)
    if written is None:
        return Judged(audience, (Found(TOO_LONG, TOO_LONG, stops=True, asks=False),), state_of(text.whole, values))
    found = [Found(GAP, "unfilled_placeholder", stops=True, asks=False, words=gap) for gap in written.gaps]
    context = Context(RulesOf(audience), Kind.ARTICLE, language=language, categories=frozenset({category}))
    found += _said(written.text, lint(written.text, context))
    return Judged(audience, tuple(found), state_of(text.whole, values))


def as_read(text: Text, values: Mapping[str, str]) -> Filled | None:
    """What a reader sees, and the places left open; None when it is more than the linter reads."""
    return _as_read(text, tuple(sorted(values.items())))


@lru_cache(maxsize=512)
def _as_read(text: Text, pairs: tuple[tuple[str, str], ...]) -> Filled | None:
    """Kept, because the same text is held to the rules of several audiences in a row."""
    values = dict(pairs)
    try:
        body = rendered(text.body, values=values, address=_nowhere)
    except TooMuch:
        return None
    head = filled("\n\n".join(part for part in (text.title, text.summary) if part), values)
    whole = "\n\n".join(part for part in (head.text, body.text, *body.outside) if part)
    return Filled(whole, tuple(dict.fromkeys((*head.gaps, *body.gaps)))) if len(whole) <= LETTERS_READ else None


def _nowhere(_ours: str) -> str | None:
    return None


def state_of(source: str, values: Mapping[str, str]) -> str:
    """A short name for everything a verdict on a text rests on: the rules, and the values of the places in its source.

    It changes when a rule does, and when one of those values does.
    """
    told = "\n".join(f"{name} {values.get(name, '')}" for name in places(source))
    return hashlib.sha256(f"{rule_pack()}\n{told}".encode()).hexdigest()[:16]


def rule_pack() -> str:
    """A short name for the state of all rules; it changes when one of them does."""
    state = "\n".join(f"{name} {version}" for name, version in sorted(versions().items()))
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def _said(text: str, problems: Sequence[Problem]) -> list[Found]:
    """What the linter found, each rule once for the same words; of open places our own check speaks."""
    found = {
        (problem.rule, text[problem.start : problem.end][:160]): problem
        for problem in problems
        if problem.slug != "unfilled_placeholder" or "{{" not in text[problem.start : problem.end]
    }
    return [
        Found(rule, problem.slug, stops=problem.stops, asks=problem.asks_a_lead, words=_pointed(problem, words, text))
        for (rule, words), problem in found.items()
    ]


def _pointed(problem: Problem, words: str, text: str) -> str:
    return "" if problem.end - problem.start >= len(text) else words
