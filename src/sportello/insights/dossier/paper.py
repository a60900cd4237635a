"""A dossier as a PDF: A4, everything as text that can be searched, its fonts inside, pages numbered "2 of 5". Pure."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from .bidi import has_rtl, is_rtl
from .document import Document, Entry, Section
from .fonts import borrows, broken, first, markup, readable

MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
NAMES, NUMBER = 42 * mm, 40 * mm
INK, SOFT, LINE = HexColor("#211f1b"), HexColor("#625b51"), HexColor("#d8d2c7")
SPARE = 2 * mm
"""Left free at the end of lines that are broken here, so that the library does not break them again."""
LONGEST_PARAGRAPH = 4000
"""Letters in one paragraph: a longer one is set in several, so that it can go over pages."""


def pdf(document: Document) -> bytes:
    """The dossier's bytes."""
    out = io.BytesIO()
    sheet = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN - 6, rightMargin=MARGIN - 6, topMargin=MARGIN, bottomMargin=MARGIN + 6 * mm,
        title=readable(document.title), lang=document.language, initialFontName=first(),
    )  # fmt: skip
    sheet.build(list(_story(document)), canvasmaker=_numbered(document))
    return out.getvalue()


def _story(document: Document) -> Iterator[Flowable]:
    yield Paragraph(markup(document.title, bold=True), _style(16, INK, leading=20))
    yield Paragraph(markup(document.made), _style(8.5, SOFT))
    yield Spacer(0, 4 * mm)
    yield _facts(document.facts)
    for section in document.sections:
        yield from _section(section)
    if document.borrowed and any(map(borrows, _words(document))):
        yield Spacer(0, 5 * mm)
        yield Paragraph(markup(document.borrowed), _style(8, SOFT))


def _words(document: Document) -> Iterator[str]:
    yield from (said for _name, said in document.facts)
    for entry in (entry for section in document.sections for entry in section.entries):
        yield from (entry.who, entry.where, entry.text, *entry.notes)


def _facts(facts: Sequence[tuple[str, str]]) -> Flowable:
    rows = [[_text(name, _style(9, SOFT), NAMES), _text(said, _style(9, INK), WIDTH - NAMES, aside=True)]
            for name, said in facts]  # fmt: skip
    padding = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 1)]
    looks = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 1), *padding]
    return Table(rows, colWidths=[NAMES, WIDTH - NAMES], style=looks)


def _section(section: Section) -> Iterator[Flowable]:
    heading = Paragraph(markup(section.title, bold=True), _style(12, INK, leading=16))
    entries = [list(_entry(entry)) for entry in section.entries]
    if not entries:
        entries = [[Paragraph(markup(section.empty), _style(9, SOFT))]]
    # A heading never stands alone at the foot of a page.
    yield KeepTogether([Spacer(0, 5 * mm), heading, Spacer(0, 1 * mm), *entries[0][:3]])
    yield from entries[0][3:]
    for entry in entries[1:]:
        yield KeepTogether(entry[:3])
        yield from entry[3:]


def _entry(entry: Entry) -> Iterator[Flowable]:
    yield HRFlowable(width="100%", thickness=0.5, color=LINE, spaceBefore=2 * mm, spaceAfter=1.2 * mm)
    where = f" · {entry.where}" if entry.where else ""
    yield Paragraph(markup(entry.who, bold=True) + markup(f"  {entry.at}{where}"), _style(9, INK))
    for piece in _pieces(entry.text):
        yield _text(piece, _style(9.5, INK, leading=13, space=1 * mm), WIDTH)
    for note in entry.notes:
        yield _text(note, _style(8, SOFT), WIDTH, aside=True)


def _text(text: str, looks: ParagraphStyle, width: float, *, aside: bool = False) -> Paragraph:
    """A text within a width. What runs from right to left is broken into lines here, and begins at the right; `aside`
    keeps it at the left, beside what it belongs to."""
    clean = readable(text)
    if not has_rtl(clean):
        return Paragraph(markup(text), looks)
    rtl = is_rtl(clean)
    if rtl and not aside:
        looks.alignment = TA_RIGHT
    return Paragraph(markup(broken(clean, size=looks.fontSize, width=width - SPARE), rtl=rtl), looks)


def _pieces(text: str) -> Iterator[str]:
    """A text by its paragraphs, none longer than can be broken over pages."""
    for paragraph in text.strip().split("\n\n"):
        rest = paragraph
        while len(rest) > LONGEST_PARAGRAPH:
            at = rest.rfind(" ", 0, LONGEST_PARAGRAPH) + 1 or LONGEST_PARAGRAPH
            yield rest[:at]
            rest = rest[at:]
        yield rest


def _style(size: float, colour: HexColor, *, leading: float = 0, space: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        "dossier", fontName=first(), fontSize=size, leading=leading or size * 1.35, textColor=colour, spaceAfter=space,
        splitLongWords=1, allowWidows=0, allowOrphans=0,
    )  # fmt: skip


def _numbered(document: Document) -> type[Canvas]:
    """A canvas that waits with the foot of the pages until it knows how many there are."""

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._waiting: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - the library's name
            self._waiting.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._waiting, start=1):
                self.__dict__.update(page)
                _foot(self, document, document.page % {"page": number, "pages": len(self._waiting)})
                super().showPage()
            super().save()

    return Numbered


def _foot(canvas: Canvas, document: Document, page: str) -> None:
    canvas.setStrokeColor(LINE)
    canvas.line(MARGIN, MARGIN, A4[0] - MARGIN, MARGIN)
    for words, width, left, alignment in (
        (document.foot, WIDTH - NUMBER, MARGIN, TA_LEFT),
        (page, NUMBER, A4[0] - MARGIN - NUMBER, TA_RIGHT),
    ):
        looks = _style(8, SOFT)
        looks.alignment = alignment
        foot = Paragraph(markup(words), looks)
        _width, height = foot.wrap(width, MARGIN)
        foot.drawOn(canvas, left, MARGIN - 2 * mm - height)
