"""One order as it really is; what a marketplace tells about it is the stand-in's business."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sportello.sandbox.shop.sites import MARKETPLACE_IDS

from .buyers import Buyer

Kind = Literal["amazon", "ebay", "walmart", "shopify"]
KINDS: tuple[Kind, ...] = ("amazon", "ebay", "walmart", "shopify")
OrderState = Literal["pending", "unshipped", "shipped", "delivered", "cancelled"]
STATES = (
    "unknown",
    "info_received",
    "in_transit",
    "out_for_delivery",
    "available_for_pickup",
    "attempt_failed",
    "delivered",
    "exception",
    "returning",
    "expired",
)
# Our own code of each carrier, and how the carrier writes its name.
CARRIERS = {
    "brt": "BRT",
    "dhl": "DHL",
    "colissimo": "Colissimo",
    "correos": "Correos",
    "royal_mail": "Royal Mail",
    "ups": "UPS",
    "fedex": "FedEx",
    "usps": "USPS",
    "gls": "GLS",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `id` is unique in the order (digits), `product` the shop's key of it. Prices without shipping."""

    id: str
    product: str
    sku: str
    asin: str
    ebay_item: str
    walmart_item: str
    shopify_variant: str
    title: str
    quantity: int
    unit_price: Decimal
    currency: str

    @property
    def total(self) -> Decimal:
        """Quantity times price."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Scan:
    """What the carrier noted: `state` is one of STATES, `words` are the carrier's in the buyer's language."""

    at: datetime
    state: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel of an order, scans oldest first. A `lost` one is never scanned again."""

    id: str
    carrier: str
    tracking: str
    shipped_at: datetime
    lines: tuple[str, ...]
    scans: tuple[Scan, ...] = ()
    lost: bool = False

    @property
    def state(self) -> str:
        """Where it is now, one of STATES."""
        return self.scans[-1].state if self.scans else "unknown"

    @property
    def carrier_name(self) -> str:
        """As the carrier writes it; a code that we do not know stays as it was given."""
        return CARRIERS.get(self.carrier, self.carrier)

    @property
    def delivered_at(self) -> datetime | None:
        """When it was handed over."""
        return next((scan.at for scan in self.scans if scan.state == "delivered"), None)


@dataclass(frozen=True, slots=True)
class Return:
    """What the buyer sends back. `state`: requested, approved, in_transit, received, closed, refused."""

    id: str
    opened_at: datetime
    changed_at: datetime
    reason: str
    words: str
    state: str
    lines: tuple[str, ...]
    carrier: str = ""
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that went back."""

    id: str
    at: datetime
    amount: Decimal
    currency: str
    reason: str
    return_id: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a buyer asked the marketplace to decide.

    `reason` is not_received or not_as_described; `state` open, won (by the shop) or lost; the shop must answer by
    `respond_by`.
    """

    id: str
    opened_at: datetime
    changed_at: datetime
    reason: str
    state: str
    respond_by: datetime


@dataclass(frozen=True, slots=True)
class WorldOrder:
    """One order.

    `id` is what the marketplace's API calls it (Amazon's and eBay's number, Walmart's purchase order, Shopify's
    numeric id), `number` what the buyer sees (Walmart's customer order, Shopify's "#4180"). `site` is such as
    "amazon.it", "ebay.de", "walmart.com", "casa-lume.myshopify.com". All times UTC; `changed_at` is that of the last
    change. `cancel_wished_at` is when the buyer asked for a cancellation that nobody has decided yet.
    """

    kind: Kind
    site: str
    id: str
    number: str
    placed_at: datetime
    changed_at: datetime
    buyer: Buyer
    lines: tuple[Line, ...]
    shipping: Decimal
    currency: str
    fulfilled_by: Literal["marketplace", "seller"]
    state: OrderState
    ship_by: datetime
    deliver_by: datetime
    cancel_wished_at: datetime | None = None
    cancel_reason: str = ""
    acknowledged_at: datetime | None = None
    parcels: tuple[Parcel, ...] = ()
    returns: tuple[Return, ...] = ()
    refunds: tuple[Refund, ...] = ()
    claims: tuple[Claim, ...] = ()
    story: str = ""
    version: int = 0

    @property
    def total(self) -> Decimal:
        """What the buyer paid, shipping included."""
        return sum((line.total for line in self.lines), self.shipping)

    @property
    def refunded(self) -> Decimal:
        """What went back so far."""
        return sum((refund.amount for refund in self.refunds), Decimal(0))

    @property
    def marketplace_id(self) -> str:
        """Amazon's id of the site. Raises KeyError for an order that is not Amazon's."""
        return MARKETPLACE_IDS[self.site.partition(".")[2]]
