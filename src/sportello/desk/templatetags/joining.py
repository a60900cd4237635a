"""What templates ask about merged tickets."""

from django import template

from sportello.desk.joining import merges_into
from sportello.inbox.models import Merge, Ticket

register = template.Library()


@register.simple_tag
def merges_of(ticket: Ticket) -> list[Merge]:
    """The standing merges of a ticket, the latest first."""
    return merges_into(ticket)
