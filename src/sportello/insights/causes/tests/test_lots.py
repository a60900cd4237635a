"""Lots that nobody can choose and everybody can check."""

from collections import Counter

from sportello.insights.causes.lots import drawn

MESSAGES = range(100, 200)


def test_it_draws_the_same_again_whatever_the_order() -> None:
    first = drawn(MESSAGES, seed=7, size=5)
    assert first == drawn(reversed(MESSAGES), seed=7, size=5)
    assert first != drawn(MESSAGES, seed=8, size=5)


def test_it_begins_a_larger_sample_with_the_smaller_one() -> None:
    assert drawn(MESSAGES, seed=7, size=20)[:5] == drawn(MESSAGES, seed=7, size=5)


def test_it_keeps_the_others_when_a_message_is_erased() -> None:
    first = drawn(MESSAGES, seed=7, size=5)
    left = drawn([one for one in MESSAGES if one != first[0]], seed=7, size=4)
    assert left == first[1:]


def test_it_favours_no_message() -> None:
    """Each of 100 messages is among the five of 2,000 lotteries about 100 times; 60 to 140 is four deviations."""
    counts = Counter(message for seed in range(2000) for message in drawn(MESSAGES, seed=seed, size=5))
    assert min(counts.values()) > 60
    assert max(counts.values()) < 140
