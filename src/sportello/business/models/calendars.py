"""Opening hours, and the days on which they rest."""

from datetime import date, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.zones import known_zones
from sportello.business.holidays import Holidays
from sportello.business.hours import WorkingTime
from sportello.business.national_days import NO_COUNTRY
from sportello.business.week import WEEKDAYS, InvalidHoursError, Week

OFFICE_HOURS = {key: ["09:00-17:00"] for key in WEEKDAYS[:5]}


class Country(models.TextChoices):
    """Whose public holidays a calendar keeps."""

    NONE = NO_COUNTRY, _("no public holidays")
    IT = "IT", _("Italy")
    DE = "DE", _("Germany")
    FR = "FR", _("France")
    ES = "ES", _("Spain")
    GB = "GB", _("Great Britain (England and Wales)")
    US = "US", _("United States")


def office_hours() -> dict[str, list[str]]:
    """Monday to Friday, nine to five."""
    return {key: list(texts) for key, texts in OFFICE_HOURS.items()}


def validate_week(value: object) -> None:
    """Refuse what is no week, and a week without one open minute: no deadline could be named in it."""
    try:
        closed = Week.parse(value).is_closed  # type: ignore[arg-type]
    except (InvalidHoursError, AttributeError, TypeError):
        raise ValidationError(_("These are no opening hours."), code="invalid") from None
    if closed:
        raise ValidationError(_("There must be an open hour in the week."), code="closed")


def validate_zone(value: str) -> None:
    """Refuse a zone that the machine does not know."""
    if value not in known_zones():
        raise ValidationError(_("This time zone is not known."), code="zone")


class Calendar(models.Model):
    """Opening hours in a zone, and the days on which they rest."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    week = models.JSONField(default=office_hours, validators=[validate_week])
    country = models.CharField(_("public holidays"), max_length=4, choices=Country, default=Country.NONE)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(country__in=Country.values), name="calendar_country_known")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose wall clock the hours mean."""
        return ZoneInfo(self.time_zone)

    @property
    def hours(self) -> Week:
        """The opening hours as a value."""
        return Week.parse(self.week)

    def holidays(self) -> Holidays:
        """The days off: the country's and the calendar's own (one query, unless prefetched)."""
        own = list(self.own_days.all())
        return Holidays(
            country=self.country,
            added=frozenset(day for row in own if row.closed and not row.every_year for day in row.days()),
            worked=frozenset(day for row in own if not row.closed for day in row.days()),
            yearly=frozenset(
                (day.month, day.day) for row in own if row.closed and row.every_year for day in row.days()
            ),
        )

    def working_time(self) -> WorkingTime:
        """All that is needed to count in this calendar's hours."""
        return WorkingTime(self.hours, self.holidays(), self.zone)


class OwnDay(models.Model):
    """Days that a calendar takes off besides the public holidays, or works although it is one."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="own_days")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    name = models.CharField(_("name"), max_length=60)
    closed = models.BooleanField(_("closed"), default=True)
    every_year = models.BooleanField(_("every year"), default=False)

    LONGEST = 92

    class Meta:
        ordering: ClassVar = ["first_day", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day"), last_day__lt=F("first_day") + timedelta(days=92)),
                name="own_day_range_short",
            ),
            models.CheckConstraint(condition=Q(closed=True) | Q(every_year=False), name="own_day_yearly_is_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first_day}"

    def days(self) -> list[date]:
        """Every day of the range."""
        return [self.first_day + timedelta(days=step) for step in range((self.last_day - self.first_day).days + 1)]
