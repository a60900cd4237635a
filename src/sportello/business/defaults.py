"""What an installation starts from until somebody decides otherwise."""

from django.conf import settings
from django.utils.translation import gettext as _

from sportello.business.models import Calendar, Country, Settings


def default_calendar() -> Calendar:
    """The calendar of channels that chose none; made on first use: Monday to Friday, nine to five, in TIME_ZONE."""
    current = Settings.objects.current()
    if current.default_calendar:
        return current.default_calendar
    calendar, _made = Calendar.objects.get_or_create(
        name=_("Office hours"), defaults={"time_zone": settings.TIME_ZONE, "country": _country()}
    )
    Settings.objects.filter(pk=current.pk, default_calendar=None).update(default_calendar=calendar)
    return calendar


def _country() -> str:
    """The country in whose main city's time we live; its holidays are a better guess than none."""
    homes = {
        "Europe/Rome": Country.IT,
        "Europe/Berlin": Country.DE,
        "Europe/Paris": Country.FR,
        "Europe/Madrid": Country.ES,
        "Europe/London": Country.GB,
        "America/New_York": Country.US,
    }
    return homes.get(settings.TIME_ZONE, Country.NONE)
