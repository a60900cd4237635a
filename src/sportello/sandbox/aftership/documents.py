"""The world's parcels as AfterShip's documents."""

from datetime import datetime, timedelta
from typing import Any

from sportello.sandbox.world.orders import Parcel, Scan, WorldOrder

SLUGS = {
    "brt": "brt-it",
    "dhl": "dhl-germany",
    "colissimo": "la-poste-colissimo",
    "correos": "spain-correos-es",
    "royal_mail": "royal-mail",
    "ups": "ups",
    "fedex": "fedex",
    "usps": "usps",
    "gls": "gls",
}
TAGS = {
    "unknown": ("Pending", "Pending_001"),
    "info_received": ("InfoReceived", "InfoReceived_001"),
    "in_transit": ("InTransit", "InTransit_003"),
    "out_for_delivery": ("OutForDelivery", "OutForDelivery_001"),
    "available_for_pickup": ("AvailableForPickup", "AvailableForPickup_001"),
    "attempt_failed": ("AttemptFail", "AttemptFail_001"),
    "delivered": ("Delivered", "Delivered_001"),
    "exception": ("Exception", "Exception_002"),
    "returning": ("Exception", "Exception_011"),
    "expired": ("Expired", "Expired_001"),
}
EXPIRES_AFTER = timedelta(days=30)


def tracking(
    entry: dict[str, Any], found: tuple[WorldOrder, Parcel] | None, now: datetime, *, is_new: bool = False
) -> dict[str, Any]:
    """One tracking: what was registered, and what the carrier noted by now. A new one knows nothing yet."""
    parcel = None if found is None or is_new else found[1]
    scans = [scan for scan in parcel.scans if scan.at <= now] if parcel else []
    state = scans[-1].state if scans else "unknown"
    last = scans[-1].at if scans else datetime.fromisoformat(entry["created_at"])
    if state != "delivered" and now - last > EXPIRES_AFTER:
        state = "expired"
    tag, subtag = TAGS[state]
    due = found[0].deliver_by.date().isoformat() if found and not is_new else None
    return {
        "id": entry["id"],
        "legacy_id": entry["id"],
        "created_at": entry["created_at"],
        "updated_at": max(last, datetime.fromisoformat(entry["created_at"])).isoformat(),
        "tracking_number": entry["number"],
        "slug": entry["slug"],
        "active": state not in {"delivered", "expired"},
        "custom_fields": None,
        "tag": tag,
        "subtag": subtag,
        "subtag_message": tag,
        "title": entry["number"],
        "source": "api",
        "shipment_package_count": 1,
        "shipment_pickup_date": _local(parcel.shipped_at) if parcel else None,
        "shipment_delivery_date": _local(parcel.delivered_at) if parcel and parcel.delivered_at else None,
        "return_to_sender": any(scan.state == "returning" for scan in scans),
        "courier_tracking_link": None,
        "courier_estimated_delivery_date": {"estimated_delivery_date": due} if due else None,
        "latest_estimated_delivery": {"type": "specific", "source": "Carrier EDD", "datetime": due} if due else None,
        "checkpoints": [_checkpoint(scan, entry["slug"]) for scan in scans],
    }


def _checkpoint(scan: Scan, slug: str) -> dict[str, Any]:
    tag, subtag = TAGS[scan.state]
    return {
        "created_at": (scan.at + timedelta(minutes=4)).isoformat(),
        "slug": slug,
        "checkpoint_time": _local(scan.at),
        "location": scan.place or None,
        "city": scan.place or None,
        "message": scan.words,
        "tag": tag,
        "subtag": subtag,
        "subtag_message": tag,
        "raw_tag": scan.state.upper(),
    }


def _local(at: datetime) -> str:
    """As carriers write it: without a zone."""
    return at.strftime("%Y-%m-%dT%H:%M:%S")
