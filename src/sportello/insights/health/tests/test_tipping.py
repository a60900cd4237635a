"""How many more cases an account may have."""

from hypothesis import given
from hypothesis import strategies as st

from sportello.insights.health.limits import Limit, Rate, Side
from sportello.insights.health.tipping import Standing, State

CANCELLED = Limit(Rate.CANCELLATIONS, 0.02, Side.BELOW, 30, "", "", is_inclusive=True)
ARRIVED = Limit(Rate.ON_TIME, 0.9, Side.ABOVE, 30, "", "", is_inclusive=True)
UNLIMITED = Limit(Rate.NOT_RECEIVED, None, Side.BELOW, 365, "", "")
LATE = Limit(Rate.LATE_SHIPMENTS, 0.04, Side.BELOW, 30, "", "")
TRACKED = Limit(Rate.VALID_TRACKING, 0.95, Side.ABOVE, 30, "", "")


def test_it_counts_the_cases_that_are_left() -> None:
    assert (Standing(LATE, 2, 100).room, Standing(LATE, 3, 100).room, Standing(LATE, 4, 100).room) == (1, 0, -1)
    assert (Standing(TRACKED, 98, 100).room, Standing(TRACKED, 96, 100).room, Standing(TRACKED, 95, 100).room) == (
        2, 0, -1,
    )  # fmt: skip


def test_it_says_how_a_rate_stands() -> None:
    said = [Standing(LATE, late, 100).state for late in (0, 1, 2, 3, 4)]
    assert said == [State.KEPT, State.KEPT, State.KEPT, State.CLOSE, State.BROKEN]
    assert Standing(LATE, 0, 0).state is State.UNKNOWN
    assert Standing(LATE, 0, 0).room is None


def test_it_concludes_nothing_from_a_share_of_few_but_says_what_is_broken() -> None:
    assert Standing(LATE, 1, 6).state is State.BROKEN
    assert Standing(LATE, 1, 6).is_small
    assert Standing(LATE, 0, 6).state is State.KEPT


def test_it_lets_at_most_and_at_least_keep_the_value_itself() -> None:
    assert (Standing(CANCELLED, 2, 100).room, Standing(ARRIVED, 90, 100).room) == (0, 0)
    assert (Standing(CANCELLED, 2, 100).state, Standing(ARRIVED, 90, 100).state) == (State.CLOSE, State.CLOSE)
    assert (Standing(CANCELLED, 3, 100).state, Standing(ARRIVED, 89, 100).state) == (State.BROKEN, State.BROKEN)


def test_it_counts_and_does_not_judge_what_has_no_limit_of_its_own() -> None:
    assert (Standing(UNLIMITED, 3, 100).state, Standing(UNLIMITED, 3, 100).room) == (State.UNKNOWN, None)


@given(st.sampled_from([LATE, TRACKED]), st.integers(1, 5000), st.data())
def test_it_names_the_very_number_that_tips_it(limit: Limit, whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    standing = Standing(limit, part, whole)
    assert standing.room is not None
    step = 1 if limit.side is Side.BELOW else -1

    def is_kept(at: int) -> bool:
        assert limit.value is not None
        return at / whole < limit.value if limit.side is Side.BELOW else at / whole > limit.value

    if standing.room > 0:
        assert is_kept(part + step * standing.room)
    if standing.room >= 0:
        assert not is_kept(part + step * (standing.room + 1)) or not 0 <= part + step * (standing.room + 1) <= whole
