"""Reading the retention file: a plain part of YAML, three levels of `name: words`, and nothing else. Pure.

The file is short and is read by people; anchors, lists, quotes and several lines of text have no place in it.
"""

import re
from collections.abc import Iterator, Mapping

type Section = dict[str, str | dict[str, str]]

_STEP = 2
_LINE = re.compile(r"(?P<indent> *)(?P<name>[\w.-]+):(?:\s+(?P<words>[^\s#].*?))?\s*(?:\s#.*)?")


class Unreadable(ValueError):
    """The file says something that is not understood; the message names the line, from 1."""


def read(text: str) -> Mapping[str, Section]:
    """The sections of the file, with their entries as words or as a mapping of words. Raises `Unreadable`."""
    found: dict[str, Section] = {}
    section: Section | None = None
    entry: dict[str, str] | None = None
    for number, depth, name, words in _lines(text):
        if depth == 0 and not words and name not in found:
            section, entry = found.setdefault(name, {}), None
        elif depth == 1 and section is not None and name not in section:
            entry = None if words else {}
            section[name] = words if entry is None else entry
        elif depth == 2 and entry is not None and words and name not in entry:
            entry[name] = words
        else:
            raise Unreadable(f"line {number} of the retention file: {name} is out of place or stands there twice")
    return found


def _lines(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Number, depth, name and words of each line that says something."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None or len(found["indent"]) % _STEP:
            raise Unreadable(f"line {number} of the retention file cannot be read: {line.strip()[:60]}")
        yield number, len(found["indent"]) // _STEP, found["name"], found["words"] or ""
