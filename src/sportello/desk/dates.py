"""Days and times in the order that the reader's language gives them, in the zone that is active."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

type Says = Callable[[datetime], str]


def weekday_and_time(at: datetime) -> str:
    """A near time: "Tue 10:12"."""
    return str(date_format(timezone.localtime(at), pgettext("date format", "D H:i")))


def day_and_time(at: datetime) -> str:
    """A time within the year: "Tue 24 Nov, 10:12"."""
    return str(date_format(timezone.localtime(at), pgettext("date format", "D j M, H:i")))


def day_of(at: datetime) -> str:
    """The day of a time within the year: "24 Nov"."""
    return str(date_format(timezone.localtime(at), pgettext("date format", "j M")))


def day_and_year(at: datetime) -> str:
    """A day of any year: "24 Nov 2026"."""
    return str(date_format(timezone.localtime(at), pgettext("date format", "j M Y")))


def clock_of(at: datetime) -> str:
    """The time of day: "10:12"."""
    return timezone.localtime(at).strftime("%H:%M")


def month(at: datetime) -> str:
    """The month of a time: "November 2026"."""
    return str(date_format(timezone.localtime(at), pgettext("date format", "F Y")))
