"""Small pieces that templates of every app share; every template has them without loading."""

from datetime import date, datetime

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sportello.core import moments

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of the common sheet, for the eye alone; the words beside it say what it means."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("core/icons.svg"), name
    )


@register.simple_tag
def badge(letter: str, name: str) -> SafeString:
    """A letter in a small square, read aloud as the name it stands for."""
    return format_html('<span class="badge" role="img" aria-label="{}" title="{}">{}</span>', name, name, letter)


@register.simple_tag
def moment(at: datetime, now: datetime) -> SafeString:
    """A past time in few words, the full date behind it."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="minutes"),
        moments.in_full(at),
        moments.said(at, now),
    )


@register.simple_tag
def day(at: datetime, now: datetime) -> SafeString:
    """A past time in one word, the full date behind it."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="minutes"),
        moments.in_full(at),
        moments.day(at, now),
    )


@register.simple_tag
def calendar_day(on: date, every_year: bool = False) -> SafeString:
    """A day of the calendar, with its weekday and year unless it comes back each year."""
    words = moments.calendar_day(on, every_year=every_year)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), words)


@register.simple_tag
def deadline(due: datetime, now: datetime) -> SafeString:
    """How long until a deadline, coloured and worded by how near it is; says "overdue" aloud when it is."""
    left = moments.left(due, now)
    aloud = format_html(' <span class="aloud">{}</span>', _("overdue")) if left.state == "late" else ""
    return format_html(
        '<time class="deadline is-{}" datetime="{}" title="{}">{}{}</time>',
        left.state,
        due.isoformat(timespec="minutes"),
        moments.in_full(due),
        left.words,
        aloud,
    )


@register.simple_tag
def face(name: str) -> SafeString:
    """Two letters in a circle, read aloud as the person's name."""
    return format_html(
        '<span class="initials" role="img" aria-label="{}" title="{}">{}</span>', name, name, initials(name)
    )


@register.filter
def initials(name: str) -> str:
    """At most two letters that stand for a person: "Ada Conti" is AC, "Ben" is BE."""
    words = name.split()
    letters = words[0][0] + words[-1][0] if len(words) > 1 else name.strip()[:2]
    return letters.upper()
