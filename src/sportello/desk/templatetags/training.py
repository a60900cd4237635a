"""What waits for an agent from their lead, on the desk."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from sportello.accounts.access import Permission
from sportello.insights.models import SampleComment, TrainingNote

register = template.Library()


@register.filter
def plain_day(day: date) -> str:
    """A day of any year, or that of a moment in the reader's zone: "24 Nov 2026"."""
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    return str(date_format(local, pgettext("date format", "j M Y")))


@register.inclusion_tag("desk/insights/samples/banner.html", takes_context=True)
def training_waiting(context: dict[str, Any]) -> dict[str, int]:
    """How many notes and comments the agent of this page has not seen; one query."""
    agent = context["request"].user
    if not agent.is_authenticated or not agent.may(Permission.ANSWER):
        return {"waiting": 0}
    comments = SampleComment.objects.filter(answer__draw__agent=agent, seen_at=None).order_by().values_list("pk")
    notes = TrainingNote.objects.unread_by(agent).order_by().values_list("pk")
    return {"waiting": notes.union(comments, all=True).count()}
