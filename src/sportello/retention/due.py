"""Whose data may go: what its time is over for, and what still keeps it."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Case, Expression, When
from django.db.models.functions import Coalesce, Greatest

from sportello.carriers.states import State as ParcelState
from sportello.channels.models import OutboxState
from sportello.core.pseudonyms import MARK
from sportello.customers.models import Customer, Handle
from sportello.inbox.models import Approval, Holding, MarketplaceNotice, Message, Promise, Thread, Ticket
from sportello.orders.models import Claim, Order, Shipment
from sportello.orders.models.after_sale import ClaimStates
from sportello.orders.models.order import State

from .plan import Plan

AT_THE_LATEST = timedelta(days=30)
"""When nothing says that an order was delivered, it counts as delivered so long after it was placed."""

_OPEN_CLAIMS = (ClaimStates.OPEN, ClaimStates.WAITING_FOR_SELLER, ClaimStates.WAITING_FOR_BUYER, ClaimStates.ESCALATED)
_ON_ITS_WAY = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.UNCERTAIN)

# Erased, a conversation is known by a pseudonym; one that never knew anybody has nothing left.
_ALIVE = ~Q(counterpart__startswith=MARK) & ~Q(counterpart="", reply_to="", subject="")


def orders(plan: Plan, now: datetime) -> QuerySet[Order]:
    """Orders whose buyer's time is over: so long after the last parcel arrived, or after they were cancelled."""
    rows = Order.objects.filter(erased_at=None).annotate(ended=_ended())
    # No order ends before it is placed, and that costs nothing to ask: only of old ones the parcels are looked at.
    return rows.filter(_over(plan, now, "placed_at")).filter(_over(plan, now, "ended")).order_by("pk")


def threads(plan: Plan, now: datetime) -> QuerySet[Thread]:
    """Conversations whose time is over: so long after the last message, and their orders are erased already."""
    rows = Thread.objects.filter(_ALIVE).filter(_over(plan, now, "last_message_at"))
    return rows.filter(~Exists(_named(OuterRef("order_id"))) | Q(order_id="")).order_by("pk")


def notices(plan: Plan, now: datetime) -> QuerySet[MarketplaceNotice]:
    """Marketplaces' own mails whose time is over, and their orders are erased already."""
    rows = MarketplaceNotice.objects.exclude(text="", subject="").filter(_over(plan, now, "at"))
    return rows.filter(~Exists(_named(OuterRef("order_id"))) | Q(order_id="")).order_by("pk")


def customers(plan: Plan, now: datetime) -> QuerySet[Customer]:
    """Customers of whom nothing else is left: no order and no conversation that is not erased."""
    known = Exists(Handle.objects.filter(customer=OuterRef("pk")).exclude(value__startswith=MARK))
    old = Customer.objects.filter(created_at__lte=now - timedelta(days=min(plan.buyers.values())))
    return old.filter(known | ~Q(name="")).filter(nothing_left()).order_by("pk")


def nothing_left() -> Q:
    """Customers without an order or a conversation that is not erased."""
    talks = Exists(Thread.objects.filter(_ALIVE, customer=OuterRef("pk")))
    bought = Exists(Order.objects.filter(customer=OuterRef("pk")))
    return Q(~talks) & Q(~bought)


def held_orders() -> Q:
    """Orders that stay for now: a claim is open, or a ticket about them or of their buyer runs."""
    claim = Claim.objects.filter(order=OuterRef("pk"), withdrawn=False, state__in=_OPEN_CLAIMS)
    about = Thread.objects.filter(_runs(), order_id=OuterRef("number"), channel__kind=OuterRef("channel__kind"))
    buyers = Thread.objects.filter(_runs(), customer=OuterRef("customer"), channel=OuterRef("channel"))
    return Q(Exists(claim)) | Q(Exists(about)) | Q(Exists(buyers))


def held_threads() -> Q:
    """Conversations that stay for now: their ticket runs, a promise stands, an approval is asked for, or an answer is
    on its way."""
    return _runs() | Q(Exists(_waiting_approvals())) | Q(Exists(_leaving()))


def _runs() -> Q:
    """Threads in a ticket that is not resolved, or with a promise that stands."""
    held = Holding.objects.filter(thread=OuterRef("pk"))
    running = held.filter(ticket__in=Ticket.objects.standing().unresolved())
    promised = Promise.objects.standing().filter(holding__thread=OuterRef("pk"))
    return Q(Exists(running)) | Q(Exists(promised))


def _waiting_approvals() -> QuerySet[Approval]:
    return Approval.objects.waiting().filter(thread=OuterRef("pk"))


def _leaving() -> QuerySet[Message]:
    return Message.objects.filter(thread=OuterRef("pk"), outbox__state__in=_ON_ITS_WAY)


def _named(number: OuterRef) -> QuerySet[Order]:
    """Orders of that number, on the same kind of channel, that are not erased."""
    return Order.objects.filter(number=number, channel__kind=OuterRef("channel__kind"), erased_at=None)


def _over(plan: Plan, now: datetime, column: str) -> Q:
    over = Q(pk=None)
    for kind, days in plan.buyers.items():
        over |= Q(**{"channel__kind": kind, f"{column}__lte": now - timedelta(days=days)})
    return over


def _ended() -> Expression:
    """When an order came to its end: cancelled, all parcels delivered, or the day they were promised for.

    A day that nobody promised is `AT_THE_LATEST` after the order was placed.
    """
    parcels = Shipment.objects.filter(order=OuterRef("pk"), withdrawn=False).order_by().values("order")
    there = Q(state=ParcelState.DELIVERED)
    arrived = parcels.annotate(last=Max("state_at", filter=there), away=Count("pk", filter=~there)).filter(away=0)
    latest: Any = Greatest(F("deliver_by"), F("placed_at") + AT_THE_LATEST)
    return Case(
        When(state=State.CANCELLED, then=F("changed_at")),
        default=Coalesce(Subquery(arrived.values("last")), latest),
        output_field=DateTimeField(),
    )


def ids(rows: QuerySet[Any], most: int) -> list[int]:
    """The ids of the first rows, locked for whoever erases them; those that somebody works on are left out."""
    return [row.pk for row in rows.select_for_update(of=("self",), no_key=True, skip_locked=True)[:most]]
