"""What templates ask about who is who."""

from django import template

from sportello.desk.identity import Identity, identity_of
from sportello.inbox.models import Ticket

register = template.Library()


@register.simple_tag
def identity(ticket: Ticket) -> Identity:
    """Who a ticket's buyer may be too, and who they are said to be."""
    return identity_of(ticket.customer_id)
