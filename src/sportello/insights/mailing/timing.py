"""When the weekly letter is due. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR = time(7, 0)
"""On Monday at seven by the reader's clock."""

WORTH_SENDING = timedelta(days=3)
"""A letter that could not leave by Thursday is old news."""


def week_due(*, now: datetime, zone: ZoneInfo, began_at: datetime) -> date | None:
    """The Monday of the week that a reader in this zone should have been told about by now, None while there is none.

    Who subscribed after Monday's hour gets the first letter on the next one.
    """
    here = now.astimezone(zone)
    monday = here.date() - timedelta(days=here.weekday())
    due = datetime.combine(monday, HOUR, zone)
    if due <= now < due + WORTH_SENDING and began_at <= due:
        return monday - timedelta(weeks=1)
    return None
