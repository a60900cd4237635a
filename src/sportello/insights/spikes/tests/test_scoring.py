from sportello.insights.spikes.scoring import Labelled, middle, nab_score, verdict


def a_series(*calls: int) -> Labelled:
    return Labelled(calls, ((100, 119), (300, 319)), first=50, length=500)


def test_it_counts_hits_delays_and_false_alarms() -> None:
    said = verdict(a_series(103, 110, 200, 319))
    assert (said.windows, said.hits, said.false_alarms, said.bins) == (2, 2, 1, 450)
    assert said.delays == (3, 19)
    assert said.again == 1
    assert middle(said.delays) == 11
    assert middle([]) is None


def test_it_gives_nought_for_silence_and_hundred_for_perfection() -> None:
    assert nab_score([a_series()]) == 0
    assert round(nab_score([a_series(100, 300)]), 6) == 100


def test_it_pays_for_being_early_and_takes_for_false_alarms() -> None:
    early, late = nab_score([a_series(101, 301)]), nab_score([a_series(118, 318)])
    assert 50 < late < early < 100
    assert nab_score([a_series(101, 301, 200)]) < early
    assert nab_score([a_series(101)]) < early


def test_it_takes_less_for_a_call_just_behind_a_window_than_for_one_far_away() -> None:
    assert nab_score([a_series(100, 300, 322)]) > nab_score([a_series(100, 300, 450)])
