"""The shop's opening hours, by which places without a clock of their own are answered: Monday to Friday, 9 to 17."""

from datetime import datetime, timedelta

from .dice import Dice
from .sites import ZONES

STEP = timedelta(minutes=10)
OPENS, CLOSES, WEEKEND = 9, 17, 5


def is_open(at: datetime) -> bool:
    """Whether the shop is open at this moment."""
    local = at.astimezone(ZONES["it"])
    return local.weekday() < WEEKEND and OPENS <= local.hour < CLOSES


def before(now: datetime, hours: float) -> datetime:
    """The moment since which the shop has been open for so many hours, to ten minutes."""
    at, left = now, timedelta(hours=hours)
    while left > timedelta(0):
        at -= STEP
        if is_open(at):
            left -= STEP
    return at


def evening_after(at: datetime, now: datetime, dice: Dice) -> datetime:
    """Some moment between the end of that working day and the next opening, and before now; else `at`."""
    closing = at
    while is_open(closing):
        closing += STEP
    opening = closing
    while opening < now and not is_open(opening):
        opening += STEP
    opening = min(opening, now)
    return closing + (opening - closing) * dice.share() if closing < opening else at
