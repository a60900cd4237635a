"""Who is this? What the column beside a conversation says of its buyer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sportello.accounts.models import Agent
from sportello.customers.models import Customer, Handle
from sportello.inbox.access import tickets_for
from sportello.inbox.models import Message, Ticket

from .buying.panel import Panel, panel_of

MOST_TICKETS = 20
MOST_MESSAGES = 200
WROTE_ON = "wrote on "
BY_ORDER = "order"


@dataclass(frozen=True, slots=True)
class History:
    """What the first line is made of: how many tickets this buyer had before this one, and how many others are open."""

    before: int
    others_open: int
    others_owed: int


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer with handles, other tickets (newest first), and what they bought."""

    customer: Customer
    handles: Sequence[Handle]
    tickets: Sequence[Ticket]
    orders: Panel
    line: str


def buyer_of(*, ticket: Ticket, agent: Agent, named: Sequence[str], now: datetime) -> Buyer:
    """The buyer of a ticket as far as this agent may see; its conversation names the orders `named`, latest first.

    Three queries and those of the orders.
    """
    others = tickets_for(agent).filter(customer=ticket.customer_id).exclude(pk=ticket.pk)
    tickets = list(others.select_related("channel").order_by("-last_message_at")[:MOST_TICKETS])
    return Buyer(
        customer=ticket.customer,
        handles=list(Handle.objects.filter(customer=ticket.customer_id).order_by("first_seen_at", "pk")),
        tickets=tickets,
        orders=panel_of(
            numbers=[*named, *_orders(ticket.customer_id)],
            customer_id=ticket.customer_id,
            channel=ticket.channel,
            now=now,
        ),
        line=sentence(_history(ticket.created_at, tickets)),
    )


def sentence(history: History) -> str:
    """The one line that matters before the message is read."""
    return " ".join(part for part in (_how_often(history.before), _what_is_open(history)) if part)


def evidence(handle: Handle) -> str:
    """Why we believe that a handle is this customer's, in words."""
    known = str(handle.evidence)
    if known.startswith(WROTE_ON):
        return _("wrote from this address")
    if known == BY_ORDER:
        return _("bought with it")
    return known


def _history(created_at: datetime, others: Sequence[Ticket]) -> History:
    still_open = [other for other in others if other.resolved_at is None]
    return History(
        before=sum(other.created_at < created_at for other in others),
        others_open=len(still_open),
        others_owed=sum(other.due_at is not None for other in still_open),
    )


def _how_often(before: int) -> str:
    if before == 0:
        return _("Writes for the first time.")
    if before == 1:
        return _("Writes for the second time.")
    if before == 2:
        return _("Writes for the third time.")
    return ngettext("Had %(n)s ticket before.", "Had %(n)s tickets before.", before) % {"n": before}


def _what_is_open(history: History) -> str:
    if not history.others_open:
        return ""
    n = history.others_open
    words = ngettext("%(n)s other ticket is open", "%(n)s other tickets are open", n) % {"n": n}
    if not history.others_owed:
        return f"{words}."
    owed = history.others_owed
    return f"{words}, " + ngettext("%(n)s owed an answer.", "%(n)s owed an answer.", owed) % {"n": owed}


def _orders(customer_id: int) -> list[str]:
    """The order numbers in this customer's latest messages, the latest first, none twice."""
    said = Message.objects.filter(thread__customer=customer_id).exclude(order_ids=[]).order_by("-id")
    named = said.values_list("order_ids", flat=True)[:MOST_MESSAGES]
    return list(dict.fromkeys(order for orders in named for order in orders))
