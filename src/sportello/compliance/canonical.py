"""One spelling for the many in which the same letters can be written, with the way back to each place. Pure.

Full-width and styled letters become plain ones (Unicode NFKC, UAX 15), what is invisible goes, letters of other
scripts that look like ours become ours inside a text of ours (after the confusables of UTS 39, only the letters that
European keyboards could not tell apart), and references such as `&#64;` become what they stand for.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_LOOK_ALIKE: Final = str.maketrans(
    "АВЕКМНОРСТХУІЈЅԛԝаеорсухіјѕһԁɡɑıⅼΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοτνικρυ։∙·•․。｡٫⸱﹫＠－‐‑‒−",
    "ABEKMHOPCTXYIJSqwaeopcyxijshdgailABEZHIKMNOPTYXaotvikpu:" + "." * 8 + "@@" + "-" * 5,
)
_REFERENCE: Final = re.compile(r"&(?:#\d{2,5}|#x[0-9a-f]{2,4}|commat|period|colon|sol|nbsp|amp|lowbar);", re.IGNORECASE)
_INVISIBLE: Final = frozenset({"Cf", "Cc"})
_KEPT: Final = frozenset("\n\t\r")
_RING: Final = "\u20e3"
_DOTS: Final = frozenset("∙·•․。｡٫⸱")


@dataclass(frozen=True, slots=True)
class Canonical:
    """`text` in the one spelling; its character `i` stands for `starts[i]` up to `ends[i]` of what was written."""

    text: str
    starts: tuple[int, ...] | range
    ends: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in what was written of `text[start:end]`; an empty stretch has an empty place."""
        if end <= start:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]


def canonical(text: str) -> Canonical:
    """The text in one spelling. Never raises; as long as what was written, give or take a few letters."""
    if text.isascii() and "&" not in text and text.replace("\n", "").isprintable():
        return Canonical(text, range(len(text)), range(1, len(text) + 1))
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, plain in _pieces(text):
        for letter in plain:
            letters.append(letter)
            starts.append(start)
            ends.append(end)
    return Canonical("".join(letters), tuple(starts), tuple(ends))


def _pieces(text: str) -> list[tuple[int, int, str]]:
    ours = sum(letter.isascii() and letter.isalpha() for letter in text) * 2 >= sum(map(str.isalpha, text))
    references = {match.start(): match for match in _REFERENCE.finditer(text)} if "&" in text else {}
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(text):
        if match := references.get(at):
            found.append((at, match.end(), html.unescape(match[0])))
            at = match.end()
            continue
        found.append((at, at + 1, _plain(text, at, ours=ours)))
        at += 1
    return found


def _plain(text: str, at: int, *, ours: bool) -> str:
    letter = text[at]
    if letter.isascii():
        return letter if letter.isprintable() or letter in _KEPT else ""
    if unicodedata.category(letter) in _INVISIBLE or letter == _RING:
        return ""
    if letter in _DOTS and not _between_words(text, at):
        return letter
    if ours:
        letter = letter.translate(_LOOK_ALIKE)
    folded = unicodedata.normalize("NFKC", letter)
    return " " if folded.isspace() and folded not in _KEPT else folded


def _between_words(text: str, at: int) -> bool:
    around = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    return all(side.isalnum() for side in around)
