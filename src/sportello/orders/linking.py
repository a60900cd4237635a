"""Whose order it is, by exact evidence alone: the buyer's own handles, or the order itself."""

from datetime import datetime

from django.db.models import Q

from sportello.core import events
from sportello.customers.identify import identify, normalise
from sportello.customers.models import Customer, Handle, HandleKind

from .introducing import learn_who_bought
from .models import Order

EVIDENCE = "order"
# Where mails and messages call buyers by the name they chose there; elsewhere ids are the marketplace's own.
BY_USER_NAME = frozenset({"ebay"})

type Known = tuple[str, str]


def link(order: Order, *, now: datetime) -> None:
    """Give an order its customer; who is met for the first time becomes one.

    Without any handle of the buyer (orders that the marketplace fulfils) it is whoever we know by the order itself, if
    anybody is. An order that has a customer keeps them; one whose buyer was erased has none.
    """
    if order.customer_id is not None or order.erased_at is not None:
        return
    own, by_order = _handles(order), (str(HandleKind.ORDER), f"{order.site or order.channel.kind}:{order.number}")
    customer = _identified(order, own, by_order, now) if own else _known([by_order])
    if customer is not None:
        give(order, customer, now=now)


def give(order: Order, customer: Customer, *, now: datetime) -> None:
    """Note whose order it is, with its event."""
    order.customer = customer
    order.save(update_fields=["customer"])
    events.record(kind="order.linked", now=now, subject=("order", order.pk), data={"customer": customer.pk})


def claim(*, numbers: list[str], kind: str, site: str, customer: Customer, now: datetime) -> None:
    """Give orders that nobody owns to the customer whose marketplace named them as theirs in a message on that site."""
    wanted = Q(number__in=numbers) | Q(external_id__in=numbers)
    for order in Order.objects.filter(
        wanted, customer=None, erased_at=None, channel__kind=kind, site=site
    ).select_for_update():
        give(order, customer, now=now)
        learn_who_bought(order, now=now)


def _identified(order: Order, own: list[Known], by_order: Known, now: datetime) -> Customer:
    first, *others = own
    known = next((each for each in (*others, by_order) if _known([each])), None)
    customer = _identify(order, first, known, now)
    for other in others:
        _identify(order, other, first, now)
    if order.buyer_name and customer.name in ("", order.number):
        customer.name = order.buyer_name
        customer.save(update_fields=["name"])
    return customer


def _identify(order: Order, handle: Known, or_known_by: Known | None, now: datetime) -> Customer:
    return identify(
        kind=handle[0],
        value=handle[1],
        name=order.buyer_name,
        language=(order.buyer_language or order.channel.language)[:2].lower(),
        evidence=EVIDENCE,
        now=now,
        or_known_by=or_known_by,
    )


def _known(handles: list[Known]) -> Customer | None:
    wanted = Q(pk=None)
    for kind, value in handles:
        wanted |= Q(kind=kind, value=normalise(kind, value))
    handle = Handle.objects.select_related("customer").filter(wanted).order_by("id").first()
    return handle.customer if handle else None


def _handles(order: Order) -> list[Known]:
    """The buyer's handles, the most exact first."""
    kind = order.channel.kind
    by_name = order.buyer_user_name if kind in BY_USER_NAME else ""
    given = [
        (HandleKind.RELAY, order.buyer_relay if "@" in order.buyer_relay else ""),
        (HandleKind.BUYER_ID, by_name),
        (HandleKind.EMAIL, order.buyer_email if "@" in order.buyer_email else ""),
        (HandleKind.BUYER_ID, f"{kind}:{order.buyer_id}" if order.buyer_id and not by_name else ""),
    ]
    return [(str(handle), value) for handle, value in given if value.strip()]
