"""Places in a text that are filled with what holds today: `{{ policy.return_window }}`. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACE = re.compile(r"\{\{\s{0,20}([a-z][a-z0-9_]{0,60}(?:\.[a-z][a-z0-9_]{0,60}){0,3})\s{0,20}\}\}")
"""A place: words with dots between two braces, as in the macros."""
OPEN = "fill."
"""Places that begin so stand in the articles one starts with, until the seller writes something there."""

_ACTIVE = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")
_LINE = re.compile(r"\r\n?|\n")
_MARKS = str.maketrans("", "", "\ue000\ue001")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its values in it, and the names of the places for which there was none, in their order."""

    text: str
    gaps: tuple[str, ...] = ()


def places(text: str) -> tuple[str, ...]:
    """The names of all places in a text, each once, in their order."""
    return tuple(dict.fromkeys(PLACE.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> Filled:
    """A text with its values, plainly. An empty value counts as unknown; an unknown place stays as it was written."""
    return _filled(text, {name: value for name, value in values.items() if value}, "{{{{ {} }}}}")


def filled_markdown(text: str, values: Mapping[str, str]) -> Filled:
    """The same for Markdown: a value is shown as it is and cannot become markup; its lines stay lines.

    An unknown place becomes its name between U+E000 and U+E001, which no text may contain otherwise.
    """
    harmless = {name: as_markdown(value) for name, value in values.items() if value}
    return _filled(text.translate(_MARKS), harmless, "\ue000{}\ue001")


def as_markdown(value: str) -> str:
    """A value such that Markdown shows exactly its characters, lines broken where it breaks them."""
    return "\\\n".join(_ACTIVE.sub(r"\\\1", line.strip()) for line in _LINE.split(value.strip().translate(_MARKS)))


def _filled(text: str, values: Mapping[str, str], gap: str) -> Filled:
    gaps: list[str] = []

    def value(match: re.Match[str]) -> str:
        known = values.get(match[1])
        if known is None:
            gaps.append(match[1])
            return gap.format(match[1])
        return known

    return Filled(PLACE.sub(value, text), tuple(dict.fromkeys(gaps)))
