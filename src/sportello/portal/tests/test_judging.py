"""What came of a visit."""

from datetime import UTC, datetime, timedelta

import pytest

from sportello.portal.judging import Done, outcome

BEGAN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (Done(BEGAN, after(1)), "left"),
        (Done(BEGAN, after(1), read_at=[after(1)]), "unknown"),
        (Done(BEGAN, after(1), read_at=[after(1)], known=True), "implied"),
        (Done(BEGAN, after(2), read_at=[after(1)], said_solved_at=after(2)), "solved"),
        (Done(BEGAN, after(2), read_at=[after(1)], wrote_at=[after(2)]), "contacted"),
        (Done(BEGAN, after(2), read_at=[after(3)], wrote_at=[after(2)]), "bypassed"),
        (Done(BEGAN, after(2), wrote_at=[after(2)]), "bypassed"),
        (Done(BEGAN, after(2), read_at=[after(1)], said_solved_at=after(2), wrote_at=[after(600)]), "contacted"),
        (Done(BEGAN, after(5), read_at=[after(1)], said_solved_at=after(5), wrote_at=[after(4)]), "solved"),
        (Done(BEGAN, after(1), read_at=[after(1)], known=True, wrote_at=[after(60 * 80)]), "implied"),
        (Done(BEGAN, after(1), read_at=[after(1)], known=True, wrote_at=[after(-60)]), "implied"),
    ],
)
def test_it_judges_what_came_of_a_visit(done: Done, said: str) -> None:
    assert outcome(done) == said
