"""Policy facts as places."""

from datetime import date

import pytest

from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind, Stored
from sportello.insights.writing.policies import with_places


def facts(**stated: tuple[Kind, Stored]) -> dict[str, Fact]:
    """These facts, valid since long ago."""
    return {key: Fact(key, kind, value, date(2026, 1, 1)) for key, (kind, value) in stated.items()}


WINDOW = facts(return_window=(Kind.DAYS, {"count": 14}))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "You can return it within 14 days.", "You can return it within {{ policy.return_window_number }} days."),
        ("de", "Rücksendung innerhalb von 14 Tagen.",
         "Rücksendung innerhalb von {{ policy.return_window_number }} Tagen."),
        ("it", "Il reso vale quattordici giorni.", "Il reso vale {{ policy.return_window }}."),
        ("fr", "Un retour est possible sous 2 semaines.", "Un retour est possible sous {{ policy.return_window }}."),
        ("es", "La devolución: 14 días.", "La devolución: {{ policy.return_window_number }} días."),
    ],
)  # fmt: skip
def test_it_puts_a_place_where_the_value_is_stated(language: str, text: str, expected: str) -> None:
    assert with_places(text, WINDOW, language=language) == (expected, ("return_window",))


@pytest.mark.parametrize("text", ["The refund takes 14 days.", "You can return it within 30 days.", "14 returns."])
def test_it_leaves_what_is_about_something_else(text: str) -> None:
    assert with_places(text, WINDOW, language="en") == (text, ())


def test_it_knows_amounts_however_they_are_written() -> None:
    known = facts(free_shipping_from=(Kind.MONEY, {"amount": "49.00", "currency": "EUR"}))
    for text in ("ab 49 €", "ab 49,00 EUR", "ab € 49.00"):
        assert with_places(text, known, language="de")[0] == "ab {{ policy.free_shipping_from }}"
    assert with_places("ab 49 $", known, language="de")[0] == "ab 49 $"
    assert with_places("ab 149 €", known, language="de")[0] == "ab 149 €"


def test_it_knows_the_return_address_on_one_line_or_several() -> None:
    known = facts(return_address=(Kind.ADDRESS, {"lines": ["Casa Lume", "Via Po 3", "20100 Milano"]}))
    found, keys = with_places("Send it to Casa Lume, Via Po 3, 20100 Milano.", known, language="en")
    assert found == "Send it to {{ policy.return_address }}."
    assert keys == ("return_address",)


def test_it_takes_neither_of_two_facts_that_fit() -> None:
    known = WINDOW | facts(refund_days=(Kind.DAYS, {"count": 14}))
    text = "After the return the refund takes 14 days."
    assert with_places(text, known, language="en") == (text, ())
