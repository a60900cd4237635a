"""A channel's clock: how long an answer may take there."""

from datetime import datetime, timedelta

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


def default_clock(kind: ChannelKind) -> tuple[int, bool]:
    """Hours until an answer is due on a channel of this kind, and whether they run round the clock."""
    return DEFAULTS.get(kind, OTHERWISE)


def deadline(*, channel: Channel, start: datetime, hours: int | None = None) -> datetime:
    """When an answer that is owed since `start` (aware) is due; `hours` round the clock when a mail names them."""
    if hours is not None:
        return start + timedelta(hours=hours)
    if channel.round_the_clock:
        return start + timedelta(hours=channel.answer_hours)
    calendar = channel.calendar or default_calendar()
    try:
        return calendar.working_time().add(start, channel.answer_hours)
    except NeverOpenError:
        # A calendar that never opens must not keep a message from the desk; then the hours run round the clock.
        return start + timedelta(hours=channel.answer_hours)
