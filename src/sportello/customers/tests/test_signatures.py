"""What people write of themselves: telephone numbers, names and addresses under a message, spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.customers.facts import Name, name_in_full, place_of
from sportello.customers.mailboxes import canonical, is_misspelled, is_shared
from sportello.customers.phones import normal, written_in
from sportello.customers.signatures import signature_of
from sportello.customers.spelling import distance, folded, is_misspelling, is_other_gender, sound


@pytest.mark.parametrize(
    ("written", "country", "meant"),
    [
        ("333 123 4567", "IT", "+393331234567"),
        ("02 1234567", "IT", "+39021234567"),
        ("0171/123 45 67", "DE", "+491711234567"),
        ("+49 (0)171 1234567", "", "+491711234567"),
        ("0049 171 1234567", "FR", "+491711234567"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("612 345 678", "ES", "+34612345678"),
        ("07700 900123", "GB", "+447700900123"),
        ("07700 900123", "UK", "+447700900123"),
        ("+81 3 1234 5678", "", "+81312345678"),
        ("333 123 4567", "", ""),
        ("12", "IT", ""),
        ("call me", "IT", ""),
        ("", "IT", ""),
    ],
)
def test_it_writes_numbers_in_one_form(written: str, country: str, meant: str) -> None:
    assert normal(written, country) == meant


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("Mi chiami al 333 1234567 dopo le 18", "IT", ["+393331234567"]),
        ("Tel.: 0171 1234567", "DE", ["+491711234567"]),
        ("Ordine 302-1234567-1234567, tracking 1Z999AA10123456784", "IT", []),
        ("Rechnung 0171 1234567", "DE", []),
        ("My number is +44 7700 900123.", "GB", ["+447700900123"]),
        ("tel 06 12 34 56 78 ou tél 06 12 34 56 78", "FR", ["+33612345678"]),
        ("Sendungsnummer 00340434161094042557", "DE", []),
    ],
)
def test_it_finds_the_numbers_that_are_to_be_called(text: str, country: str, found: list[str]) -> None:
    assert list(written_in(text, country)) == found


def test_it_reads_a_signature() -> None:
    text = (
        "Wo ist mein Paket?\n\nMit freundlichen Grüßen\nJürgen Müller\nHauptstraße 5\n10115 Berlin\nTel. 0171 1234567\n"
    )
    signed = signature_of(text, "de")
    assert signed.names == {Name("jurgen", "muller")}
    assert signed.phones == {"+491711234567"}
    assert signed.places == {place_of(street="Hauptstraße 5", postcode="10115", city="Berlin", country="DE")}


@pytest.mark.parametrize(
    "text",
    [
        "Grazie",
        "Dov'è il pacco?\nGrazie mille in anticipo",
        "Thanks\nfor the quick answer",
        "Cordiali saluti\nGrazie",
        "",
        "10115 Berlin",
    ],
)
def test_it_makes_nobody_of_a_farewell(text: str) -> None:
    signed = signature_of(text, "it")
    assert (signed.names, signed.places) == (frozenset(), frozenset())


@given(st.text(max_size=400), st.sampled_from(["", "it", "de", "xx"]))
def test_it_reads_whatever_stands_there(text: str, language: str) -> None:
    assert all(number.startswith("+") for number in signature_of(text, language).phones)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Cleo Marino", Name("cleo", "marino")),
        ("Marino, Cleo", Name("cleo", "marino")),
        ("Herr Dr. Jürgen Müller", Name("jurgen", "muller")),
        ("Ludwig van der Berg", Name("ludwig", "van der berg")),
        ("cleo", Name("cleo", "")),
        ("", Name()),
    ],
)
def test_it_reads_a_name_in_full(written: str, name: Name) -> None:
    assert name_in_full(written) == name


def test_it_folds_what_is_one_name() -> None:
    assert folded("Müller") == folded("Mueller") == folded("MULLER")
    assert folded("D’Angelo") == folded("D'ANGELO")
    assert is_misspelling("marino", "marnio")
    assert is_other_gender("paolo", "paola")
    assert is_other_gender("martin", "martina")
    assert not is_other_gender("anna", "anja")


@given(st.text(max_size=8), st.text(max_size=8))
def test_it_measures_a_distance(one: str, other: str) -> None:
    measured = distance(one, other, 8)
    assert measured == distance(other, one, 8)
    assert (measured == 0) == (one == other)
    assert measured <= max(len(one), len(other))
    assert distance(one, other, 1) == min(measured, 2)


@given(st.text(max_size=30))
def test_it_folds_once_and_for_all(text: str) -> None:
    assert len(sound(folded(text))) <= 4
    assert folded(text) == folded(text.upper().lower().casefold()) or not text.isascii()


@pytest.mark.parametrize(
    "address", ["info@a.example", "Ufficio2@a.example", "famiglia.rossi@a.example", "sales-uk@b.example"]
)
def test_it_knows_mailboxes_that_several_read(address: str) -> None:
    assert is_shared(canonical(address))


@pytest.mark.parametrize("address", ["cleo@a.example", "informatico.rossi@a.example", "familiari@a.example"])
def test_it_leaves_people_their_own(address: str) -> None:
    assert not is_shared(canonical(address))


def test_it_takes_another_digit_for_another_mailbox() -> None:
    assert is_misspelled("mario.rossi@gmail.com", "mario.rosi@gmail.com")
    assert not is_misspelled("mario.rossi84@gmail.com", "mario.rossi85@gmail.com")
    assert canonical("nobody") == canonical("@x") == canonical("") == ""
