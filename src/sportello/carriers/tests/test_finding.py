import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.carriers.finding import LETTERS_READ, find
from sportello.carriers.recognising import recognise

FOUND = [
    # Shapes that speak for themselves, written as people write them.
    ("Angeblich eingeworfen: 00340433836442636597.", "00340433836442636597", "dhl"),
    ("(1Z 999 AA1 01 2345 6784)", "1Z 999 AA1 01 2345 6784", "ups"),
    ("wo ist rr123456785de ?", "rr123456785de", "deutsche_post"),
    ("RR 123 456 785 DE heute nicht gekommen", "RR 123 456 785 DE", "deutsche_post"),
    ("il pacco LX-123456785-IT è fermo", "LX-123456785-IT", "poste_italiane"),
    ("TBA308817745000 hasn't moved", "TBA308817745000", "amazon"),
    ("9400 1112 0108 0805 4830 16", "9400 1112 0108 0805 4830 16", "usps"),
    ("6A 18829 30451 7 toujours rien", "6A 18829 30451 7", "colissimo"),
    ("PQ4B6P0712345670128001A, me lo devolvieron", "PQ4B6P0712345670128001A", "correos"),
    ("Sendungsnummer 99.60.049350.12345678", "99.60.049350.12345678", "swiss_post"),
    ("TBA\u200b308817745000 verschwunden", "TBA\u200b308817745000", "amazon"),
    # Digits beside a carrier or a word of parcels.
    ("GLS-Paket 50418827361 immer noch nicht da", "50418827361", "gls"),
    ("my FedEx 6128-9044-7713", "6128-9044-7713", "fedex"),
    ("spedizione BRT: 082451739920", "082451739920", "brt"),
    ("Mondial Relay n° 48271936 : en attente", "48271936", "mondial_relay"),
    ("Paquete de SEUR 1184920377465", "1184920377465", "seur"),
    ("il vettore SDA 281I9A1234567 non risponde", "281I9A1234567", "sda"),
    ("suivi 25008817263540 (DPD)", "25008817263540", "dpd"),
    ("Tracking:\n15504417823390", "15504417823390", "dpd"),
    ("spedizione 130457718823, ordine #5108", "130457718823", ""),
    ("Ordine 402-1234567-1234567, spedizione 130457718823", "130457718823", ""),
    ("GLS BO 610293847 fermo a Bologna", "610293847", "gls"),
    ("Paketnummer GLS XHAX4HDA", "XHAX4HDA", "gls"),
    ("royal mail says delivered, AB 4819 2037 7GB. it isn't", "AB 4819 2037 7GB", "royal_mail"),
    ("il tracking è 1Z999AA10123456784 - grazie - 3331234567", "1Z999AA10123456784", "ups"),
    # Pages of carriers.
    ("<https://www.dhl.de/de/verfolgen.html?piececode=00340433836442636597>", "00340433836442636597", "dhl"),
    ("vedi https://gls-group.com/track/XHAX4HDA grazie", "XHAX4HDA", "gls"),
]

LEFT_ALONE = [
    "Chiamatemi al 333 1234567 per la consegna",
    "mon colis n'est pas là, appelez-moi au 06 12 34 56 78",
    "Bitte rufen Sie mich an: 0171 2345678, das Paket ist weg",
    "call me on 07700 900123 about the parcel",
    "my number +39 333 1234567, parcel lost",
    "la consegna? Tel 0039 02 12345678",
    "mi teléfono es el 612345678, el paquete no llega",
    "IBAN DE89370400440532013000 für die Erstattung der Sendung",
    "per il pacco perso: IT60 X054 2811 1010 0000 0123 456",
    "scheda 4111 1111 1111 1111 addebitata due volte per la spedizione",
    "VAT DE298114703, and where is the parcel?",
    "société belge (BE 0764.318.229) et la livraison",
    "Siret 123 456 789 00012, colis perdu",
    "NIF 12345678Z paquete",
    "Rechnung 202500123456 zur Lieferung fehlt",
    "fattura n. 2025/0001234567 del pacco",
    "commande 402-1234567-1234567 pas livrée",
    "the delivery of order 12-34567-89012",
    "order 200012345678901 not delivered",
    "ordine #1042 spedizione in ritardo",
    "my order number is 774899172137 where is the package",
    "Kundennummer 1234567890, Sendung weg",
    "EAN 4006381333931 passt nicht zur Lieferung",
    "Artikel 354812345678 kam nicht an",
    "ISBN 978-3-16-148410-0",
    "ASIN B0ABCDEFGH",
    "serial number SN1234567890AB",
    "https://www.amazon.it/dp/B0CXYZ1234?ref=123456789012",
    "https://shop.example/track?number=00340433836442636597",
    "bestellt am 2025-11-22, Lieferung 22.11.2025 14:30",
    "16 20 30 40 50 60 70 cm",
    "1.234.567,89 EUR",
    "Postnummer 71830295, Packstation 138",
    "paid with 5555 5555 5555 4444 for the delivery",
    "GLS bringt meine RTX4090 nicht",
    "Paket weg, bitte an 00340433836442636597@mail.example",
    "000000000000 tracking",
    "",
]


@pytest.mark.parametrize(("text", "written", "carrier"), FOUND)
def test_it_finds_a_number_where_it_stands(text: str, written: str, carrier: str) -> None:
    found = find(text)
    assert [text[each.start : each.end] for each in found] == [written]
    assert found[0].carrier == carrier


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_it_leaves_other_numbers_alone(text: str) -> None:
    assert find(text) == ()


def test_it_finds_several_by_place() -> None:
    text = "Due pacchi: RA123456785IT e, con GLS, 281930044718; il terzo (1Z999AA10123456784) è arrivato."
    assert [each.carrier for each in find(text)] == ["poste_italiane", "gls", "ups"]


def test_it_says_what_was_mistyped() -> None:
    found = find("RR123456786DE")[0]
    assert found.is_mistyped
    assert not found.is_checked
    assert found.confidence < find("RR123456785DE")[0].confidence


def test_it_thinks_of_the_hinted_carrier_where_the_text_names_none() -> None:
    assert find("Die Sendung 50418827361 steht", hint="GLS")[0].carrier == "gls"
    assert find("Die Sendung 50418827361 von DPD steht", hint="GLS")[0].carrier == "dpd"


def test_it_finds_known_numbers_wherever_they_stand() -> None:
    text = "Artikelnummer 3548-1234-5678, mehr weiß ich nicht"
    assert find(text) == ()
    assert [each.number for each in find(text, known=["354812345678"])] == ["354812345678"]


def test_it_calls_a_capital_name_before_a_number_no_part_of_it() -> None:
    assert find("DHL 00340433836442636597")[0].start == 4


def test_it_reads_a_bounded_part_of_a_text() -> None:
    far = f"{'wort ' * (LETTERS_READ // 5)} TBA308817745000"
    assert find(far) == ()


@given(st.text(alphabet=st.sampled_from("0123456789 -./#:ABRZTJDIabc\n\u00a0\u200b€@+,'"), max_size=300))
def test_it_gives_spans_that_do_not_overlap(text: str) -> None:
    found = find(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= next_.start for one, next_ in pairwise(found))
    assert all(0 < each.confidence <= 1 for each in found)


@given(st.text(max_size=400), st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))
def test_it_never_raises(text: str, hint: str, known: list[str]) -> None:
    assert isinstance(find(text, hint=hint, known=known), tuple)


@given(
    st.sampled_from(
        ["00340433836442636597", "1Z999AA10123456784", "RR123456785DE", "TBA308817745000", "6A18829304517"]
    ),
    st.sampled_from(["", "wo ist ", "il mio pacco (", "colis n° ", "your tracking: ", "n.º de envío "]),
    st.sampled_from(["", ".", ")", ", danke", "\nLG", "!!!", "?", "; e basta"]),
)
def test_it_finds_a_clear_number_in_any_sentence(number: str, before: str, after: str) -> None:
    found = find(f"{before}{number}{after}")
    assert [each.number for each in found] == [number]
    assert found[0].carrier == recognise(number)[0].carrier


HOSTILE = [
    "1" * 200_000,
    "1 " * 100_000,
    "1." * 100_000,
    "1," * 100_000,
    "1'" * 100_000,
    "12345678 " * 22_000,
    "AB1-" * 50_000,
    "DE89 " * 40_000,
    "+1" * 100_000,
    "https://" * 25_000 + "1",
    "https://www.dhl.de/" * 10_000 + "1",
    ("https://www.dhl.de/" + "12345678901/" * 100 + " ") * 150,
    "a@" * 100_000 + "1",
    "a." * 100_000 + "1",
    "RR123456785DE " * 14_000,
    "tracking 123456789012 " * 9_000,
    "A" * 200_000 + "1",
    "1" + " " * 200_000 + "2",
    "€1" * 100_000,
    "#1" * 100_000,
    "1Z" * 100_000,
    "tel " * 50_000 + "1234567890",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_it_takes_no_more_than_a_moment_for_a_hostile_text(text: str) -> None:
    # Not a measure of speed: what grows with the square of its length takes minutes here.
    before = time.process_time()
    found = find(text)
    assert time.process_time() - before < 5
    assert len(found) <= 1_000


@settings(max_examples=30)
@given(st.text(alphabet=st.sampled_from("01 -."), min_size=2_000, max_size=4_000))
def test_it_takes_no_more_than_a_moment_for_digits_and_separators(text: str) -> None:
    before = time.process_time()
    find(text)
    assert time.process_time() - before < 2
