"""What AfterShip says of a parcel, in our words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sportello.carriers.pages import carrier_at, tracking_page
from sportello.carriers.states import State
from sportello.carriers.vocabularies import from_aftership
from sportello.orders.records import ScanRecord, ShipmentRecord

from .slugs import carrier_of


@dataclass(frozen=True, slots=True)
class Followed:
    """A parcel as AfterShip sees it: scans oldest first, `page` an https page of the carrier ("" without one).

    `state_at` is the last scan's time, None before the first; `due_at` the day the carrier or AfterShip expects it.
    `is_new` says that AfterShip has only now begun to follow it: it knows more in some minutes.
    """

    number: str
    carrier: str
    state: State
    state_at: datetime | None
    scans: tuple[ScanRecord, ...]
    due_at: datetime | None = None
    page: str = ""
    is_new: bool = False

    def as_shipment(self, external_id: str, *, changed_at: datetime, line_ids: tuple[str, ...] = ()) -> ShipmentRecord:
        """As a parcel of an order, whose id at the marketplace is `external_id`."""
        return ShipmentRecord(
            external_id,
            changed_at,
            carrier=self.carrier,
            tracking_number=self.number,
            tracking_url=self.page,
            state=self.state,
            state_at=self.state_at,
            due_at=self.due_at,
            line_ids=line_ids,
            scans=self.scans,
        )


def read(tracking: Any, *, number: str, carrier: str, now: datetime, is_new: bool = False) -> Followed:
    """The client's `Tracking` as ours. `carrier` is our code, used where AfterShip's slug is none of ours.

    A time without a zone is taken as UTC; one after `now` is kept as `now`, so that a carrier's wrong clock does not
    stand above all later scans. Scans without a time are left out, doubles too.
    """
    named = carrier_of(tracking.slug or "") or carrier
    scans = _scans(tracking.checkpoints or (), now)
    state = _state(tracking, scans)
    last = scans[-1].at if scans else None
    return Followed(
        number=number,
        carrier=named,
        state=state,
        state_at=last,
        scans=scans,
        due_at=_due(tracking),
        page=_page(tracking.courier_tracking_link or "") or tracking_page(named, number),
        is_new=is_new,
    )


def _state(tracking: Any, scans: tuple[ScanRecord, ...]) -> State:
    """The parcel's own tag; where that is one we do not know, the last scan's."""
    said = from_aftership(_tag(tracking), tracking.subtag or "")
    if said is State.EXCEPTION and tracking.return_to_sender:
        return State.RETURNING
    if said is State.UNKNOWN and tracking.tag is None and scans:
        return State(scans[-1].state)
    return said


def _scans(checkpoints: Iterable[Any], now: datetime) -> tuple[ScanRecord, ...]:
    found = {
        ScanRecord(
            min(at, now),
            from_aftership(_tag(each), each.subtag or ""),
            _place(each),
            (each.message or each.subtag_message or "").strip(),
        ): None
        for each in checkpoints
        if (at := _time(each.checkpoint_time or each.created_at or "")) is not None
    }
    return tuple(sorted(found, key=lambda scan: scan.at))


def _place(checkpoint: Any) -> str:
    parts = (checkpoint.city, checkpoint.state, checkpoint.country_region_name)
    return (checkpoint.location or ", ".join(part for part in parts if part)).strip()


def _tag(said: Any) -> str:
    return str(said.tag.value) if said.tag is not None else ""


def _due(tracking: Any) -> datetime | None:
    expected = tracking.latest_estimated_delivery
    told = (expected.datetime or expected.datetime_max) if expected else None
    by_carrier = tracking.courier_estimated_delivery_date
    if not told and by_carrier:
        told = by_carrier.estimated_delivery_date
    return _time(told or "")


def _time(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _page(link: str) -> str:
    """The link when it is an https page of a carrier that we know: it may be shown to buyers."""
    try:
        parts = urlsplit(link)
        is_ours = parts.scheme == "https" and bool(carrier_at(parts.hostname or ""))
    except ValueError:
        return ""
    return link if is_ours and "@" not in parts.netloc else ""
