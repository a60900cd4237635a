"""The order and the forms of letters that run from right to left."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.insights.dossier.bidi import has_rtl, is_rtl, shaped, visual


def every(_letter: str) -> bool:
    return True


def seen(line: str, *, rtl: bool | None = None) -> str:
    return visual(line, rtl=is_rtl(line) if rtl is None else rtl, has=every)


# Hebrew letters have one form each, so that only the order shows; in the comments capitals stand for them.
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("אבג", "גבא"),  # ABC
        ("say אבג now", "say גבא now"),
        ("אבג abc דהו", "והד abc גבא"),
        ("אבג 302-551 דהו", "והד 302-551 גבא"),
        ("אב (12.50) גד", "דג (12.50) בא"),
        ("אב [cd].", ".[cd] בא"),
        ("call 1 אב 2", "call 1 2 בא"),
        ("אב 5% גד", "דג 5% בא"),
        ("", ""),
    ],
)
def test_it_shows_a_line_in_the_order_in_which_it_is_seen(line: str, expected: str) -> None:
    assert seen(line) == expected


def test_it_leaves_marks_on_their_letter() -> None:
    assert seen("בָּא") == "אבָּ"


def test_it_keeps_an_orders_number_together_behind_arabic_too() -> None:
    assert "302-5519384-2204417" in seen("رقم 302-5519384-2204417 هنا")


def test_it_gives_letters_the_form_that_their_neighbours_ask_for() -> None:
    names = [
        unicodedata.name(letter).rpartition(" ")[0].removeprefix("ARABIC LETTER ") for letter in shaped("محمد", every)
    ]
    forms = [unicodedata.name(letter).rpartition(" ")[2] for letter in shaped("محمد", every)]
    assert names == ["MEEM INITIAL", "HAH MEDIAL", "MEEM MEDIAL", "DAL FINAL"]
    assert set(forms) == {"FORM"}
    assert shaped("لا", every) == "\ufefb"
    assert shaped("بلا", every) == "\ufe91\ufefc"
    assert shaped("د د", every) == "\ufea9 \ufea9"


def test_it_uses_no_form_that_the_font_does_not_have() -> None:
    assert shaped("محمد لا", lambda letter: letter < "\ufb50") == "محمد لا"


def test_it_asks_of_latin_nothing() -> None:
    assert not has_rtl("Größe, Привет 注文 12-3")
    assert has_rtl("a ב")
    assert is_rtl("12 ב a")
    assert not is_rtl("a ב")


@given(st.text(alphabet="abאבمل 12-.,()%\u05b8", max_size=30), st.booleans())
def test_it_loses_and_doubles_no_letter(line: str, rtl: bool) -> None:
    plain = visual(line, rtl=rtl, has=lambda letter: letter < "\ufb50")
    swapped = str.maketrans("()", "((")
    assert sorted(plain.translate(swapped)) == sorted(line.translate(swapped))
