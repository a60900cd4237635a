import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.reading.numbers import LETTERS_READ, numbers_of


def said(body: str, kind: str) -> list[str]:
    return [number.text for number in numbers_of(body) if number.kind == kind]


@pytest.mark.parametrize(
    ("body", "marketplace", "number"),
    [
        ("About 302-1234567-1234567, please.", "amazon", "302-1234567-1234567"),
        ("ordine 12-34567-89012!", "ebay", "12-34567-89012"),
        ("Bestellung 200012345678901 fehlt", "walmart", "200012345678901"),
        ("ma commande #1042?", "shopify", "#1042"),
        ("pedido (D01-1234567-1234567)", "amazon", "D01-1234567-1234567"),
    ],
)
def test_it_knows_an_order_by_its_shape(body: str, marketplace: str, number: str) -> None:
    [found] = numbers_of(body)
    assert (found.kind, found.text, found.issuer) == ("order", number, marketplace)


@pytest.mark.parametrize(
    ("body", "carrier", "number"),
    [
        ("1Z4R78E20398817745 says delivered", "ups", "1Z4R78E20398817745"),
        ("la raccomandata RA559201873IT è ferma", "poste_italiane", "RA559201873IT"),
        ("laut DHL 00340434161094042557 zugestellt", "dhl", "00340434161094042557"),
        ("le colis 6A 18829 30451 7 est perdu", "colissimo", "6A 18829 30451 7"),
        ("el envío con Nacex 281940377265 no llega", "nacex", "281940377265"),
        ("usps 9400111899223197428490", "usps", "9400111899223197428490"),
        ("GLS 50418827361 hängt", "gls", "50418827361"),
        ("spedizione BRT 130457718823?", "brt", "130457718823"),
    ],
)
def test_it_knows_a_parcel_by_shape_or_by_the_words_beside_it(body: str, carrier: str, number: str) -> None:
    [found] = numbers_of(body)
    assert (found.kind, found.text, found.issuer) == ("tracking", number, carrier)


@pytest.mark.parametrize(
    "body",
    [
        "Call me: 02079460123",
        "IBAN DE02120300000000202051",
        "P.IVA 01234567890",
        "the EAN is 4006381333931",
        "la mia carta finisce con 4242",
        "Seriennummer 84627193004417",
        "Paid 1.250,00 on 12.03.2026",
        "unit #204",
    ],
)
def test_it_leaves_other_numbers_alone(body: str) -> None:
    assert not said(body, "tracking")
    assert not said(body, "order")


def test_it_names_articles_and_invoices() -> None:
    found = {
        (number.kind, number.text) for number in numbers_of("ASIN B0C1234XYZ, SKU: AB-77/x, invoice no. INV-2026/17")
    }
    assert found == {("asin", "B0C1234XYZ"), ("sku", "AB-77/x"), ("invoice", "INV-2026/17")}


def test_it_says_whether_a_check_digit_is_right() -> None:
    numbers = numbers_of("RB123456785GB and RB123456784GB")
    assert [number.checked for number in numbers if number.kind == "tracking"] == [True, False]


def test_it_says_where_a_number_stands() -> None:
    [found] = numbers_of("no number here", subject="Re: #1042")
    assert (found.place, found.start, found.end) == ("subject", 4, 9)


def test_it_sees_through_invisible_marks() -> None:
    assert said("\u200f302-1234567-1234567\u200e", "order") == ["302-1234567-1234567"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.sampled_from(["#1042", "302-1234567-1234567"]))
def test_it_gives_offsets_that_hold(noise: str, number: str) -> None:
    body = f"{noise} {number} {noise}"
    for found in numbers_of(body):
        assert body[found.start : found.end] == found.text


def test_it_reads_a_bounded_part_of_an_endless_text() -> None:
    assert not numbers_of("x" * LETTERS_READ + " #1042")
