"""Times as people say them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from sportello.core import moments

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 18, 22, 30, tzinfo=ROME)  # a Wednesday
SPANS = st.timedeltas(min_value=timedelta(days=-900), max_value=timedelta(days=900))


@pytest.fixture(autouse=True)
def _in_rome() -> Iterator[None]:
    with timezone.override(ROME), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("ahead", "words", "state"),
    [
        (timedelta(minutes=-18), "−0:18", "late"),
        (timedelta(0), "−0:00", "late"),
        (timedelta(hours=-9, minutes=-59), "−9:59", "late"),
        (timedelta(hours=-31), "−31 h", "late"),
        (timedelta(days=-3), "−3 days", "late"),
        (timedelta(seconds=40), "0 min", "soon"),
        (timedelta(minutes=42), "42 min", "soon"),
        (timedelta(hours=3, minutes=20), "3 h 20", "soon"),
        (timedelta(hours=4, minutes=5), "4 h 05", "later"),
        (timedelta(hours=11, minutes=40), "11 h", "later"),
        (timedelta(hours=20), "tomorrow", "later"),
        (timedelta(days=3), "Sat", "later"),
        (timedelta(days=15), "3 Dec", "later"),
        (timedelta(days=60), "17 Jan 2027", "later"),
    ],
)
def test_it_says_how_long_is_left(ahead: timedelta, words: str, state: str) -> None:
    assert moments.left(NOW + ahead, NOW) == moments.Left(words, state)


@pytest.mark.parametrize(
    ("ago", "words", "word"),
    [
        (timedelta(hours=2), "20:30", "20:30"),
        (timedelta(hours=23), "yesterday 23:30", "yesterday"),
        (timedelta(days=2), "Mon 22:30", "Mon"),
        (timedelta(days=6), "12 Nov", "12 Nov"),
        (timedelta(days=400), "14 Oct 2025", "14 Oct 2025"),
    ],
)
def test_it_says_when_something_happened(ago: timedelta, words: str, word: str) -> None:
    assert moments.said(NOW - ago, NOW) == words
    assert moments.day(NOW - ago, NOW) == word


def test_it_reads_days_in_the_zone_of_who_looks() -> None:
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert moments.said(late, datetime(2026, 11, 19, 8, 0, tzinfo=UTC)) == "00:30"
    with timezone.override(ZoneInfo("America/New_York")):
        assert moments.said(late, datetime(2026, 11, 19, 14, 0, tzinfo=UTC)) == "yesterday 18:30"


@given(SPANS)
def test_it_calls_late_exactly_what_is_past(span: timedelta) -> None:
    left = moments.left(NOW + span, NOW)
    assert (left.state == "late") == (span <= timedelta(0))
    assert left.words.startswith("−") == (left.state == "late")
    assert len(left.words) <= 12
    assert moments.said(NOW + span, NOW)


def test_it_names_a_day_of_the_calendar_by_weekday_unless_it_comes_back_each_year() -> None:
    assert moments.calendar_day(NOW.date()) == "Wed 18 Nov 2026"
    assert moments.calendar_day(NOW.date(), every_year=True) == "18 Nov"
