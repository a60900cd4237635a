"""How long to wait before the next attempt."""

from collections.abc import Iterator
from itertools import chain, repeat, takewhile


def waits(*, first: float = 1.0, most: float = 30.0) -> Iterator[float]:
    """Seconds to wait before each further attempt: `first`, doubled each time, never more than `most`, without end."""
    doubled = (first * 2**n for n in range(64))
    return chain(takewhile(lambda wait: wait < most, doubled), repeat(most))
