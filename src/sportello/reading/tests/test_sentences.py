from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.reading.quoting import own_stretches
from sportello.reading.sentences import MAX_SENTENCE, clauses, sentences


def texts(body: str) -> list[str]:
    return [body[span.start : span.end] for span in sentences(body)]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("Hello. Where is it? Thanks!", ["Hello.", "Where is it?", "Thanks!"]),
        ("Die Nr. 12 fehlt, z.B. die Schraube. Danke", ["Die Nr. 12 fehlt, z.B. die Schraube.", "Danke"]),
        ("hola ¿cuándo llega? gracias", ["hola", "¿cuándo llega?", "gracias"]),
        ("1) la fattura\n2) il reso", ["1) la fattura", "2) il reso"]),
        ("this mail was wrapped\nin the middle", ["this mail was wrapped\nin the middle"]),
        ("Bonjour\nOù est mon colis ?", ["Bonjour", "Où est mon colis ?"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_it_cuts_where_a_reader_would(body: str, wanted: list[str]) -> None:
    assert texts(body) == wanted


@given(st.text(max_size=2_000))
def test_it_loses_no_word_and_repeats_none(body: str) -> None:
    spans = sentences(body)
    assert "".join("".join(body[a:b].split()) for a, b in spans) == "".join(body.split())
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(body[a:b] == body[a:b].strip() and b - a <= MAX_SENTENCE for a, b in spans)


@given(st.text(alphabet="ab ,;?!.-¿\n", max_size=300))
def test_it_cuts_sentences_into_clauses_that_cover_them(body: str) -> None:
    for sentence in sentences(body):
        parts = clauses(body, sentence)
        assert "".join("".join(body[a:b].split()) for a, b in parts) == "".join(body[slice(*sentence)].split())


@pytest.mark.parametrize(
    "header",
    [
        "On 4 Aug 2025, at 10:21, Shop <a@shop.example> wrote:",
        "Il giorno 9 mag 2025 alle ore 16:40 Shop <a@shop.example> ha scritto:",
        "Am 12.03.2026 um 10:11 schrieb Shop <a@shop.example>:",
        "Le lun. 3 mars 2025 à 10:00, Shop <a@shop.example> a écrit :",
        "El 3 mar 2025, a las 10:00, Shop <a@shop.example> escribió:",
        "-----Original Message-----",
        "Von: Shop\nGesendet: Montag",
    ],
)
def test_it_leaves_out_earlier_mail(header: str) -> None:
    body = f"My own words.\n\n{header}\nWhere is your parcel?"
    assert [body[a:b].strip() for a, b in own_stretches(body)] == ["My own words."]


def test_it_keeps_words_between_quoted_lines() -> None:
    body = "> which colour?\nthe black one\n> which size?\n42"
    assert [body[a:b].strip() for a, b in own_stretches(body)] == ["the black one", "42"]


def test_it_reads_a_forwarded_mail_that_has_nothing_above_it() -> None:
    assert own_stretches("-----Original Message-----\nWhere is my parcel?")
