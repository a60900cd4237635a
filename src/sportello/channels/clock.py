"""A channel's clock: how long an answer may take there."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sportello.business.defaults import default_calendar
from sportello.business.hours import NeverOpenError

from .inbound import ChannelKind
from .models import Channel

# Amazon: 24 h every day of the week (Seller Central help 200549770); Walmart: 48 h including weekends (Customer Care
# Policy). The others have no published clock: 24 hours of the shop's opening times unless the owner says otherwise.
DEFAULTS: dict[ChannelKind, tuple[int, bool]] = {
    ChannelKind.AMAZON: (24, True),
    ChannelKind.WALMART: (48, True),
}
OTHERWISE = (24, False)
NAMES = {ChannelKind.AMAZON: "Amazon", ChannelKind.WALMART: "Walmart"}


def default_clock(kind: ChannelKind) -> tuple[int, bool]:
    """Hours until an answer is due on a channel of this kind, and whether they run round the clock."""
    return DEFAULTS.get(kind, OTHERWISE)


def refusals(*, kind: str, hours: int, round_the_clock: bool) -> dict[str, str]:
    """What speaks against this clock on a channel of this kind: sentences by the name of the field; empty when nothing.

    A marketplace's own clock may be shortened, never lengthened: its figures do not wait for our opening times.
    """
    if kind not in DEFAULTS:
        return {}
    name, (most, _always) = NAMES[ChannelKind(kind)], DEFAULTS[ChannelKind(kind)]
    wrong = {}
    if hours > most:
        wrong["answer_hours"] = _(
            "%(name)s expects an answer within %(most)s hours and counts every later one against you."
            " Choose %(most)s hours or fewer."
        ) % {"name": name, "most": most}
    if not round_the_clock:
        wrong["round_the_clock"] = _(
            "%(name)s counts nights, weekends and holidays too, so this clock has to run round the clock."
        ) % {"name": name}
    return wrong


def deadline(*, channel: Channel, start: datetime, hours: int | None = None) -> datetime:
    """When an answer that is owed since `start` (aware) is due; `hours` round the clock when a mail names them."""
    if hours is not None:
        return start + timedelta(hours=hours)
    return counting(channel)(start)


def working_between(channel: Channel, start: datetime, end: datetime) -> timedelta:
    """How much of a time (both ends aware) lies within the channel's opening hours, also where its clock runs round
    the clock: those of its calendar, else of the default one. Nothing for an end before the start."""
    if end <= start:
        return timedelta()
    return (channel.calendar or default_calendar()).working_time().elapsed(start, end)


def counting(channel: Channel) -> Callable[[datetime], datetime]:
    """The channel's clock, from when an answer is owed (aware) to when it is due: made once for many starts."""
    hours = channel.answer_hours
    if channel.round_the_clock:
        return lambda start: start + timedelta(hours=hours)
    working = (channel.calendar or default_calendar()).working_time()

    def due(start: datetime) -> datetime:
        try:
            return working.add(start, hours)
        except NeverOpenError:
            # A calendar that never opens must not keep a message from the desk; then the hours run round the clock.
            return start + timedelta(hours=hours)

    return due
