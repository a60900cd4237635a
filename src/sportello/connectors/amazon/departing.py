"""Telling Amazon that a parcel of the seller's left. Under the same package number Amazon corrects what it has."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sportello.channels.contract import Account, ApiTrouble, TroubleKind
from sportello.channels.shipping import LeavingParcel

from .client import Client
from .settings import ORDER_NUMBER_FULL
from .shipping import OTHER, Departure, Packed, confirm_shipment
from .sites import marketplace_of

# Our codes to Amazon's names of carriers. Who is not here goes as "Other" with their own name, which Amazon takes too.
CODES: Mapping[str, str] = {
    "brt": "BRT",
    "canada_post": "Canada Post",
    "chronopost": "Chronopost",
    "colissimo": "Colissimo",
    "correos": "Correos",
    "deutsche_post": "Deutsche Post",
    "dhl": "DHL",
    "dpd": "DPD",
    "fedex": "FedEx",
    "gls": "GLS",
    "la_poste": "La Poste",
    "lasership": "Lasership",
    "ontrac": "OnTrac",
    "parcelforce": "Parcelforce",
    "poste_italiane": "Poste Italiane",
    "royal_mail": "Royal Mail",
    "sda": "SDA",
    "seur": "SEUR",
    "tnt": "TNT",
    "ups": "UPS",
    "usps": "USPS",
}


def confirms_shipment(account: Account, parcel: LeavingParcel, *, now: datetime) -> None:
    """See `channels.shipping.ConfirmsShipment`."""
    marketplace = marketplace_of(parcel.site)
    if not marketplace or not ORDER_NUMBER_FULL.fullmatch(parcel.number):
        raise ApiTrouble(TroubleKind.REFUSED, f"{parcel.number} on {parcel.site or 'no site'} is no order of Amazon's")
    with Client(account, now=now) as client:
        confirm_shipment(client, parcel.number, departure_of(parcel), marketplace_id=marketplace)


def departure_of(parcel: LeavingParcel) -> Departure:
    """The parcel in Amazon's words; a moment without its fractions, in UTC."""
    code = CODES.get(parcel.carrier, OTHER)
    return Departure(
        package=parcel.reference,
        carrier_code=code,
        carrier_name=parcel.carrier_name if code == OTHER else "",
        tracking_number=parcel.tracking_number,
        shipped_at=_stamp(parcel.shipped_at),
        lines=tuple(Packed(line, quantity) for line, quantity in parcel.quantities.items()),
    )


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
