"""Who is this? What the column beside a conversation says of its buyer, on every channel they use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.customers import linking
from sportello.customers.models import Customer, Handle
from sportello.inbox.access import tickets_for
from sportello.inbox.conversation import Conversation
from sportello.inbox.models import PolicyException, Promise, Ticket

from .buying.panel import Panel
from .history.beside import Beside, orders_beside
from .history.crossing import guidance
from .history.crossing_words import Advice, advice
from .history.gathering import facts_of
from .history.items import Item, newest_of
from .history.judging import history_line
from .history.naming import by
from .history.person import numbers_of, said_by
from .history.wording import sentence

MOST_TICKETS = 20
MOST_EXCEPTIONS = 10
MOST_ITEMS = 8
WROTE_ON = "wrote on "
WROTE_ABOUT_IT_ON = "wrote about it on "
BY_ORDER = "order"


@dataclass(frozen=True, slots=True)
class Buyer:
    """A person: their customers' handles, other tickets (newest first), what they bought, and what happened last.

    `line` is the sentence that matters most, `tone` how loud it is ("late", "soon" or ""). `here` are the channels of
    this ticket.
    """

    customer: Customer
    handles: Sequence[Handle]
    tickets: Sequence[Ticket]
    beside: Beside
    promises: Sequence[Promise]
    exceptions: Sequence[PolicyException]
    items: Sequence[Item]
    line: str
    tone: str
    here: frozenset[int] = frozenset()

    @property
    def orders(self) -> Panel:
        """Their orders, the one the conversation is about first."""
        return self.beside.panel

    @property
    def channels(self) -> int:
        """On how many channels we know them."""
        written = {int(ticket.channel_id) for ticket in self.tickets if ticket.channel_id}
        return len({card.order.channel_id for card in self.orders.cards if not card.anothers} | written | self.here)

    @property
    def bought(self) -> int:
        """How many of the orders shown are theirs."""
        return sum(not card.anothers for card in self.orders.cards)

    @property
    def unknowable(self) -> Sequence[str]:
        """What cannot be known of the orders of this page, each said once."""
        return list(dict.fromkeys(card.quiet for card in self.orders.cards if card.quiet))


def buyer_of(*, ticket: Ticket, agent: Agent, conversation: Conversation, now: datetime) -> Buyer:
    """The buyer of a ticket as far as this agent may see. Six queries and those of the orders, however many rows."""
    ids = customers_of(ticket, conversation)
    said = said_by(ids)
    beside = orders_beside(
        ticket=ticket, conversation=conversation, history=numbers_of(said), customer_ids=ids, now=now
    )
    others = tickets_for(agent).filter(customer__in=ids).exclude(pk=ticket.pk).select_related("channel")
    tickets = list(others.order_by("-last_message_at")[:MOST_TICKETS])
    promises = promises_of(ticket, ids)
    own = {held.thread_id for held in conversation.threads}
    elsewhere = [one for one in said if one.thread not in own]
    line = history_line(
        facts_of(
            ticket=ticket,
            conversation=conversation,
            said=said,
            beside=beside,
            promises=promises,
            others=tickets,
            now=now,
        )
    )
    return Buyer(
        customer=ticket.customer,
        handles=list(Handle.objects.filter(customer__in=ids).order_by("first_seen_at", "pk")),
        tickets=tickets,
        beside=beside,
        promises=promises,
        exceptions=exceptions_of(ticket, ids),
        items=newest_of(
            said=elsewhere,
            orders=[card.order for card in beside.panel.cards if not card.anothers],
            most=MOST_ITEMS,
        ),
        line=sentence(line, now) or _("Known buyer, nothing open."),
        tone=line.tone,
        here=frozenset(held.holding.thread.channel_id for held in conversation.threads),
    )


def orders_of(*, ticket: Ticket, conversation: Conversation, now: datetime) -> Panel:
    """Only the orders of a ticket's buyer, as `buyer_of` gives them."""
    ids = customers_of(ticket, conversation)
    history = numbers_of(said_by(ids))
    return orders_beside(ticket=ticket, conversation=conversation, history=history, customer_ids=ids, now=now).panel


def customers_of(ticket: Ticket, conversation: Conversation) -> list[int]:
    """All customers that are the person of a ticket; what was merged into it may have come from others of theirs."""
    return linking.together(ticket.customer_id, *{held.holding.thread.customer_id for held in conversation.threads})


def promises_of(ticket: Ticket, customer_ids: Sequence[int]) -> list[Promise]:
    """What was promised to a person and not settled yet, what is due first first."""
    theirs = Q(holding__ticket=ticket) | Q(holding__ticket__customer__in=customer_ids)
    return list(Promise.objects.standing().filter(theirs).select_related("holding", "by").order_by("due_at", "pk"))


def exceptions_of(ticket: Ticket, customer_ids: Sequence[int]) -> list[PolicyException]:
    """What a person was granted beyond policy, the newest first."""
    theirs = Q(ticket=ticket) | Q(ticket__customer__in=customer_ids)
    rows = PolicyException.objects.filter(theirs, withdrawn_at=None)
    return list(rows.select_related("approved_by", "order").order_by("-at", "-pk")[:MOST_EXCEPTIONS])


def advice_for(buyer: Buyer, kind: str) -> Advice | None:
    """What an answer on a channel of this kind may and may not say about the order in question; None: anything."""
    about = buyer.beside.about
    if about is None:
        return None
    bought_on = about.order.channel.kind
    found = guidance(writes_on=kind, bought_on=bought_on, same_person=not about.anothers)
    return advice(found, writes_on=kind, bought_on=bought_on, number=about.order.number) if found else None


def evidence(handle: Handle) -> str:
    """Why we believe that a handle is this customer's, in words."""
    known = str(handle.evidence)
    if known.startswith(WROTE_ABOUT_IT_ON):
        return _("wrote about it %(where)s") % {"where": by(known.removeprefix(WROTE_ABOUT_IT_ON))}
    if known.startswith(WROTE_ON):
        return _("wrote from this address %(where)s") % {"where": by(known.removeprefix(WROTE_ON))}
    if known == BY_ORDER:
        return _("bought with it")
    return known
