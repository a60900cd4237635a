"""A dossier on paper: every word can be found in it, in any script, and its pages are counted."""

import pypdfium2

from sportello.insights.dossier.document import Document, Entry, Section
from sportello.insights.dossier.fonts import readable
from sportello.insights.dossier.paper import pdf


def paper(*entries: Entry) -> list[str]:
    """The words of each page of a dossier with these messages."""
    sections = [Section("Where the parcels were seen", [], "No scan is known."), Section("Messages", entries)]
    made = Document(
        "Correspondence of order 302-1",
        "Made by Ada",
        [("Buyer", "Cleo Łoś")],
        sections,
        "302-1",
        "%(page)s/%(pages)s",
        borrowed="Shown with fonts of your own.",
    )
    pages = pypdfium2.PdfDocument(pdf(made))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pages]


def test_it_holds_every_word_in_order_and_runs_no_markup() -> None:
    first = Entry(
        "2 Nov 2026, 10:12 CET", "Cleo (buyer)", "Amazon.it", "Größe <b>36</b> & è così\n\nΚαλημέρα, Привет", ["a.jpg"]
    )
    (page,) = paper(first, Entry("3 Nov 2026", "Ada (seller)", text="Œuvre, ñandú"))
    words = (
        "Correspondence of order 302-1",
        "Cleo Łoś",
        "No scan is known.",
        "Größe <b>36</b> & è così",
        "Œuvre, ñandú",
        "1/1",
    )
    assert [each for each in words if each not in page] == []
    assert page.index("Cleo (buyer)") < page.index("a.jpg") < page.index("Ada (seller)")


def test_it_goes_over_pages_and_counts_them() -> None:
    long = Entry("2 Nov", "Cleo", text="parola " * 3000)
    pages = paper(long, long, Entry("3 Nov", "Ada", text="the end"))
    assert len(pages) > 5
    assert sum(page.count("parola") for page in pages) == 6000
    assert all(
        page.endswith(f"{number}/{len(pages)}") or f"{number}/{len(pages)}" in page
        for number, page in enumerate(pages, 1)
    )
    assert "the end" in pages[-1]


def test_it_names_what_no_font_can_show() -> None:
    assert readable("a\x00\x07b") == "ab"
    assert readable("ok 👍🏽\u200b e\u0301") == "ok [thumbs up sign] é"
    assert "注文" in paper(Entry("2 Nov", "Cleo", text="注文 가 の"))[0]


def test_it_says_which_letters_are_left_to_the_readers_fonts() -> None:
    assert "Shown with fonts of your own." in paper(Entry("2 Nov", "김민준"))[0]
    assert "Shown with fonts of your own." not in paper(Entry("2 Nov", "محمد", text="Γιώργος, Łoś, Щ"))[0]


def test_it_sets_what_runs_from_right_to_left_as_it_is_read() -> None:
    said = "طلبت المصباح رقم 302-5519384-2204417 ولم يصل. أرجو إعادة 64.90 يورو " * 6
    (page,) = paper(Entry("2 Nov", "דוד בן־גוריון", text=said), Entry("3 Nov", "محمد", text="Hello, שלום (12)"))
    # Who reads the file puts the letters back into the order in which they were written, and so does pdfium.
    assert page.count("المصباح رقم 302-5519384-2204417 ولم يصل") >= 4
    assert "דוד בן־גוריון" in page
