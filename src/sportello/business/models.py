"""The seller's own frame: brands, opening hours, who is on duty when, the owner's settings."""

from datetime import date, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.links import is_base_url
from sportello.accounts.models import Agent
from sportello.business.holidays import NO_COUNTRY, Holidays
from sportello.business.hours import WorkingTime
from sportello.business.week import DAY, WEEKDAYS, Interval, InvalidHoursError, Week

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


class Weekday(models.IntegerChoices):
    """Days as `datetime.date.weekday()` counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


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
    if value not in available_timezones():
        raise ValidationError(_("This time zone is not known."), code="zone")


def validate_base_url(value: str) -> None:
    """Refuse what cannot be the beginning of links in mails."""
    if value and not is_base_url(value):
        raise ValidationError(_("Enter an address such as https://desk.example.com, without anything behind it."))


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


class Shift(models.Model):
    """An agent's weekly hours on the rota, in the calendar's zone; minutes after midnight, past 1440 the next day."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="shifts")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="shifts")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["weekday", "start", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="shift_weekday"),
            models.CheckConstraint(
                condition=Q(start__lt=DAY, end__gt=F("start"), end__lte=F("start") + DAY), name="shift_interval"
            ),
            models.UniqueConstraint("calendar", "agent", "weekday", "start", name="shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} {WEEKDAYS[self.weekday]} {self.interval}"

    @property
    def interval(self) -> Interval:
        """The hours as a value."""
        return Interval(self.start, self.end)


class ShiftChange(models.Model):
    """On one date an agent works other hours than every week, or not at all (no hours)."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="shift_changes")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="shift_changes")
    day = models.DateField(_("day"))
    start = models.PositiveSmallIntegerField(null=True)
    end = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["day", "start", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(start=None, end=None)
                | Q(start__lt=DAY, end__gt=F("start"), end__lte=F("start") + DAY, start__isnull=False),
                name="shift_change_interval",
            ),
            models.UniqueConstraint(
                "calendar", "agent", "day", "start", name="shift_change_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.day} {self.interval or '-'}"

    @property
    def interval(self) -> Interval | None:
        """The hours as a value; None when the agent is away."""
        return None if self.start is None or self.end is None else Interval(self.start, self.end)


class Brand(models.Model):
    """One face towards buyers."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    languages = ArrayField(models.CharField(max_length=10, choices=settings.LANGUAGES), verbose_name=_("languages"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(languages__len__gte=1), name="brand_speaks_a_language")
        ]

    def __str__(self) -> str:
        return self.name

    def signature_in(self, language: str) -> str:
        """What closes an answer in a language; in the brand's first one when there is none; "" when it has none."""
        texts = {signature.language: signature.text for signature in self.signatures.all()}
        return texts.get(language) or texts.get(self.languages[0]) or ""


class BrandSignature(models.Model):
    """What closes a brand's answers in one language."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="signatures")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(max_length=1000)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("brand", "language", name="brand_signature_once")]

    def __str__(self) -> str:
        return f"{self.brand} {self.language}"


class SettingsQuerySet(models.QuerySet["Settings"]):
    """The one row of settings."""

    def current(self) -> "Settings":
        """The settings, made with their defaults when nobody saved any yet."""
        return self.select_related("default_calendar").get_or_create(pk=1)[0]

    def base_url(self) -> str:
        """The address of this installation that the owner entered, "" when none."""
        return self.filter(pk=1).values_list("base_url", flat=True).first() or ""


class Settings(models.Model):
    """What the owner decides for the whole installation: one row, number 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    default_calendar = models.ForeignKey(
        Calendar, models.PROTECT, null=True, related_name="+", verbose_name=_("default calendar")
    )
    base_url = models.CharField(
        _("address of this installation"), max_length=200, blank=True, validators=[validate_base_url]
    )
    first_warning_minutes = models.PositiveSmallIntegerField(_("first warning, minutes before a deadline"), default=240)
    last_warning_minutes = models.PositiveSmallIntegerField(_("last warning, minutes before a deadline"), default=60)

    objects: ClassVar = SettingsQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="settings_one_row"),
            models.CheckConstraint(
                condition=Q(first_warning_minutes__gt=F("last_warning_minutes"), last_warning_minutes__gt=0),
                name="settings_warnings_in_order",
            ),
        ]

    def __str__(self) -> str:
        return "settings"

    @property
    def warning_leads(self) -> tuple[timedelta, timedelta]:
        """How long before a deadline the person on duty is warned, first and last."""
        return timedelta(minutes=self.first_warning_minutes), timedelta(minutes=self.last_warning_minutes)
