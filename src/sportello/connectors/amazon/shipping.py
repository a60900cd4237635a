"""confirmShipment: telling Amazon that a merchant-fulfilled parcel has left (Orders v0, which keeps this call)."""

from dataclasses import dataclass
from typing import Any

from .client import Client
from .operations import CONFIRM_SHIPMENT

OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Packed:
    """How many of a line are in the parcel."""

    line_id: str
    quantity: int
    transparency_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Departure:
    """A parcel that left. `package` is ours to choose and numbers the order's parcels; `shipped_at` is ISO 8601.

    `carrier_code` is a name of Amazon's list; a carrier that is not on it is "Other" with its `carrier_name`.
    """

    package: str
    carrier_code: str
    tracking_number: str
    shipped_at: str
    lines: tuple[Packed, ...]
    carrier_name: str = ""
    method: str = ""
    ships_from: str = ""


def confirm_shipment(client: Client, number: str, departure: Departure, *, marketplace_id: str) -> None:
    """Confirm a shipment, or correct one that was confirmed under the same `package`. Raises `ApiTrouble`."""
    body = {"marketplaceId": marketplace_id, "packageDetail": _detail(departure)}
    client.call(CONFIRM_SHIPMENT, path={"orderId": number}, body=body)


def _detail(departure: Departure) -> dict[str, Any]:
    wishes = {
        "carrierName": departure.carrier_name,
        "shippingMethod": departure.method,
        "shipFromSupplySourceId": departure.ships_from,
    }
    return {
        "packageReferenceId": departure.package,
        "carrierCode": departure.carrier_code,
        "trackingNumber": departure.tracking_number,
        "shipDate": departure.shipped_at,
        "orderItems": [_packed(line) for line in departure.lines],
        **{name: value for name, value in wishes.items() if value},
    }


def _packed(line: Packed) -> dict[str, Any]:
    item: dict[str, Any] = {"orderItemId": line.line_id, "quantity": line.quantity}
    return {**item, "transparencyCodes": list(line.transparency_codes)} if line.transparency_codes else item
