"""Waiting for what other processes do, never longer than a test may take."""

import time
from collections.abc import Callable


def until[T](look: Callable[[], T], *, seconds: float = 90.0, every: float = 0.1, what: str = "") -> T:
    """Look again and again until there is something true, and return it. Fails the test after `seconds`."""
    ends = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < ends, f"waited {seconds:.0f} s in vain{' for ' + what if what else ''}"
        time.sleep(every)
    return found
