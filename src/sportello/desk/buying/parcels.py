"""A parcel as the buyer column shows it: who carries it, where it is now and since when, whether it is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language

from sportello.carriers.names import name_of
from sportello.carriers.pages import tracking_page
from sportello.carriers.states import State
from sportello.orders.models import Order, Scan, Shipment

from .links import https
from .words import STEPS, TROUBLED, parcel_state

# What no longer can be late because it is there or on its way back, and what nobody tells us of.
SETTLED_OR_SILENT = frozenset({State.DELIVERED, State.RETURNING, State.UNKNOWN})
# After so long a parcel without news is no longer late: nobody scanned its arrival.
STILL_LATE = timedelta(days=45)
ALL_STEPS = 5


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel. `late_since` is when it was promised for, when that is over; `since` when the state was scanned."""

    shipment: Shipment
    carrier: str
    number: str
    href: str
    state: str
    place: str
    since: datetime | None
    steps: int
    late_since: datetime | None
    troubled: bool
    arrived: bool
    scans: Sequence[Scan]

    @property
    def way(self) -> Sequence[str]:
        """The five steps of the way: how each looks."""
        reached = "soon" if self.troubled or self.late_since else "reached"
        return [reached if step < self.steps else "ahead" for step in range(ALL_STEPS)]


def parcel_of(shipment: Shipment, order: Order, now: datetime) -> Parcel:
    """A parcel of an order at `now`. Of complete rows it asks the database nothing."""
    scans = list(shipment.scans.all())
    latest = scans[0] if scans else None
    due = shipment.due_at or order.deliver_by
    late = due if due and due < now < due + STILL_LATE and shipment.state not in SETTLED_OR_SILENT else None
    return Parcel(
        shipment=shipment,
        carrier=name_of(shipment.carrier) if shipment.carrier else shipment.carrier_name,
        number=shipment.tracking_number,
        href=_page(shipment),
        state=parcel_state(shipment.state),
        place=latest.place if latest and latest.state == shipment.state else "",
        since=_since(shipment, latest),
        steps=STEPS.get(shipment.state, 0),
        late_since=late,
        troubled=shipment.state in TROUBLED,
        arrived=shipment.state == State.DELIVERED,
        scans=scans,
    )


def _since(shipment: Shipment, latest: Scan | None) -> datetime | None:
    """Since when the parcel is where it is; None for an arrival whose day nobody told, only that it is past."""
    told = shipment.state_at if shipment.state_timed or shipment.state != State.DELIVERED else None
    return told or (latest.at if latest and latest.state == shipment.state else None)


def _page(shipment: Shipment) -> str:
    """The carrier's own page where we know it; what the source calls one only when that is https."""
    known = tracking_page(shipment.carrier, shipment.tracking_number, language=get_language() or "en")
    return known or https(shipment.tracking_url)
