"""The whole history of a person, page by page, newest first, in a number of queries that does not grow with it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from sportello.accounts.models import Agent
from sportello.inbox.access import tickets_for
from sportello.inbox.models import Message, PolicyException, Promise
from sportello.orders.models import Claim, Order, Refund, Return, Shipment
from sportello.orders.numbers import plain
from sportello.portal.models import Visit

from . import items
from .items import RANKS, Item, What

PAGE = 50

type _Moment = tuple[datetime, int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """Whose history it is: all customers that they are, and the order numbers that their messages name."""

    customer_ids: Sequence[int]
    numbers: Collection[str]


@dataclass(frozen=True, slots=True)
class Page:
    """Things that happened, and the cursor of the page behind them ("" on the last)."""

    items: Sequence[Item]
    after: str


@dataclass(frozen=True, slots=True)
class _Source:
    """Where one kind of things comes from: the rows, the time they are sorted by, their channel, how they are shown."""

    rows: Callable[[Person, Agent], QuerySet[Any]]
    at: str
    channel: str
    show: Callable[[Any], Item]


def page_of(*, person: Person, agent: Agent, what: What | None = None, kind: str = "", after: str = "") -> Page:
    """The next page behind a cursor, of one kind of things and one kind of channel when they are named.

    A cursor that makes no sense begins at the start. At most two queries for each kind of things.
    """
    place = _place(after)
    found: list[Item] = []
    for one in [what] if what else What:
        found += _newest(_SOURCES[one], one, person, agent, kind, place)
    found.sort(key=lambda item: item.place)
    return Page(found[:PAGE], _cursor(found[PAGE - 1]) if len(found) > PAGE else "")


def _newest(
    source: _Source, what: What, person: Person, agent: Agent, kind: str, place: _Moment | None
) -> Iterable[Item]:
    rows = source.rows(person, agent)
    if kind:
        rows = rows.filter(**{f"{source.channel}__kind": kind})
    if place is not None:
        rows = rows.filter(_behind(source.at, RANKS[what], place))
    return [source.show(row) for row in rows.order_by(F(source.at).desc(), "-pk")[: PAGE + 1]]


def _behind(at: str, rank: int, place: _Moment) -> Q:
    moment, its_rank, pk = place
    older = Q(**{f"{at}__lt": moment})
    if rank > its_rank:
        return older | Q(**{at: moment})
    return older | Q(**{at: moment, "pk__lt": pk}) if rank == its_rank else older


def _orders(person: Person) -> QuerySet[Order]:
    wanted = {plain(number) for number in person.numbers} - {""}
    # What somebody else bought is theirs, also when this person names its number.
    mine = Q(customer__in=person.customer_ids) | Q(plain__in=wanted, customer=None)
    return Order.objects.filter(mine)


def _part(model: type[Model], show: Callable[[Any, Order], Item], at: str) -> _Source:
    def rows(person: Person, _agent: Agent) -> QuerySet[Any]:
        found: QuerySet[Any] = model._default_manager.filter(order__in=_orders(person), withdrawn=False)
        return found.select_related("order__channel")

    return _Source(rows, at, "order__channel", lambda row: show(row, row.order))


def _shipments() -> _Source:
    plain_part = _part(Shipment, items.of_shipment, "at")

    def rows(person: Person, agent: Agent) -> QuerySet[Any]:
        found: QuerySet[Any] = plain_part.rows(person, agent).annotate(
            at=Coalesce("state_at", "shipped_at", "changed_at")
        )
        return found

    return _Source(rows, "at", "order__channel", plain_part.show)


def _messages(person: Person, _agent: Agent) -> QuerySet[Message]:
    return Message.objects.filter(thread__customer__in=person.customer_ids).select_related("thread__channel")


def _promises(person: Person, _agent: Agent) -> QuerySet[Promise]:
    theirs = Promise.objects.filter(holding__ticket__customer__in=person.customer_ids)
    return theirs.select_related("holding__thread__channel")


def _exceptions(person: Person, _agent: Agent) -> QuerySet[PolicyException]:
    theirs = PolicyException.objects.filter(ticket__customer__in=person.customer_ids, withdrawn_at=None)
    return theirs.select_related("ticket__channel")


def _visits(person: Person, _agent: Agent) -> QuerySet[Visit]:
    """What they did in a help centre: known by who they are, or by an order of theirs."""
    theirs = Q(customer__in=person.customer_ids) | Q(order__in=_orders(person))
    return Visit.objects.filter(theirs).select_related("centre")


_SOURCES: dict[What, _Source] = {
    What.MESSAGE: _Source(_messages, "sent_at", "thread__channel", items.of_message),
    What.TICKET: _Source(
        lambda person, agent: tickets_for(agent).filter(customer__in=person.customer_ids).select_related("channel"),
        "created_at",
        "channel",
        items.of_ticket,
    ),
    What.CLAIM: _part(Claim, items.of_claim, "opened_at"),
    What.REFUND: _part(Refund, items.of_refund, "at"),
    What.RETURN: _part(Return, items.of_return, "requested_at"),
    What.PARCEL: _shipments(),
    What.ORDER: _Source(
        lambda person, _agent: _orders(person).select_related("channel").prefetch_related("lines"),
        "placed_at",
        "channel",
        items.of_order,
    ),
    What.PROMISE: _Source(_promises, "at", "holding__thread__channel", items.of_promise),
    What.EXCEPTION: _Source(_exceptions, "at", "ticket__channel", items.of_exception),
    What.VISIT: _Source(_visits, "began_at", "centre__channel", items.of_visit),
}


def _cursor(item: Item) -> str:
    return f"{item.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}_{RANKS[item.what]}_{item.key}"


def _place(after: str) -> _Moment | None:
    try:
        moment, rank, pk = after.split("_")
        return datetime.fromisoformat(moment).replace(tzinfo=UTC), int(rank[:2]), int(pk) if len(pk) < 19 else 0
    except ValueError:
        return None
