"""What templates ask about repeats."""

from django import template

from sportello.desk import repeating
from sportello.desk.repeating import Again, Repeat
from sportello.inbox.models import Ticket

register = template.Library()


@register.simple_tag
def repeats_of(ticket: Ticket) -> list[Repeat]:
    """The standing suggestions that a ticket is in."""
    return repeating.repeats_of(ticket)


@register.simple_tag
def again_on(ticket: Ticket) -> Again | None:
    """The latest repeat contact of a ticket."""
    return repeating.again_on(ticket)
