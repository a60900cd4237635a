"""What the owner decides for the whole installation."""

from datetime import timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.links import is_base_url
from sportello.business.models.calendars import Calendar


def validate_base_url(value: str) -> None:
    """Refuse what cannot be the beginning of links in mails."""
    if value and not is_base_url(value):
        raise ValidationError(_("Enter an address such as https://desk.example.com, without anything behind it."))


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
