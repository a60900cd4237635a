"""A figure beside the one before says how far it moved, in words that somebody can picture."""

from datetime import date

import pytest

from sportello.desk.insights.asked import Asked, Days
from sportello.desk.insights.tiles import tile
from sportello.insights.estimating import counted
from sportello.insights.measures import MEASURES

ASKED = Asked(Days(date(2026, 11, 1), date(2026, 11, 7)))


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(100, 112, "+12%"), (100, 40, "−60%"), (2, 19, "+850%"), (2, 201, "+199"), (0, 7, "+7"), (5, 5, "no change")],
)
def test_it_says_no_percentages_that_nobody_can_picture(before: int, now: int, said: str) -> None:
    shown = tile(MEASURES["issues"], counted(now), counted(before), asked=ASKED)
    assert shown.moved == said
