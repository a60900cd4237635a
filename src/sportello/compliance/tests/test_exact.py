"""Addresses, numbers and places, however they are written, and what only looks like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.compliance.canonical import canonical
from sportello.compliance.checks.addresses import addresses
from sportello.compliance.checks.registry import CHECKS
from sportello.compliance.checks.spelled_numbers import spelled
from sportello.compliance.judgements import Audience, Context, Kind
from sportello.compliance.lint import lint
from sportello.compliance.written import Written

AMAZON = Context(Audience.AMAZON, Kind.REPLY, "en")
MAILS = [
    "Write to info@shop.example.com.",
    "info @ lampen . de",
    "scriva a info chiocciola lumi punto it",
    "info (at) lumi (dot) com",
    "i n f o @ l u m i . i t",
    "ｉｎｆｏ＠ｌｕｍｉ．ｃｏｍ",
    "in\u200bfo@lu\u200bmi.com",
    "infо@lumi.cоm",  # two Cyrillic letters
    "info&#64;lumi&#46;com",
    "our lumi.shop at gmail dot com",
    "spares AT copper DASH lamps DOT co DOT uk",
    "bottega chiocciola rame trattino mail punto it",
]
PAGES = [
    "see www.lumi-shop.example for more",
    "lumi-lampen.de hat alles",
    "h t t p s : / / l u m i . c o m",
    "lumi[.]com",
    "lumi punto com",
    "https://amazon.de.lumi.shop/x",
    "https://www.amazon-lumi.com",
    "hxxps://lumi.example",
]
NO_ADDRESS = [
    "Das Paket ist da.Es war beschädigt.",
    "Au point de retrait le plus proche.",
    "Version 2.0 of the S.r.l. and S.p.A. papers",
    "We met at the dot matrix printer",
    "La scala a chiocciola misura 2.10 m",
    "Il punto è un altro",
]
PHONES = [
    "Call us on 01632 960 417.",
    "Ring 0 1 6 3 2 - 9 6 0 4 1 7 any time",
    "WhatsApp: +39 333 123 4567",
    "call zero one six three two, nine six zero, four one seven",
    "appelez le zéro un, quarante-deux, soixante-huit, cinquante-trois, zéro zéro",
    "llámenos al nueve uno cinco, cuatro cuatro, tres dos, uno cero",
]
NO_PHONE = [
    "Your order 302-1234567-1234567 left today.",
    "Please call up model 0800-555-0172 in the list",
    "The batch 0161 496 0123 is safe.",
    "ISBN 978-3-8362-9917-2",
    "between 2024-01-02 and 2024-03-04",
    "one, two, three and it is done",
]


@pytest.mark.parametrize("text", MAILS)
def test_it_finds_mail_addresses(text: str) -> None:
    assert any(each.is_mail for each in addresses(Written(text).plain)), text


@pytest.mark.parametrize("text", PAGES)
def test_it_finds_pages_that_lead_away(text: str) -> None:
    assert CHECKS["external_link"](Written(text), AMAZON, Audience.AMAZON), text


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_it_takes_no_ordinary_words_for_addresses(text: str) -> None:
    assert addresses(Written(text).plain) == (), text


@pytest.mark.parametrize("text", PHONES)
def test_it_finds_telephone_numbers(text: str) -> None:
    assert CHECKS["phone_number"](Written(text), AMAZON, Audience.AMAZON), text


@pytest.mark.parametrize("text", NO_PHONE)
def test_it_takes_no_other_number_for_a_telephone(text: str) -> None:
    assert not CHECKS["phone_number"](Written(text), AMAZON, Audience.AMAZON), text


def test_it_points_at_the_letters_as_they_were_written() -> None:
    text = "Schreib an ｉｎｆｏ\u200b＠ｌｕｍｉ．ｃｏｍ bitte"
    [found] = CHECKS["email_address"](Written(text), AMAZON, Audience.AMAZON)
    assert text[found.start : found.end] == "ｉｎｆｏ\u200b＠ｌｕｍｉ．ｃｏｍ"


def test_it_counts_the_digits_of_words() -> None:
    [(start, end, digits)] = spelled("al tre quattro sette, sei due uno, zero otto nove quattro")
    assert (start, digits) == (3, 10)
    assert end == 57


@given(st.text(max_size=300))
def test_it_always_finds_the_way_back(text: str) -> None:
    told = canonical(text)
    assert len(told.starts) == len(told.ends) == len(told.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(told.starts, told.ends, strict=True))
    assert list(told.starts) == sorted(told.starts)


@given(st.text(alphabet="ab .@:/[](){}-0123456789xX%<>&;#\n", max_size=120), st.sampled_from([*Audience]))
def test_it_never_fails_and_points_inside(text: str, audience: Audience) -> None:
    for kind in (Kind.PROACTIVE, Kind.ARTICLE):
        for problem in lint(text, Context(audience, kind, "en", "203-1234567-1234567")):
            assert 0 <= problem.start <= problem.end <= len(text)
