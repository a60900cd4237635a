"""What templates show of the time agents were at a ticket."""

from collections.abc import Sequence
from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from sportello.accounts.access import Permission
from sportello.accounts.models import Agent
from sportello.inbox import attending
from sportello.inbox.attending import Spent
from sportello.inbox.models import Ticket

register = template.Library()


@register.simple_tag
def spent_on(ticket: Ticket, agent: Agent) -> Sequence[Spent]:
    """The time agents spent on a ticket, for whom reports are; nothing for others."""
    return attending.spent_on(ticket) if agent.may(Permission.SEE_REPORTS) else []


@register.filter
def minutes(time: timedelta) -> str:
    """A time in whole minutes, below one in seconds."""
    seconds = int(time.total_seconds())
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    if seconds < 3600:
        return _("%(n)s min") % {"n": round(seconds / 60)}
    return _("%(hours)s h %(minutes)s min") % {"hours": seconds // 3600, "minutes": seconds % 3600 // 60}
