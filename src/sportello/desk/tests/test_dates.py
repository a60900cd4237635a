"""Dates of the desk stand in the order that the reader's language gives them."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from sportello.desk import dates

AT = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (dates.weekday_and_time, "Tue 10:12"),
        (dates.day_and_time, "Tue 24 Nov, 10:12"),
        (dates.day_of, "24 Nov"),
        (dates.clock_of, "10:12"),
        (dates.month, "November 2026"),
    ],
)
def test_it_says_times_in_the_active_zone(said: "dates.Says", words: str) -> None:
    with timezone.override("Europe/Rome"), translation.override("en"):
        assert said(AT) == words


def test_it_puts_the_dot_behind_a_german_day() -> None:
    with timezone.override("Europe/Rome"), translation.override("de"):
        assert dates.day_of(AT) == "24. Nov"
