import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.carriers.formats import Shape
from sportello.carriers.recognising import LONGEST, normal, recognise
from sportello.carriers.table import FORMATS

# Examples that the carriers or their handbooks print, and numbers of their shape with invented digits.
EUROPE = [
    ("00340433836442636597", "", "dhl"),  # paketda.de, DHL Paket
    ("00 3404 3383 6442 6365 97", "", "dhl"),
    ("JJD1410302937991", "", "dhl"),  # paketda.de
    ("JVGL9999999999", "", "dhl"),  # dhl.com, page of identifiers
    ("201298452277", "DHL Paket", "dhl"),  # paketda.de, Identcode
    ("09133131530724", "hermes", "hermes"),  # paketda.de
    ("H1000730028817263015", "", "hermes"),
    ("XHAX4HDA", "GLS", "gls"),  # paketda.de, Track-ID
    ("50418827361", "gls", "gls"),
    ("082451739920", "Bartolini", "brt"),
    ("3UW1K84592077", "", "poste_italiane"),
    ("RA123456785IT", "", "poste_italiane"),
    ("1234567890123", "sda", "sda"),  # track.global, page of SDA
    ("H01HYA0044820917", "", "evri"),
    ("AA123456785GB", "", "royal_mail"),
    ("AA1234567", "parcelforce", "parcelforce"),  # parcelforce.com, number formats
    ("8D00432154798", "", "colissimo"),  # laposte.fr
    ("XY123456785FR", "", "chronopost"),
    ("48271936", "Mondial Relay", "mondial_relay"),
    ("PQ4B6P0712345670128001A", "", "correos"),  # the shape of annex XI of its pre-registration
    ("3233004817263540", "Correos Express", "correos_express"),
    ("1184920377465", "SEUR", "seur"),
    ("041234567890", "MRW", "mrw"),
    ("3SABCD1234567", "", "postnl"),  # parceler.com, page of PostNL
    ("620012345678901234567890", "", "inpost"),
    ("99.60.049350.12345678", "", "swiss_post"),
    ("1000123456789012345678", "Österreichische Post", "austrian_post"),
]


@pytest.mark.parametrize(("number", "hint", "carrier"), EUROPE)
def test_it_knows_the_carriers_of_europe(number: str, hint: str, carrier: str) -> None:
    found = recognise(number, hint=hint)
    assert found
    assert found[0].carrier == carrier
    assert found[0].confidence >= 0.7


@pytest.mark.parametrize("number", ["082451739920", "48271936", "XHAX4HDA", "1184920377465"])
def test_it_leaves_plain_digits_to_a_hint(number: str) -> None:
    assert not recognise(number)


@pytest.mark.parametrize(
    "number", ["", "   ", "0" * 12, "9" * 20, "hello", "RR123456786DE", "RR123456785ZZ", "1" * 500]
)
def test_it_recognises_nothing_in_nothing(number: str) -> None:
    assert recognise(number) == ()


def test_it_says_when_a_check_digit_was_right() -> None:
    assert recognise("RR123456785DE")[0].is_checked
    assert not recognise("TBA308817745000")[0].is_checked


def test_it_ranks_by_confidence() -> None:
    found = recognise("320610804900")
    assert {each.carrier for each in found} == {"fedex", "purolator"}
    assert recognise("320610804900", hint="purolator")[0].carrier == "purolator"
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)


@given(st.text(max_size=60))
def test_it_never_raises_and_gives_our_codes(text: str) -> None:
    carriers = {format_.carrier for format_ in FORMATS} | {
        "deutsche_post",
        "la_poste",
        "china_post",
        "an_post",
        "poczta_polska",
    }
    assert {each.carrier for each in recognise(text)} <= carriers


@given(st.sampled_from([number for number, hint, _ in EUROPE if not hint]), st.sampled_from([" ", "-", "\u00a0", "."]))
def test_it_does_not_mind_blanks_or_small_letters(number: str, between: str) -> None:
    written = between.join(number).lower()
    assert [each.carrier for each in recognise(written)] == [each.carrier for each in recognise(number)]
    assert normal(written) == normal(number)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.code)
def test_it_keeps_its_table_in_order(format_: object) -> None:
    from sportello.carriers.catalogue import CATALOGUE
    from sportello.carriers.formats import Format

    assert isinstance(format_, Format)
    assert format_.carrier in {carrier.code for carrier in CATALOGUE}
    assert all(6 < length <= LONGEST for length in format_.lengths)
    assert not (format_.only_hinted and format_.shape is Shape.DISTINCT)


def test_it_names_every_format_once() -> None:
    codes = [format_.code for format_ in FORMATS]
    assert len(codes) == len(set(codes))


def test_it_needs_neither_django_nor_a_database() -> None:
    code = (
        "import sys, sportello.carriers.finding, sportello.carriers.vocabularies, sportello.carriers.evaluating; "
        "sys.exit(any(name.split('.')[0] in {'django', 'psycopg'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=180, check=False).returncode == 0
