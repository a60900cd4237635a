"""How long somebody who keeps failing must wait: a judgement without clock and database."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures are free; each one more doubles the wait, until `window` has passed in peace."""

    free: int
    window: timedelta = timedelta(minutes=15)
    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """What is remembered of the failures at one door."""

    failures: int
    last_at: datetime
    blocked_until: datetime | None = None


PER_ACCOUNT_AND_ADDRESS = Limit(free=5)
PER_ADDRESS = Limit(free=40)


def wait(tally: Tally | None, now: datetime) -> timedelta | None:
    """How long the door stays shut from `now` on; None when it may be tried."""
    if tally is None or tally.blocked_until is None or tally.blocked_until <= now:
        return None
    return tally.blocked_until - now


def after_failure(tally: Tally | None, limit: Limit, now: datetime) -> Tally:
    """The tally after one more failure at `now`: from the last free one on the door is shut for a growing time."""
    failures = 1 if tally is None or _forgotten(tally, limit, now) else tally.failures + 1
    if failures < limit.free:
        return Tally(failures, now)
    doublings = min(failures - limit.free, 30)
    return Tally(failures, now, now + min(limit.first_wait * 2**doublings, limit.longest_wait))


def after_success(tally: Tally, limit: Limit) -> Tally | None:
    """Take the attempt that turned out well back; None when nothing is left to remember."""
    if tally.failures <= 1:
        return None
    spared = replace(tally, failures=tally.failures - 1)
    return spared if spared.failures >= limit.free else replace(spared, blocked_until=None)


def _forgotten(tally: Tally, limit: Limit, now: datetime) -> bool:
    return now - max(tally.last_at, tally.blocked_until or tally.last_at) > limit.window
