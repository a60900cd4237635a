"""Moments as numbers, for the data of events. Pure."""

from datetime import UTC, datetime


def epoch(at: datetime) -> int:
    """A moment (aware) in whole seconds since 1970 in UTC, rounded down. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() // 1)
