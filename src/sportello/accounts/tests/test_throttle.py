"""How the wait grows and ends."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sportello.accounts.throttle import PER_ACCOUNT_AND_ADDRESS as LIMIT
from sportello.accounts.throttle import Tally, after_failure, after_success, wait

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def failed(times: int) -> Tally | None:
    tally = None
    for _ in range(times):
        tally = after_failure(tally, LIMIT, NOON)
    return tally


def test_it_lets_four_failures_pass_and_shuts_the_door_at_the_fifth() -> None:
    assert wait(failed(4), NOON) is None
    assert wait(failed(5), NOON) == MINUTE


def test_it_doubles_the_wait_with_every_further_failure_up_to_an_hour() -> None:
    waits = [wait(failed(times), NOON) for times in range(5, 14)]
    assert waits == [MINUTE * minutes for minutes in (1, 2, 4, 8, 16, 32, 60, 60, 60)]


def test_it_opens_the_door_when_the_wait_is_over() -> None:
    assert wait(failed(5), NOON + MINUTE) is None


def test_it_starts_again_after_a_quarter_of_an_hour_in_peace() -> None:
    late = after_failure(failed(5), LIMIT, NOON + 16 * MINUTE + timedelta(seconds=1))
    assert late.failures == 1
    soon = after_failure(failed(5), LIMIT, NOON + 16 * MINUTE)
    assert soon.failures == 6


def test_it_takes_back_the_attempt_that_was_right() -> None:
    tally = failed(5)
    assert tally is not None
    spared = after_success(tally, LIMIT)
    assert spared is not None
    assert (spared.failures, spared.blocked_until) == (4, None)
    assert after_success(Tally(1, NOON), LIMIT) is None


@given(st.lists(st.integers(0, 7200), max_size=40))
def test_it_never_lets_more_guesses_through_than_the_limit_allows(gaps: list[int]) -> None:
    tally, now = None, NOON
    admitted: list[datetime] = []
    for gap in gaps:
        now += timedelta(seconds=gap)
        if wait(tally, now) is None:
            admitted.append(now)
            tally = after_failure(tally, LIMIT, now)
    for first in admitted:
        assert sum(first <= one < first + LIMIT.window for one in admitted) <= LIMIT.free + 4
