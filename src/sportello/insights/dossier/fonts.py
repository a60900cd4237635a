"""Letters for paper in any script: which font has which, and what stands where none does. Pure.

The font that comes with the PDF library has western Europe's letters. The system's own fonts add the others where they
are installed (Debian: fonts-dejavu-core); Chinese, Japanese and Korean are left to the fonts of the PDF's reader, as
PDF allows. A letter that nobody has stands as its name in brackets, so that nothing is dropped in silence.
"""

import os
import unicodedata
from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from .bidi import has_rtl, is_rtl, shaped, visual

OWN = {"regular": "Vera.ttf", "bold": "VeraBd.ttf"}
INSTALLED = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("Arial Unicode.ttf", "Arial Bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
)
FOLDERS = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/TTF",
    "/usr/share/fonts/truetype/noto",
    "/usr/share/fonts/noto",
    "/usr/share/fonts/truetype/liberation",
    "/Library/Fonts",
    "/System/Library/Fonts/Supplemental",
    "C:/Windows/Fonts",
)
# Kana are Japanese and Hangul is Korean; characters that all of them share are set as in Chinese.
EAST_ASIAN = (
    (0x3040, 0x30FF, "HeiseiKakuGo-W5"),
    (0x31F0, 0x31FF, "HeiseiKakuGo-W5"),
    (0xAC00, 0xD7AF, "HYGothic-Medium"),
    (0x1100, 0x11FF, "HYGothic-Medium"),
    (0x2E80, 0x303F, "STSong-Light"),
    (0x3400, 0x9FFF, "STSong-Light"),
    (0xFF00, 0xFFEF, "STSong-Light"),
)

_BORROWED = frozenset(name for _low, _high, name in EAST_ASIAN)
SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
LAST = 0xFFFF
"""The PDF library cannot write letters behind this one so that they are found again by a search."""


def markup(text: str, *, bold: bool = False, rtl: bool | None = None) -> str:
    """A text as the PDF library's markup, each stretch in a font that has its letters; its lines stay lines.

    Letters that run from right to left stand in the order in which they are seen; `rtl` is the direction of the
    paragraph that the lines belong to, None to take each line's own.
    """
    weight = "bold" if bold else "regular"
    return "<br/>".join(_line(_seen(line, rtl), weight) for line in readable(text).splitlines())


def broken(text: str, *, size: float, width: float) -> str:
    """A readable text with its lines broken to a width in points, for what the PDF library cannot break itself."""
    return "\n".join(piece for line in text.splitlines() for piece in _broken(line, size, width))


def _broken(line: str, size: float, width: float) -> Iterator[str]:
    begun = ""
    for word in line.split(" "):
        tried = f"{begun} {word}" if begun else word
        if begun and _width(tried, size) > width:
            yield begun
            tried = word
        begun = tried
    yield begun


def _width(text: str, size: float) -> float:
    runs = _runs(shaped(text, _has), "regular")
    return float(sum(pdfmetrics.stringWidth(letters, font, size) for font, letters in runs))


def _seen(line: str, rtl: bool | None) -> str:
    return visual(line, rtl=is_rtl(line) if rtl is None else rtl, has=_has) if has_rtl(line) else line


def _has(letter: str) -> bool:
    return bool(_font_of(letter, "regular"))


def borrows(text: str) -> bool:
    """Whether a text has letters that are left to the fonts of the PDF's reader."""
    return any(_font_of(letter, "regular") in _BORROWED for letter in readable(text))


def readable(text: str) -> str:
    """A text of letters that can be set: composed, without what shows nothing, unknown letters named."""
    composed = unicodedata.normalize("NFC", text.replace("\t", "    "))
    return "".join(_shown(letter) for letter in composed)


def _shown(letter: str) -> str:
    if letter == "\n":
        return letter
    kind = unicodedata.category(letter)
    if kind in {"Cc", "Cf"} or letter in SKIN_TONES:
        return ""
    if _font_of(letter, "regular"):
        return letter
    if kind in {"Mn", "Me"}:
        return ""
    if kind == "Zs":
        return " "
    name = unicodedata.name(letter, "").lower()
    return f"[{name}]" if name else f"[U+{ord(letter):04X}]"


def _line(line: str, weight: str) -> str:
    return "".join(f'<font face="{font}">{escape(letters)}</font>' for font, letters in _runs(line, weight))


def _runs(line: str, weight: str) -> list[tuple[str, str]]:
    """The stretches of a line by the font that has their letters."""
    runs = groupby(line, lambda letter: _font_of(letter, weight) or _font_of(letter, "regular") or first(weight))
    return [(font, "".join(letters)) for font, letters in runs]


def _font_of(letter: str, weight: str) -> str:
    """The font that has a letter, the first of them first; "" where none has."""
    code = ord(letter)
    for name, letters in _fonts(weight):
        if code in letters:
            return name
    return next((_asian(name) for low, high, name in EAST_ASIAN if low <= code <= high), "")


def first(weight: str = "regular") -> str:
    """The font in which everything begins."""
    return _fonts(weight)[0][0]


@cache
def _asian(name: str) -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name


@cache
def _fonts(weight: str) -> list[tuple[str, frozenset[int]]]:
    """The fonts found here, with the letters that each of them has."""
    found = [*_installed(weight), OWN[weight]]
    return [loaded for number, file in enumerate(found) if (loaded := _loaded(f"Dossier-{weight}-{number}", file))]


def _installed(weight: str) -> Iterator[str]:
    for regular, bold in INSTALLED:
        file = regular if weight == "regular" else bold
        yield from (
            str(path) for folder in FOLDERS if (path := Path(folder) / file).is_file() and os.access(path, os.R_OK)
        )


def _loaded(name: str, file: str) -> tuple[str, frozenset[int]] | None:
    """A font with its letters; None for a file that the library cannot embed."""
    try:
        font = TTFont(name, file)
    except TTFError:
        return None
    pdfmetrics.registerFont(font)
    return name, frozenset(code for code in font.face.charToGlyph if code <= LAST)
