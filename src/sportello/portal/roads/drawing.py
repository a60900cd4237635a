"""Drawing an insert: the sheet as a PDF with its fonts inside, the code alone as an SVG."""

import io
from dataclasses import dataclass
from functools import cache

import segno
from reportlab.lib.colors import black
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from .paper import FORMS, LEADING, POINTS_A_MM, Block, Form, Measure, Sheet, fitted

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
    _have_fonts()
    for letter in printed.headline + printed.words + printed.address:
        if not letter.isspace() and ord(letter) not in pdfmetrics.getFont(BOLD).face.charToGlyph:
            raise NoSuchLetterError(letter)
    form, out = FORMS[sheet], io.BytesIO()
    canvas = Canvas(out, pagesize=(_points(form.width), _points(form.height)), invariant=True)
    canvas.setTitle(printed.headline)
    canvas.setFillColor(black)
    _draw(canvas, form, printed)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, form: Form, printed: Printed) -> None:
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
    _lines(canvas, words, PLAIN, left, _lines(canvas, headline, BOLD, left, top))
    _squares(canvas, printed.address, left=margin if form.beside else margin + (inner - code) / 2,
             bottom=margin + line + (free - code if form.beside else 0), side=code)  # fmt: skip
    _lines(canvas, address, PLAIN, margin, margin + line)


def _lines(canvas: Canvas, block: Block, font: str, left: float, top: float) -> float:
    """Write lines below `top`; returns where they end."""
    for number, text in enumerate(block.lines):
        canvas.setFont(font, block.size)
        canvas.drawString(left, top - block.size * (LEADING * number + 1), text)
    return top - block.height


def _squares(canvas: Canvas, address: str, *, left: float, bottom: float, side: float) -> None:
    rows = [list(row) for row in _code(address).matrix_iter(border=QUIET)]
    module = side / len(rows)
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        for across, is_dark in enumerate(row):
            if is_dark:
                path.rect(left + across * module, bottom + side - (down + 1) * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)


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
