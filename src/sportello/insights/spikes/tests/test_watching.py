"""What the detector does with boards whose truth is known. Seeds are none of those that anything was tuned on."""

import numpy as np
import pytest

from sportello.insights.spikes.baseline import WEEK_HOURS, Board, Floats, Tuning, learn
from sportello.insights.spikes.judging import Recent, rises
from sportello.insights.spikes.watching import Call, Watch

WEEKS = 6
SERIES = 12


def a_board(seed: int, a_day: float = 24.0) -> Floats:
    """Series with a day and a night, and more variance than Poisson's."""
    chance = np.random.default_rng(seed)
    hour = np.arange(WEEKS * WEEK_HOURS) % 24
    shape = np.where((hour > 7) & (hour < 22), 1.6, 0.2)
    mean = np.broadcast_to(a_day / 24 * shape, (SERIES, len(hour)))
    return chance.negative_binomial(5, 5 / (5 + mean)).astype(np.float64)


def calls(counts: Floats, start: int = 4 * WEEK_HOURS) -> list[Call]:
    slots = np.arange(counts.shape[1]) % WEEK_HOURS
    return list(Watch(counts, slots, Tuning()).play(start))


@pytest.fixture(scope="module")
def calm() -> Floats:
    return a_board(77)


def test_it_keeps_quiet_where_nothing_happens(calm: Floats) -> None:
    # Two weeks under a promise of half a wave a week: three would be a surprise.
    assert len(calls(calm)) <= 2


def test_it_calls_a_wave_early_and_once(calm: Floats) -> None:
    counts = calm.copy()
    began = 5 * WEEK_HOURS - 60
    counts[3, began : began + 30] += 6
    mine = [call for call in calls(counts) if call.rise.row == 3 and began <= call.at]
    assert len(mine) == 1
    assert mine[0].at - began <= 4


def test_it_calls_the_next_wave_again(calm: Floats) -> None:
    counts = calm.copy()
    first, second = 4 * WEEK_HOURS + 40, 5 * WEEK_HOURS + 40
    for began in (first, second):
        counts[3, began : began + 12] += 8
    assert [call.at >= second for call in calls(counts) if call.rise.row == 3] == [False, True]


def test_it_goes_on_with_a_wave_that_sleeps_at_night(calm: Floats) -> None:
    """Three days long buyers write by day, six times as much as usual, and hardly anybody by night."""
    counts, chance = calm.copy(), np.random.default_rng(83)
    began = 4 * WEEK_HOURS + 33
    hours = np.arange(began, began + 57)
    by_day = np.isin(hours % 24, np.arange(8, 22))
    counts[3, hours] += chance.poisson(np.where(by_day, 8.0, 0.3))
    assert [call.at - began <= 4 for call in calls(counts) if call.rise.row == 3 and call.at >= began] == [True]


def test_it_takes_the_usual_hours_of_the_week_for_usual() -> None:
    counts = a_board(78)
    busy = np.arange(counts.shape[1]) % WEEK_HOURS == 9
    counts[:, busy] += np.random.default_rng(82).poisson(6, counts[:, busy].shape)
    assert not [call for call in calls(counts) if call.at % WEEK_HOURS in {9, 10}]


def test_it_lets_no_wave_of_the_past_hide_a_new_one(calm: Floats) -> None:
    counts = calm.copy()
    past, new = 2 * WEEK_HOURS, 5 * WEEK_HOURS + 30
    counts[5, past : past + 48] += 12
    counts[5, new : new + 24] += 7
    assert any(call.rise.row == 5 and 0 <= call.at - new <= 5 for call in calls(counts))


def test_it_makes_nothing_of_a_message_or_two() -> None:
    counts = a_board(79, a_day=0.3)
    counts[2, -30] = 2
    assert not [call for call in calls(counts) if call.rise.row == 2 and call.at >= counts.shape[1] - 31]


def test_it_lets_a_new_series_speak_only_when_there_is_much(calm: Floats) -> None:
    counts = calm[:, : 4 * WEEK_HOURS].copy()
    counts[0] = 0
    slots = np.arange(counts.shape[1]) % WEEK_HOURS
    days = np.arange(counts.shape[1], 0, -1) / 24
    usual = learn(Board(counts, slots, days, np.zeros(counts.shape, dtype=bool)), Tuning())
    # It is expected to be rare, not impossible: what is known of it comes from its kind.
    assert 0 < usual.level[0] < 0.2
    newest = np.zeros((SERIES, 24))
    newest[0, -6:] = 4
    recent = Recent(newest, slots[-24:], 1.0, np.full(SERIES, 24))
    found = rises(recent, usual, Tuning(), SERIES, lambda _row: 0.0)
    assert [rise.row for rise in found if rise.is_alarm] == [0]


def test_it_takes_growth_for_no_wave() -> None:
    counts = a_board(80, a_day=60)
    chance = np.random.default_rng(81)
    grows = np.exp(0.006 * np.arange(counts.shape[1]) / 24)
    counts[1] = chance.poisson(2.5 * grows)
    assert not [call for call in calls(counts) if call.rise.row == 1]
