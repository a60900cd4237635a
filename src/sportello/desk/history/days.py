"""Days as people say them inside a sentence: "since Tuesday", "by tomorrow", "three weeks ago"."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

_BEFORE_WEEKS = 14
_BEFORE_MONTHS = 60
_BEFORE_YEARS = 700
# The languages in which a day of the week is no name and stands small inside a sentence.
_SMALL_DAYS = frozenset({"it", "fr", "es"})


def past_day(at: datetime, now: datetime) -> str:
    """A past day: "today", "yesterday", "Tuesday", "3 May", "3 May 2025"."""
    days = (timezone.localtime(now).date() - timezone.localtime(at).date()).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return _weekday(at) if days < 7 else _date(at, now)


def since_day(at: datetime, now: datetime) -> str:
    """A past day as "since" wants it: today's is the time of day."""
    here = timezone.localtime(at)
    return f"{here:%H:%M}" if here.date() == timezone.localtime(now).date() else past_day(at, now)


def coming_day(at: datetime, now: datetime) -> str:
    """A day to come: "today", "tomorrow", "Friday", "3 May", and of one that has passed its date."""
    days = (timezone.localtime(at).date() - timezone.localtime(now).date()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return _weekday(at) if 1 < days < 7 else _date(at, now)


def coming_moment(at: datetime, now: datetime) -> str:
    """A moment to come, with its clock: "tomorrow 10:00"."""
    return f"{coming_day(at, now)} {timezone.localtime(at):%H:%M}"


def ago(at: datetime, now: datetime) -> str:
    """How long ago: "today", "yesterday", "five days ago", "three weeks ago", "two months ago"."""
    days = (timezone.localtime(now).date() - timezone.localtime(at).date()).days
    if days < 2:
        return past_day(at, now)
    if days < _BEFORE_WEEKS:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": counted(days)}
    if days < _BEFORE_MONTHS:
        weeks = round(days / 7)
        return ngettext("%(n)s week ago", "%(n)s weeks ago", weeks) % {"n": counted(weeks)}
    if days < _BEFORE_YEARS:
        months = round(days / 30.4)
        return ngettext("%(n)s month ago", "%(n)s months ago", months) % {"n": counted(months)}
    years = round(days / 365)
    return ngettext("%(n)s year ago", "%(n)s years ago", years) % {"n": counted(years)}


def counted(n: int) -> str:
    """A small number as a word, a large one in digits."""
    words = {
        2: pgettext("number", "two"),
        3: pgettext("number", "three"),
        4: pgettext("number", "four"),
        5: pgettext("number", "five"),
        6: pgettext("number", "six"),
        7: pgettext("number", "seven"),
        8: pgettext("number", "eight"),
        9: pgettext("number", "nine"),
    }
    return words.get(n, str(n))


def _weekday(at: datetime) -> str:
    name = str(date_format(timezone.localtime(at), "l"))
    return name.lower() if (get_language() or "")[:2] in _SMALL_DAYS else name


def _date(at: datetime, now: datetime) -> str:
    here = timezone.localtime(at)
    near = here.year == timezone.localtime(now).year
    return str(date_format(here, pgettext("date format", "j M") if near else pgettext("date format", "j M Y")))
