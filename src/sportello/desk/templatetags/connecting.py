"""Tags of the pages about what is connected."""

from datetime import timedelta

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sportello.channels.models import Source, SourceKind
from sportello.core.templatetags.pieces import badge
from sportello.desk import dates
from sportello.desk.naming import LETTERS

register = template.Library()
register.filter("clock_of", dates.clock_of)
register.filter("day_and_year", dates.day_and_year)


@register.simple_tag
def source_badge(source: Source) -> SafeString:
    """The letter of what a source speaks: its marketplace's, or @ for mail."""
    letter = LETTERS.get(source.connector, "?") if source.kind == SourceKind.API else "@"
    return badge(letter, source.connector or str(source.get_kind_display()))


@register.filter
def in_words(source: str) -> str:
    """A connector's English sentence in the language of the page."""
    return _(source) if source else ""


@register.filter
def looked_every(pace: timedelta) -> str:
    """How often a source is looked at."""
    minutes = max(1, round(pace.total_seconds() / 60))
    return ngettext("We look every minute.", "We look every %(n)s minutes.", minutes) % {"n": minutes}
