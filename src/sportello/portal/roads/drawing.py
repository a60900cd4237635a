"""Drawing an insert: the sheet as a PDF with its fonts inside and as a picture, the code alone as an SVG."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape

import segno
from reportlab.lib.colors import black
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from .paper import FORMS, LEADING, POINTS_A_MM, Block, Measure, Sheet, fitted

BOLD, PLAIN = "Vera-Bold-Embedded", "Vera-Embedded"
_FILES = {BOLD: "VeraBd.ttf", PLAIN: "Vera.ttf"}
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on an insert. `address` is the whole short link; on paper it stands without its https://."""

    headline: str
    words: str
    address: str


class NoSuchLetterError(ValueError):
    """The fonts do not have a letter: `letter`."""

    def __init__(self, letter: str) -> None:
        super().__init__(letter)
        self.letter = letter


def svg(address: str) -> bytes:
    """The code alone, for a layout of one's own; black on white, with its quiet zone, one unit a module."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", border=QUIET, dark="#000000", light="#ffffff", svgns=True, xmldecl=True)
    return out.getvalue()


def pdf(printed: Printed, sheet: Sheet) -> bytes:
    """A sheet of one page, the same bytes for the same words. Raises `TooLongError` and `NoSuchLetterError`."""
    where, out = arranged(printed, sheet), io.BytesIO()
    canvas = Canvas(out, pagesize=(where.width, where.height), invariant=True)
    canvas.setTitle(printed.headline)
    canvas.setFillColor(black)
    for line in where.lines:
        canvas.setFont(line.font, line.size)
        canvas.drawString(line.left, line.base, line.text)
    path = canvas.beginPath()
    for left, bottom, side in _squares(printed.address, where):
        path.rect(left, bottom, side, side)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture(printed: Printed, sheet: Sheet) -> bytes:
    """The sheet as an SVG to look at: everything where the PDF has it, in the reader's own letters drawn to its width.

    Raises `TooLongError` and `NoSuchLetterError`.
    """
    where = arranged(printed, sheet)
    letters = "".join(
        f'<text x="{line.left:.2f}" y="{where.height - line.base:.2f}" font-size="{line.size:g}"'
        f' font-weight="{"bold" if line.font == BOLD else "normal"}" textLength="{line.width:.2f}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(line.text)}</text>'
        for line in where.lines
    )
    squares = "".join(
        f"M{left:.3f} {where.height - bottom - side:.3f}h{side:.3f}v{side:.3f}h-{side:.3f}z"
        for left, bottom, side in _squares(printed.address, where)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {where.width:.2f} {where.height:.2f}"'
        f' font-family="Verdana, DejaVu Sans, sans-serif"><rect width="100%" height="100%" fill="#fff"/>{letters}'
        f'<path d="{squares}" shape-rendering="crispEdges"/></svg>'
    ).encode()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of letters; places are points from the sheet's lower left corner, `width` is how wide it is."""

    text: str
    font: str
    size: float
    left: float
    base: float
    width: float


@dataclass(frozen=True, slots=True)
class Arranged:
    """Where everything stands on a sheet: its lines, and the code's lower left corner and side, in points."""

    width: float
    height: float
    lines: tuple[Line, ...]
    code_left: float
    code_bottom: float
    code_side: float


def arranged(printed: Printed, sheet: Sheet) -> Arranged:
    """The same for the paper and for its picture. Raises `TooLongError` and `NoSuchLetterError`."""
    _have_fonts()
    for letter in printed.headline + printed.words + printed.address:
        if not letter.isspace() and ord(letter) not in pdfmetrics.getFont(BOLD).face.charToGlyph:
            raise NoSuchLetterError(letter)
    form = FORMS[sheet]
    margin, inner = _points(form.margin), _points(form.width - 2 * form.margin)
    shown = printed.address.removeprefix("https://")
    line = form.address[0] * LEADING
    address = fitted(shown, "address", width=inner, height=line, sizes=form.address, wide=_wide(PLAIN))
    free = _points(form.height) - 2 * margin - line
    code = _points(form.code)
    left = margin + code if form.beside else margin
    width = inner - code if form.beside else inner
    height = free if form.beside else free - code
    headline_box = height * (0.66 if printed.words else 1)
    headline = fitted(
        printed.headline, "headline", width=width, height=headline_box, sizes=form.headline, wide=_wide(BOLD)
    )
    words = fitted(
        printed.words, "words", width=width, height=height - headline.height, sizes=form.words, wide=_wide(PLAIN)
    )
    top = _points(form.height) - margin
    return Arranged(
        width=_points(form.width),
        height=_points(form.height),
        lines=(
            *_lines(headline, BOLD, left, top),
            *_lines(words, PLAIN, left, top - headline.height),
            *_lines(address, PLAIN, margin, margin + line),
        ),
        code_left=margin if form.beside else margin + (inner - code) / 2,
        code_bottom=margin + line + (free - code if form.beside else 0),
        code_side=code,
    )


def _lines(block: Block, font: str, left: float, top: float) -> Iterator[Line]:
    """The lines of a block, below `top`."""
    for number, text in enumerate(block.lines):
        base = top - block.size * (LEADING * number + 1)
        yield Line(text, font, block.size, left, base, _wide(font)(text, block.size))


def _squares(address: str, where: Arranged) -> Iterator[tuple[float, float, float]]:
    """The dark squares of a code: left, bottom and side of each."""
    rows = [list(row) for row in _code(address).matrix_iter(border=QUIET)]
    side = where.code_side / len(rows)
    for down, row in enumerate(rows):
        bottom = where.code_bottom + where.code_side - (down + 1) * side
        yield from ((where.code_left + across * side, bottom, side) for across, is_dark in enumerate(row) if is_dark)


def _code(address: str) -> segno.QRCode:
    # Level M survives a scuffed label; a higher one would make the squares of a small label too small for a phone.
    return segno.make_qr(address, error="m", boost_error=False)


def _wide(font: str) -> Measure:
    return lambda text, size: float(pdfmetrics.stringWidth(text, font, size))


def _points(millimetres: float) -> float:
    return millimetres * POINTS_A_MM


@cache
def _have_fonts() -> None:
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, file))
