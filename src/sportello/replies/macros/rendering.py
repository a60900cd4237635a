"""Rendering a macro. What is not known stays in the text as a marked gap, which the outbox never lets out. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from babel import Locale
from liquid.exceptions import LiquidError

from .formatting import Given, in_words, plain
from .liquid import Mute, Space, parsed
from .variables import POLICY_SPACE, SPACES, VARIABLES, Sort

GAP = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_TRAILING, _EMPTY_LINES, _BLANKS = re.compile(r"[ \t]+(?=\n|$)"), re.compile(r"\n{3,}"), re.compile(r"(?<=\S) {2,}")


class Unreadable(ValueError):
    """A source that is no Liquid, or more than macros may use; the message is the parser's own (English)."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a ticket: values by variable ("order.number"), and the policy facts in the edition's words.

    What is not known is left out; an empty text counts as not known.
    """

    values: Mapping[str, Given] = field(default_factory=dict)
    policy: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in a rendered text that has to be filled: which variable was not known, and where it would stand."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A macro as it reads in one situation. Without gaps it can be sent as it is."""

    text: str
    gaps: tuple[Gap, ...] = ()

    @property
    def is_sendable(self) -> bool:
        """Whether nothing in it is left to fill."""
        return not self.gaps


def render(source: str, situation: Situation, locale: Locale) -> Rendered:
    """A source in a situation, with dates, amounts and numbers as the locale writes them.

    Raises `Unreadable` when the source cannot be read or grows beyond all answers.
    """
    try:
        text = parsed(source).render(**_spaces(situation, locale))
    except (LiquidError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    tidy = _tidy(text)
    return Rendered(tidy, tuple(Gap(match[1].lower(), match.start(), match.end()) for match in GAP.finditer(tidy)))


def _spaces(situation: Situation, locale: Locale) -> dict[str, object]:
    by_space: dict[str, dict[str, object]] = {space: {} for space in SPACES}
    for key, value in situation.values.items():
        space, _dot, name = key.partition(".")
        said = _said(key, value, locale)
        if said is not None and space in by_space:
            by_space[space][name] = said
    facts = {name: plain(words) for name, words in situation.policy.items()}
    by_space[POLICY_SPACE] |= {name: words for name, words in facts.items() if words}
    return {space: Space(space, values) for space, values in by_space.items()}


def _said(key: str, value: Given, locale: Locale) -> object:
    """A value as conditions and texts see it; None counts as not known."""
    variable = VARIABLES.get(key)
    if variable is None:
        return None
    if variable.sort is Sort.FLAG:
        return Mute(key, True) if value else None
    if variable.sort is Sort.CODE:
        return Mute(key, str(value)) if value else None
    if variable.sort is Sort.NUMBER and isinstance(value, int):
        return value
    return in_words(value, locale) or None


def _tidy(text: str) -> str:
    """The text without what branches leave behind: blanks at the ends of lines, doubled ones, heaps of empty lines."""
    lines = _TRAILING.sub("", _BLANKS.sub(" ", text.replace("\r\n", "\n")))
    return _EMPTY_LINES.sub("\n\n", lines).strip()
