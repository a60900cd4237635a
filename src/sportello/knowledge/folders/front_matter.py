"""The few lines before a Markdown text that say what it is. Pure.

A plain part of YAML, which others write, too: `key: value`, a list as `[a, b]` or as lines that begin with "- ",
values in quotes where they need them. Anything deeper is refused: these files come from anywhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

type Value = str | tuple[str, ...]

MOST_LINES = 400

_FENCE = "---"
_ENTRY = re.compile(r"([A-Za-z_][\w-]{0,40})\s{0,10}:(?:\s+(.*))?")
_ITEM = re.compile(r"\s{0,8}-\s+(.*)")
_LISTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'|([^,\"']+)")


class Unreadable(ValueError):
    """Front matter that says something we do not understand; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} of the front matter cannot be read")
        self.line = line


@dataclass(frozen=True, slots=True)
class Matter:
    """What stands before a text, and the text."""

    values: Mapping[str, Value] = field(default_factory=dict)
    body: str = ""

    def word(self, key: str) -> str:
        """A value as one line; a list joined by commas, "" when there is none."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ", ".join(value)

    def words(self, key: str) -> tuple[str, ...]:
        """A value as a list; one line is parted at its commas."""
        value = self.values.get(key, ())
        if isinstance(value, str):
            return tuple(word for word in (part.strip() for part in value.split(",")) if word)
        return value


def parse(text: str) -> Matter:
    """Front matter and body of a file; without front matter everything is body. Raises `Unreadable`."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != _FENCE:
        return Matter(body="\n".join(lines).strip("\n"))
    end = next((at for at, line in enumerate(lines[1:MOST_LINES], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise Unreadable(1)
    return Matter(_values(lines[1:end]), "\n".join(lines[end + 1 :]).strip("\n"))


def written(values: Mapping[str, Value], body: str) -> str:
    """A file with front matter, such that `parse` reads the same again; empty values are left out."""
    lines = [line for key, value in values.items() if value for line in _entry(key, value)]
    return "\n".join([_FENCE, *lines, _FENCE, "", body.strip("\n"), ""])


def _values(lines: Sequence[str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    key = ""
    for number, line in enumerate(lines, 2):
        item = _ITEM.fullmatch(line)
        entry = _ENTRY.fullmatch(line.rstrip())
        if not line.strip() or line.startswith("#"):
            continue
        if item and key and isinstance(found[key], tuple):
            found[key] = (*found[key], _unquoted(item[1]))
        elif entry and entry[1] not in found:
            key = entry[1]
            found[key] = _value(entry[2])
        else:
            raise Unreadable(number)
    return found


def _value(written: str | None) -> Value:
    """Nothing behind the colon begins a list."""
    if written is None or not written.strip():
        return ()
    plain = written.strip()
    if plain.startswith("[") and plain.endswith("]"):
        return tuple(_listed(plain[1:-1]))
    return _unquoted(plain)


def _listed(inside: str) -> Iterator[str]:
    for match in _LISTED.finditer(inside):
        word = _unquoted(match[0].strip())
        if word:
            yield word


def _unquoted(word: str) -> str:
    word = word.strip()
    if len(word) >= 2 and word[0] == word[-1] == '"':
        return re.sub(r"\\(.)", r"\1", word[1:-1])
    if len(word) >= 2 and word[0] == word[-1] == "'":
        return word[1:-1].replace("''", "'")
    return word


def _entry(key: str, value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{key}: {_quoted(value)}"
        return
    yield f"{key}:"
    yield from (f"  - {_quoted(word)}" for word in value)


def _quoted(word: str) -> str:
    plain = " ".join(word.split())
    if re.fullmatch(r"[^\W_][^:#\"\\]*", plain) and plain == plain.strip() and not plain.endswith(("'", "]")):
        return plain
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
