"""How typed opening hours are read, refused and written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.business.week import DAY, WEEKDAYS, Interval, InvalidHoursError, Week


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("09:00-17:30", 540, 1050),
        ("9-17.30", 540, 1050),
        (" 9:05 – 12 ", 545, 720),
        ("22:00-06:00", 1320, 1800),
        ("00:00-24:00", 0, 1440),
        ("18:00-00:00", 1080, 1440),
    ],
)
def test_it_reads_hours_as_people_type_them(text: str, start: int, end: int) -> None:
    assert Interval.parse(text) == Interval(start, end)


@pytest.mark.parametrize(
    "text", ["", "9", "nine-five", "9:60-10", "25-26", "9-9", "24:00-24:00", "24-6", "9-12-15", "٩-١٢"]
)
def test_it_refuses_hours_that_cannot_be_meant(text: str) -> None:
    with pytest.raises(InvalidHoursError):
        Interval.parse(text)


def test_it_refuses_two_intervals_of_one_day_that_overlap() -> None:
    with pytest.raises(InvalidHoursError) as refused:
        Week.parse({"mon": ["14:00-18:00", "09:00-14:01"]})
    assert refused.value.reason == "overlapping"


def test_it_refuses_a_day_that_is_no_weekday() -> None:
    with pytest.raises(InvalidHoursError):
        Week.parse({"monday": ["09:00-17:00"]})


def test_it_sorts_the_intervals_of_a_day() -> None:
    week = Week.parse({"tue": ["14:00-18:00", "09:00-13:00"]})
    assert week.texts() == {"tue": ["09:00-13:00", "14:00-18:00"]}


def test_it_knows_a_week_without_an_open_minute() -> None:
    assert Week().is_closed
    assert not Week.parse({"sun": ["09:00-09:01"]}).is_closed


intervals = st.builds(
    lambda start, length: Interval(start, start + length), st.integers(0, DAY - 1), st.integers(1, DAY - 1)
)


@given(st.dictionaries(st.sampled_from(WEEKDAYS), intervals.map(lambda one: [str(one)])))
def test_it_reads_back_every_week_it_wrote(texts: dict[str, list[str]]) -> None:
    week = Week.parse(texts)
    assert Week.parse(week.texts()) == week


@given(st.text(max_size=30))
def test_it_answers_any_text_with_an_interval_or_a_refusal(text: str) -> None:
    try:
        interval = Interval.parse(text)
    except InvalidHoursError:
        return
    assert 0 < interval.end - interval.start <= DAY
