"""Who works when: every week, and on single days."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.business.models.calendars import Calendar
from sportello.business.week import DAY, WEEKDAYS, Interval


class Weekday(models.IntegerChoices):
    """Days as `datetime.date.weekday()` counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


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
