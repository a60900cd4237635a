"""What buyers bought, on every channel, and what became of it."""

from .after_sale import Claim, Refund, Return
from .order import Line, Order, OrderQuerySet
from .parcel import Scan, Shipment
from .product import CodeKind, Product, ProductCode
from .waiting import WaitingNews

__all__ = [
    "Claim",
    "CodeKind",
    "Line",
    "Order",
    "OrderQuerySet",
    "Product",
    "ProductCode",
    "Refund",
    "Return",
    "Scan",
    "Shipment",
    "WaitingNews",
]
