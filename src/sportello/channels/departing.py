"""Telling the marketplace that a parcel left: an agent says it once, the account's runner passes it on."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.carriers.names import carrier_named, name_of
from sportello.carriers.recognising import normal
from sportello.core import events
from sportello.orders.models import Order

from . import errands
from .contract import ApiTrouble, Connector, TroubleKind
from .leaving import Said, must_be_sound
from .models import Departure, DepartureState, ErrandKind, Source
from .pulling import Clock, opened
from .shipping import LeavingParcel

_IN_VAIN = frozenset({TroubleKind.REFUSED, TroubleKind.NOT_FOUND, TroubleKind.PERMISSION})
GIVES_UP_AFTER = timedelta(hours=48)
"""What could not be told for two days is not told any more: by then the seller did it at the marketplace."""


@transaction.atomic
def confirm(*, order: Order, said: Said, by: Agent, now: datetime) -> Departure:
    """Write down that a parcel left; the account's runner tells the marketplace as soon as it can.

    The same number said twice is one parcel. Raises `CannotConfirm` for an order that is not to be shipped by us, for
    more than is left to ship, for a day that cannot be, and for a number that its carrier would not write.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("channel").get(pk=order.pk)
    number = normal(said.tracking_number)
    if known := Departure.objects.counting().filter(order=order, plain=number).first():
        return known
    carrier = carrier_named(said.carrier)
    must_be_sound(order, said, number=number, carrier=carrier, now=now)
    return _write(order, said, number, carrier, by, now)


@transaction.atomic
def withdraw(*, departure: Departure, by: Agent, now: datetime) -> bool:
    """Take a parcel back that the marketplace was not told of yet; whether it was still time."""
    return _settle(departure, DepartureState.WITHDRAWN, "", now, by=by.pk)


def carry(source: Source, connector: Connector, departure_id: int, *, clock: Clock) -> None:
    """Tell the marketplace of one parcel, if it still waits, and ask for the order as it is then.

    Raises `ApiTrouble` for what passes by itself: it waits until then, for two days at most.
    """
    row = (
        Departure.objects.select_related("order")
        .filter(pk=departure_id, order__account=source, state=DepartureState.WAITING)
        .first()
    )
    if row is None:
        return
    if connector.confirms_shipment is None:
        _settle(row, DepartureState.FAILED, _("Shipments are not confirmed from here at this marketplace."), clock())
        return
    try:
        connector.confirms_shipment(opened(source), _leaving(row), now=clock())
    except ApiTrouble as trouble:
        if trouble.kind not in _IN_VAIN and clock() - row.created_at < GIVES_UP_AFTER:
            raise
        _settle(row, DepartureState.FAILED, trouble.words, clock())
        return
    with transaction.atomic():
        _settle(row, DepartureState.SENT, "", clock())
        order = row.order
        errands.add(source_id=source.pk, kind=ErrandKind.ORDER, now=clock(), ref=order.number, site=order.site)


def still_waits(departure_id: int) -> bool:
    """Whether the marketplace is still to be told."""
    return Departure.objects.filter(pk=departure_id, state=DepartureState.WAITING).exists()


def _write(order: Order, said: Said, number: str, carrier: str, by: Agent, now: datetime) -> Departure:
    try:
        with transaction.atomic():
            made = Departure.objects.create(
                order=order,
                carrier=carrier,
                carrier_name=name_of(carrier) if carrier else said.carrier.strip()[:120],
                tracking_number=number,
                plain=number,
                shipped_at=min(max(said.shipped_at, order.placed_at), now),
                quantities={line: quantity for line, quantity in said.quantities.items() if quantity},
                agent=by,
                created_at=now,
            )
    except IntegrityError:
        return Departure.objects.counting().get(order=order, plain=number)
    events.record(
        kind="departure.told", now=now, subject=("order", order.pk), actor=by.pk, data={"departure": int(made.pk)}
    )
    errands.add(source_id=order.account_id, kind=ErrandKind.DEPARTURE, ref=str(made.pk), now=now)
    return made


@transaction.atomic
def _settle(row: Departure, state: DepartureState, said: str, now: datetime, *, by: int | None = None) -> bool:
    """Write down what became of a parcel that waited; whether it did."""
    waiting = Departure.objects.filter(pk=row.pk, state=DepartureState.WAITING)
    if not waiting.update(state=state, said=said[:500], settled_at=now):
        return False
    data: dict[str, events.Plain] = {"departure": int(row.pk)}
    events.record(kind=f"departure.{state}", now=now, subject=("order", row.order_id), actor=by, data=data)
    return True


def _leaving(row: Departure) -> LeavingParcel:
    return LeavingParcel(
        number=row.order.number,
        site=row.order.site,
        reference=str(row.pk),
        carrier=row.carrier,
        carrier_name=row.carrier_name,
        tracking_number=row.tracking_number,
        shipped_at=row.shipped_at,
        quantities={line: int(quantity) for line, quantity in row.quantities.items()},
    )
