"""The only way a view gets a ticket."""

from sportello.accounts.access import Permission
from sportello.accounts.models import Agent

from . import merging
from .models import Holding, Message, Ticket
from .models.ticket import TicketQuerySet


def tickets_for(agent: Agent) -> TicketQuerySet:
    """The tickets this agent may see: all of them with the permission to read tickets, none without.

    One that was merged into another is seen as a part of that one.
    """
    rows: TicketQuerySet = Ticket.objects.standing()
    return rows if agent.may(Permission.READ_TICKETS) else rows.none()


def ticket_for(agent: Agent, ticket_id: int) -> Ticket:
    """One ticket this agent may see, with what its page needs; of a merged one the ticket that holds its threads now.

    Raises `Ticket.DoesNotExist` otherwise.
    """
    related = ("customer", "assignee", "primary", "channel")
    ticket: Ticket = tickets_for(agent).select_related(*related).get(pk=merging.survivor_of(ticket_id))
    return ticket


def holding_of(message: Message) -> Holding:
    """The holding by which a ticket has this message; every message has one. See `ticket_for` for who may look."""
    held = Holding.objects.filter(thread=message.thread_id, first_id__lte=message.pk)
    return held.exclude(until_id__lte=message.pk).get()
