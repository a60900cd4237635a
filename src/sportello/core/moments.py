"""Times as people say them: near ones by the clock, far ones by the day, always in the zone that is active."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# Beyond so many hours the day says more than the hours do.
BY_THE_CLOCK = timedelta(hours=16)
LATE_BY_THE_CLOCK = timedelta(hours=10)
LATE_BY_HOURS = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Left:
    """How long until a deadline: the words, and its state ("late", "soon" or "later")."""

    words: str
    state: str


def said(at: datetime, now: datetime) -> str:
    """When something happened: "09:12", "yesterday 13:02", "Tue 18:40", "12 Nov", "12 Nov 2025"."""
    here, today = timezone.localtime(at), timezone.localtime(now).date()
    days = (today - here.date()).days
    clock = here.strftime("%H:%M")
    if days == 0:
        return clock
    if days == 1:
        return _("yesterday %(time)s") % {"time": clock}
    if 1 < days < 6:
        return f"{date_format(here, 'D')} {clock}"
    return _day(here, today.year)


def day(at: datetime, now: datetime) -> str:
    """When something happened, in a word: "09:12", "yesterday", "Tue", "12 Nov", "12 Nov 2025"."""
    here, today = timezone.localtime(at), timezone.localtime(now).date()
    days = (today - here.date()).days
    if days == 0:
        return here.strftime("%H:%M")
    if days == 1:
        return _("yesterday")
    return str(date_format(here, "D")) if 1 < days < 6 else _day(here, today.year)


def left(due: datetime, now: datetime, soon: timedelta = timedelta(hours=4)) -> Left:
    """How long until `due` (aware, as `now` is); within `soon` of it the state is "soon", at and after it "late"."""
    if due <= now:
        return Left(_overdue(now - due), "late")
    state = "soon" if due - now <= soon else "later"
    return Left(_ahead(due, now), state)


def calendar_day(on: date, *, every_year: bool = False) -> str:
    """A day of the calendar: "Sat 15 Aug 2026", without weekday and year for what comes back each year."""
    return date_format(on, pgettext("date format", "j M") if every_year else pgettext("date format", "D j M Y"))


def in_full(at: datetime) -> str:
    """Day and time in full, for whoever wants to know exactly: "Saturday 21 November 2026, 22:34"."""
    here = timezone.localtime(at).replace(second=0, microsecond=0)
    return _in_full(here, get_language() or "")


@lru_cache(maxsize=8192)
def _in_full(here: datetime, _language: str) -> str:
    """Kept, because a list says the same fifty deadlines again and again."""
    return str(date_format(here, pgettext("date format", "l j F Y, H:i")))


def _overdue(gone: timedelta) -> str:
    minutes = int(gone.total_seconds() // 60)
    if gone < LATE_BY_THE_CLOCK:
        return f"−{minutes // 60}:{minutes % 60:02}"
    if gone < LATE_BY_HOURS:
        return _("−%(hours)s h") % {"hours": minutes // 60}
    days = gone // DAY
    return ngettext("−%(days)s day", "−%(days)s days", days) % {"days": days}


def _ahead(due: datetime, now: datetime) -> str:
    minutes = int((due - now).total_seconds() // 60)
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    if due - now < LATE_BY_THE_CLOCK:
        return _("%(hours)s h %(minutes)s") % {"hours": minutes // 60, "minutes": f"{minutes % 60:02}"}
    if due - now < BY_THE_CLOCK:
        return _("%(hours)s h") % {"hours": minutes // 60}
    return _day_ahead(due, now)


def _day_ahead(due: datetime, now: datetime) -> str:
    there, today = timezone.localtime(due), timezone.localtime(now).date()
    days = (there.date() - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return date_format(there, "D") if days < 7 else _day(there, today.year)


def _day(here: datetime, this_year: int) -> str:
    near = here.year == this_year
    return date_format(here, pgettext("date format", "j M") if near else pgettext("date format", "j M Y"))
