"""Printed inserts: what a telephone reads from the paper, what fits, which fonts are inside."""

import pypdfium2
import pytest
import zxingcpp

from sportello.portal.roads.drawing import NoSuchLetterError, Printed, pdf, svg
from sportello.portal.roads.paper import FORMS, Sheet, TooLongError

ADDRESS = "https://desk.casalume.example/help/casa-lume/r/7zex89ncgs"
CARD = Printed("Où est mon colis ? Größe, 5 €", "L'état du colis, tout de suite: così è più facile.", ADDRESS)


@pytest.mark.parametrize("sheet", list(Sheet))
def test_it_prints_a_code_that_a_telephone_reads(sheet: Sheet) -> None:
    page = pypdfium2.PdfDocument(pdf(CARD, sheet))[0]

    codes = zxingcpp.read_barcodes(page.render(scale=4).to_pil())

    assert [each.text for each in codes] == [ADDRESS]
    assert [round(side * 25.4 / 72) for side in page.get_size()] == [FORMS[sheet].width, FORMS[sheet].height]


@pytest.mark.parametrize("sheet", list(Sheet))
def test_it_writes_every_letter_with_a_font_inside_and_one_address(sheet: Sheet) -> None:
    made = pdf(CARD, sheet)

    text = " ".join(pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range().split())

    assert CARD.headline in text
    assert CARD.words in text
    assert text.count("casalume.example") == 1
    assert b"/FontFile2" in made
    assert made == pdf(CARD, sheet)


def test_it_says_what_does_not_fit() -> None:
    with pytest.raises(TooLongError) as caught:
        pdf(Printed("Donaudampfschifffahrtsgesellschaftskapitän " * 3, "", ADDRESS), Sheet.SMALL_LABEL)
    assert caught.value.part == "headline"
    with pytest.raises(NoSuchLetterError):
        pdf(Printed("我的包裹", "", ADDRESS), Sheet.A6)


def test_it_draws_the_code_as_a_picture_of_lines() -> None:
    assert svg(ADDRESS).startswith(b"<?xml")
    assert b'xmlns="http://www.w3.org/2000/svg"' in svg(ADDRESS)
