"""Data are compared by what they mean, however they are written."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.replies.review.amounts import amount_of, names_amount
from sportello.replies.review.dates import names_day
from sportello.replies.review.numerals import NUMERALS
from sportello.replies.review.required import DATA, TABLE, Needs, called_for, missing, states
from sportello.replies.review.words import LANGUAGES, MONTHS


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We sent it on November 12th."),
        ("en", "It went to your card on 12 Nov 2026"),
        ("en", "paid 11/12/2026"),
        ("it", "accreditato il 12 novembre"),
        ("it", "bonifico del 12/11/2026"),
        ("de", "am 12.11. gebucht"),
        ("de", "am 12. November überwiesen"),
        ("de", "am 12. ist es raus"),
        ("fr", "versé le 12 novembre 2026"),
        ("es", "el 12 de noviembre de 2026"),
        ("es", "Tiene hasta el 12 para devolverlo"),
        ("en", "booked 2026-11-12"),
    ],
)
def test_it_finds_a_day_however_it_is_written(language: str, text: str) -> None:
    assert names_day(text, date(2026, 11, 12), language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We sent it on November 13th."),
        ("en", "It takes 12 days."),
        ("it", "il 12 ottobre"),
        ("de", "am 12. Oktober"),
        ("de", "in Fach 12"),
        ("fr", "le 12 novembre 2025"),
        ("es", "son 12 euros"),
        ("it", "il 12 % di sconto"),
    ],
)
def test_it_does_not_take_another_day_or_another_number(language: str, text: str) -> None:
    assert not names_day(text, date(2026, 11, 12), language=language)


def test_it_reads_a_weekday_only_beside_today() -> None:
    friday = date(2026, 11, 13)
    assert names_day("entro venerdì", friday, language="it", today=date(2026, 11, 10))
    assert not names_day("entro venerdì", friday, language="it", today=date(2026, 10, 10))
    assert not names_day("entro venerdì", friday, language="it")
    assert names_day("gestern", friday, language="de", today=date(2026, 11, 14))
    assert not names_day("gestern", friday, language="de", today=date(2026, 11, 13))


def test_it_takes_the_end_of_a_month_for_its_last_day() -> None:
    assert names_day("bis Ende März", date(2026, 3, 31), language="de")
    assert not names_day("bis Ende März", date(2026, 3, 29), language="de")


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(LANGUAGES))
@settings(derandomize=True, max_examples=60)
def test_it_finds_every_day_of_every_month_and_never_the_next(day: date, language: str) -> None:
    name = MONTHS[language][day.month - 1]
    text = f"... {day.day} {name} {day.year} ..."
    assert names_day(text, day, language=language)
    assert not names_day(text, day + timedelta(days=1), language=language)


@pytest.mark.parametrize(
    "text",
    ["1.234,50 EUR", "EUR 1,234.50", "€1234.50", "1 234,50 €", "1'234.50 euro", "the 1234.50 you paid"],
)
def test_it_compares_amounts_by_value(text: str) -> None:
    assert names_amount(f"You get {text} back.", Decimal("1234.50"))


@pytest.mark.parametrize("text", ["1.234,05 EUR", "123,45 €", "order 1234", "12.345 €", "2.234,50 EUR"])
def test_it_takes_no_other_amount(text: str) -> None:
    assert not names_amount(f"You get {text} back.", Decimal("1234.50"))


@pytest.mark.parametrize(
    "text", ["vierzig Euro", "quaranta euro", "forty pounds", "quarante euros", "cuarenta euros", "40 €", "40,00 EUR"]
)
def test_it_reads_whole_amounts_in_words(text: str) -> None:
    assert names_amount(f"... {text} ...", Decimal(40))
    assert not names_amount(f"... {text} ...", Decimal(41))


def test_it_reads_cents_behind_words() -> None:
    assert names_amount("zwölf Euro fünfzig? Nein: zwölf Euro 50", Decimal("12.50"))
    assert not names_amount("zwölf Euro 50", Decimal("12.00"))


def test_it_spells_each_number_once_in_each_language() -> None:
    for place in range(len(LANGUAGES)):
        words = [spelled[place] for spelled in NUMERALS.values()]
        assert len(set(words)) == len(words)


def test_it_reads_the_amount_of_a_fact() -> None:
    assert amount_of("12,90 EUR") == amount_of("£12.90") == amount_of("EUR 12.90") == Decimal("12.90")
    assert amount_of("soon") is None


def test_it_calls_for_a_parcel_number_from_the_seller_alone() -> None:
    assert called_for(["where_is_my_order"], by_marketplace=False) == ("tracking_number", "tracking_url")
    assert called_for(["where_is_my_order"], by_marketplace=True) == ()
    assert called_for(["refund_status", "return_request"], by_marketplace=True) == DATA[2:]


def test_it_follows_the_table_of_the_house() -> None:
    table = {**TABLE, "invoice": Needs(frozenset({"refund_id"}), frozenset())}
    assert called_for(["invoice"], by_marketplace=False, table=table) == ("refund_id",)
    assert called_for(["invoice"], by_marketplace=True, table=table) == ()


FACTS = {
    "tracking_number": "1Z84F3920345577216",
    "tracking_url": "https://www.ups.com/track?tracknum=1Z84F3920345577216",
}


def test_it_takes_a_wrong_tracking_number_for_a_missing_one() -> None:
    wanted = called_for(["where_is_my_order"], by_marketplace=False)
    right = "It is 1Z 84F 392 03 4557 7216, see www.ups.com/track?tracknum=1Z84F3920345577216."
    wrong = "It is 1Z84F3920345577261, see https://www.ups.com/track?tracknum=1Z84F3920345577261"
    assert missing(right, wanted=wanted, facts=FACTS, language="en") == ()
    assert missing(wrong, wanted=wanted, facts=FACTS, language="en") == ("tracking_number", "tracking_url")


def test_it_asks_for_nothing_that_nobody_knows() -> None:
    wanted = called_for(["refund_status"], by_marketplace=False)
    assert missing("Soon.", wanted=wanted, facts={"refund_amount": "5.00 EUR"}, language="en") == ("refund_amount",)


def test_it_takes_no_part_of_a_code_for_the_code() -> None:
    assert not states("It ends in 7216.", "tracking_number", "557216", facts={}, language="en")
    assert not states("No. 95572169", "tracking_number", "557216", facts={}, language="en")
    assert states("No. 557-216!", "tracking_number", "557216", facts={}, language="en")
