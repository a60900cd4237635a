"""When each story happens, counted back from now.

What is over happened when its author said. What still waits for an answer is spread anew, in the authors' order, so
that a good desk's queue comes out: most of it due later, some of it soon, a little overdue.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .dice import Dice
from .office import before, evening_after
from .sites import ZONES
from .stories import Part, Story

# Hours until an answer is due: Amazon and Walmart count round the clock, the others in opening hours.
CLOCKS = {"amazon": 24.0, "walmart": 48.0}
OFFICE_CLOCK = 24.0
AFTER_HOURS = 55  # percent of the fresh mail that comes in the evening or at the weekend
SOON = 4.0
LATER_SHARE, SOON_SHARE = 0.68, 0.18
LONGEST = 2.2
NEWEST = timedelta(minutes=4)
RECENT_DAYS = 3.0
EARLIEST, LATEST = 5.0, 22.0  # o'clock UTC, between which buyers write
OPENS, CLOSES = 8, 20  # o'clock in the shop


@dataclass(frozen=True, slots=True)
class Moment:
    """One message of a story with its time (UTC)."""

    part: Part
    at: datetime


def timeline(stories: Iterable[Story], now: datetime, seed: int) -> dict[str, tuple[Moment, ...]]:
    """The moments of every story by key, none of them after `now`. Reserve stories are left out."""
    told = [story for story in stories if not story.reserve]
    waits = _waits(told)
    return {story.key: _moments(story, _start(story, waits, now, seed), now) for story in told}


def _start(story: Story, waits: dict[str, float], now: datetime, seed: int) -> datetime:
    if story.key in waits and story.owed is not None:
        return _waiting_since(story, waits[story.key], now, seed) - timedelta(hours=story.owed.after_hours)
    dice = Dice(seed, "minute", story.key)
    if story.days_ago < RECENT_DAYS:
        return now - timedelta(days=story.days_ago, minutes=dice.below(40))
    day = (now - timedelta(days=story.days_ago)).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(hours=EARLIEST + (dice.share() + dice.share()) / 2 * (LATEST - EARLIEST))


def _waiting_since(story: Story, wait: float, now: datetime, seed: int) -> datetime:
    if story.channel.partition(".")[0] in CLOCKS:
        return now - timedelta(hours=wait)
    dice = Dice(seed, "office", story.key)
    at = before(now - NEWEST, wait) - timedelta(seconds=dice.below(600))
    fresh = wait < OFFICE_CLOCK * LATER_SHARE
    return evening_after(at, now - NEWEST, dice) if fresh and dice.chance(AFTER_HOURS) else at


def _moments(story: Story, start: datetime, now: datetime) -> tuple[Moment, ...]:
    """Squeeze what would lie after now into the time there was."""
    room = (now - NEWEST - start).total_seconds() / 3600
    last = max((part.after_hours for part in story.parts), default=0.0)
    scale = min(1.0, room / last) if last > 0 else 1.0
    times = [start + timedelta(hours=part.after_hours * scale) for part in story.parts]
    for place, part in enumerate(story.parts):
        if not part.by_buyer:
            latest = times[place + 1] if place + 1 < len(times) else now - NEWEST
            times[place] = _at_work(times[place], latest)
    return tuple(Moment(part, at) for part, at in zip(story.parts, times, strict=True))


def _at_work(at: datetime, latest: datetime) -> datetime:
    """The next moment at which somebody sits in the shop, unless that would be too late for the story."""
    local = at.astimezone(ZONES["it"])
    if OPENS <= local.hour < CLOSES:
        return at
    day = local + timedelta(days=1) if local.hour >= CLOSES else local
    open_again = day.replace(hour=OPENS).astimezone(UTC)
    return open_again if open_again < latest else at


def _waits(stories: list[Story]) -> dict[str, float]:
    """For how many hours each open story has been waiting."""
    waits: dict[str, float] = {}
    groups: dict[str, list[Story]] = {}
    for story in stories:
        if story.state == "open" and story.owed is not None:
            kind = story.channel.partition(".")[0]
            groups.setdefault(kind if kind in CLOCKS else "office", []).append(story)
    for kind, group in groups.items():
        group.sort(key=_written_wait)
        for place, story in enumerate(group):
            waits[story.key] = _wait((place + 0.5) / len(group), CLOCKS.get(kind, OFFICE_CLOCK))
    return waits


def _written_wait(story: Story) -> tuple[float, str]:
    owed = story.owed.after_hours if story.owed else 0.0
    return story.days_ago * 24 - owed, story.key


def _wait(share: float, clock: float) -> float:
    """The wait of the story before which this share of its group waits less long."""
    if share < LATER_SHARE:
        return 0.2 + (clock - SOON - 0.2) * share / LATER_SHARE
    share -= LATER_SHARE
    if share < SOON_SHARE:
        return clock - SOON + SOON * share / SOON_SHARE
    share = (share - SOON_SHARE) / (1 - LATER_SHARE - SOON_SHARE)
    return clock * (1 + (LONGEST - 1) * share)
