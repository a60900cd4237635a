"""What a source says about an order: plain values that every connector makes and `orders.recording` keeps. Pure.

A part that a call did not speak of is None ("not told"); an empty tuple means that there is none. Times are aware.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Fulfiller(StrEnum):
    """Who packs and ships: the marketplace (FBA, WFS) or the seller (FBM)."""

    MARKETPLACE = "marketplace"
    SELLER = "seller"


class OrderState(StrEnum):
    """Where an order stands, in one vocabulary for all channels."""

    PENDING = "pending"
    UNSHIPPED = "unshipped"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class ReturnState(StrEnum):
    """Where a return stands."""

    REQUESTED = "requested"
    AUTHORISED = "authorised"
    UNDER_WAY = "under_way"
    RECEIVED = "received"
    REFUNDED = "refunded"
    CLOSED = "closed"
    REFUSED = "refused"


class ClaimKind(StrEnum):
    """What a buyer opened with the marketplace or the bank."""

    A_TO_Z = "a_to_z"
    INQUIRY = "inquiry"
    CASE = "case"
    DISPUTE = "dispute"
    FEEDBACK = "feedback"


class ClaimState(StrEnum):
    """Where a claim stands: whose turn it is, or how it ended."""

    OPEN = "open"
    WAITING_FOR_SELLER = "waiting_for_seller"
    WAITING_FOR_BUYER = "waiting_for_buyer"
    ESCALATED = "escalated"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency's own units and its ISO 4217 code. A code we do not know is kept as it is."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as the source gives it; `country` is ISO 3166-1 alpha-2."""

    name: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class BuyerRecord:
    """Who bought, as far as the source says. `buyer_id` is the marketplace's own, `relay` an address through it."""

    name: str = ""
    email: str = ""
    relay: str = ""
    phone: str = ""
    buyer_id: str = ""
    user_name: str = ""
    language: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class LineRecord:
    """One line: `codes` are the product's ids by kind ("asin", "ebay_item", "walmart_item", "shopify_variant")."""

    external_id: str
    title: str
    quantity: int
    sku: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    unit_price: Money | None = None


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """One scan of a parcel; `state` is one of the ten words of `carriers`."""

    at: datetime
    state: str
    place: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ShipmentRecord:
    """One parcel; `carrier` is our code where we know it, `carrier_name` what the source calls it."""

    external_id: str
    changed_at: datetime
    carrier: str = ""
    carrier_name: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    state: str = "unknown"
    state_at: datetime | None = None
    shipped_at: datetime | None = None
    due_at: datetime | None = None
    line_ids: tuple[str, ...] = ()
    scans: tuple[ScanRecord, ...] | None = None


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """Money given back; `money` is None when a mail told of it without the amount."""

    external_id: str
    at: datetime
    money: Money | None
    reason: str = ""
    line_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnRecord:
    """A return, from the buyer's request on; `answer_by` is when the marketplace steps in."""

    external_id: str
    state: ReturnState
    requested_at: datetime
    changed_at: datetime
    reason: str = ""
    words: str = ""
    tracking_number: str = ""
    carrier: str = ""
    answer_by: datetime | None = None
    line_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim, inquiry, case, dispute or feedback; `answer_by` is when it is lost without a word of ours."""

    external_id: str
    kind: ClaimKind
    state: ClaimState
    opened_at: datetime
    changed_at: datetime
    reason: str = ""
    money: Money | None = None
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """One order as a source tells it at `changed_at` by the source's own clock.

    `external_id` is the source's key, `number` what the buyer is shown and quotes; `site` is the marketplace site such
    as "amazon.it" ("" where a channel has none). `page_url` is the order's page at the marketplace, for the seller.
    `payload` is the source's own document, kept as it came.
    """

    external_id: str
    number: str
    site: str
    placed_at: datetime
    changed_at: datetime
    state: OrderState
    fulfilled_by: Fulfiller
    lines: tuple[LineRecord, ...]
    total: Money | None = None
    buyer: BuyerRecord = BuyerRecord()
    shipments: tuple[ShipmentRecord, ...] | None = None
    refunds: tuple[RefundRecord, ...] | None = None
    returns: tuple[ReturnRecord, ...] | None = None
    claims: tuple[ClaimRecord, ...] | None = None
    cancel_wanted_at: datetime | None = None
    ship_by: datetime | None = None
    deliver_from: datetime | None = None
    deliver_by: datetime | None = None
    page_url: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AfterSale:
    """News of an order that does not bring the order itself: what a mail, a returns call or a report said.

    Recorded to the order of `number` on the account; kept waiting while that order is unknown, and fetched.
    """

    number: str
    site: str
    refunds: tuple[RefundRecord, ...] = ()
    returns: tuple[ReturnRecord, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()
    shipments: tuple[ShipmentRecord, ...] = ()
