from itertools import islice

from sportello.core.serving.backoff import waits


def test_it_doubles_up_to_the_most_and_stays_there() -> None:
    assert list(islice(waits(), 8)) == [1, 2, 4, 8, 16, 30, 30, 30]


def test_it_can_begin_sooner() -> None:
    assert list(islice(waits(first=0.5, most=2), 4)) == [0.5, 1, 2, 2]
