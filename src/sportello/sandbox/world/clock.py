"""The world's time: the real one, shifted by so many days, or one that only moves when it is told to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """`now()` is UTC. With `running` it runs on from `start` as that does; without, it stands still until `advance`."""

    def __init__(self, start: datetime, running: Callable[[], datetime] | None = None) -> None:
        self._base = start.astimezone(UTC)
        self._running = running
        self._shift = self._base - running() if running else timedelta(0)

    def now(self) -> datetime:
        """The time it is in the world."""
        return (self._running().astimezone(UTC) if self._running else self._base) + self._shift

    def advance(self, by: timedelta) -> None:
        """Move on at once. Raises ValueError for a step back."""
        if by < timedelta(0):
            raise ValueError("the world's time does not run backwards")
        self._shift += by
