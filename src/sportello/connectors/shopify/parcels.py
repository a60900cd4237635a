"""Shopify's fulfilments as parcels with their scans. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from sportello.carriers.names import carrier_named
from sportello.carriers.recognising import recognise
from sportello.carriers.vocabularies import from_shopify
from sportello.orders.records import ScanRecord, ShipmentRecord

from .values import Node, latest, moment, number_in, part, rows, text

VOID = {"CANCELLED", "ERROR", "FAILURE"}


def shipment_records(order: Node) -> tuple[ShipmentRecord, ...]:
    """The order's parcels. A fulfilment with several tracking numbers is several; one that was undone is none."""
    return tuple(parcel for node in rows(order, "fulfillments") if not is_void(node) for parcel in _parcels(node))


def is_void(fulfilment: Node) -> bool:
    """Whether a fulfilment was cancelled or never came about (`FulfillmentStatus`)."""
    return text(fulfilment, "status") in VOID


def carrier_of(name: str, number: str) -> str:
    """Our code of a carrier as the shop writes it, else that of the number when it is certain; "" when unknown."""
    known = carrier_named(name)
    if known or name:
        return known
    certain = [found.carrier for found in recognise(number) if found.is_checked]
    return certain[0] if len(set(certain)) == 1 else ""


def _parcels(node: Node) -> Iterator[ShipmentRecord]:
    whole = _shipment(node)
    if whole is None:
        return
    # The place in the list names further parcels: a number that is corrected later must not leave its parcel behind.
    for place, tracking in enumerate(rows(node, "trackingInfo") or [{}]):
        name, number = text(tracking, "company"), text(tracking, "number")
        yield replace(
            whole,
            external_id=f"{whole.external_id}-{place + 1}" if place else whole.external_id,
            carrier=carrier_of(name, number),
            carrier_name=name,
            tracking_number=number,
            tracking_url=text(tracking, "url"),
        )


def _shipment(node: Node) -> ShipmentRecord | None:
    scans = tuple(sorted(_scans(node), key=lambda scan: scan.at))
    shipped_at = moment(node, "createdAt")
    noted = [moment(event, "createdAt") for event in rows(node, "events")]
    changed_at = latest(moment(node, "updatedAt"), shipped_at, *noted)
    if changed_at is None:
        return None
    delivered_at = moment(node, "deliveredAt")
    state_at = delivered_at or (scans[-1].at if scans else moment(node, "inTransitAt") or shipped_at)
    return ShipmentRecord(
        external_id=number_in(text(node, "id")),
        changed_at=changed_at,
        state=_state(node, scans, delivered=delivered_at is not None),
        state_at=state_at,
        shipped_at=shipped_at,
        due_at=moment(node, "estimatedDeliveryAt"),
        line_ids=tuple(number_in(text(item, "lineItem", "id")) for item in rows(node, "fulfillmentLineItems")),
        scans=scans if part(node, "events") else None,
    )


def _scans(node: Node) -> Iterator[ScanRecord]:
    for event in rows(node, "events"):
        at = moment(event, "happenedAt")
        if at is not None:
            place = ", ".join(filter(None, (text(event, "city"), text(event, "country"))))
            yield ScanRecord(at, from_shopify(text(event, "status")), place, text(event, "message"))


def _state(node: Node, scans: tuple[ScanRecord, ...], *, delivered: bool) -> str:
    if delivered:
        return "delivered"
    shown = from_shopify(text(node, "displayStatus"))
    return shown if shown != "unknown" or not scans else scans[-1].state
