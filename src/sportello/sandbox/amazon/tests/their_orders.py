"""The orders that Amazon's examples speak of, as orders of the sandbox's world."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sportello.sandbox.amazon.sites import MARKETPLACES
from sportello.sandbox.world import Birth, Line, Parcel, Scan, World, WorldOrder
from sportello.sandbox.world.buyers import buyer

STATES: dict[str, Any] = {"UNSHIPPED": "unshipped", "SHIPPED": "shipped"}


def place_order(world: World, told: dict[str, Any]) -> None:
    """Let an order of an example exist."""
    placed_at = datetime.fromisoformat(told["createdTime"])
    market, fulfillment = MARKETPLACES[told["salesChannel"]["marketplaceId"]], told["fulfillment"]
    by_amazon = fulfillment["fulfilledBy"] == "AMAZON"
    order = WorldOrder(
        kind="amazon",
        site=market.site,
        id=told["orderId"],
        number=told["orderId"],
        placed_at=placed_at,
        changed_at=datetime.fromisoformat(told["lastUpdatedTime"]),
        buyer=buyer(1, "Cleo Sandoval", "en"),
        lines=tuple(_line(item, market.currency) for item in told["orderItems"]),
        shipping=Decimal(0),
        currency=market.currency,
        fulfilled_by="marketplace" if by_amazon else "seller",
        state=STATES[fulfillment["fulfillmentStatus"]],
        ship_by=placed_at + timedelta(days=2),
        deliver_by=placed_at + timedelta(days=6),
    )
    world.place(Birth(_with_parcel(order) if order.state == "shipped" else order, ()))


def place_message_order(world: World, number: str) -> None:
    """Let the order of the messaging examples exist: sent to America ten days ago, and delivered."""
    placed_at = world.now() - timedelta(days=14)
    told = {
        "orderId": number,
        "createdTime": placed_at.isoformat(),
        "lastUpdatedTime": placed_at.isoformat(),
        "salesChannel": {"marketplaceId": "ATVPDKIKX0DER"},
        "fulfillment": {"fulfilledBy": "MERCHANT", "fulfillmentStatus": "SHIPPED"},
        "orderItems": [{"orderItemId": "1", "quantityOrdered": 1, "product": {"asin": "B0CLUM1037", "title": "Luce"}}],
    }
    place_order(world, told)


def _line(item: dict[str, Any], currency: str) -> Line:
    product = item["product"]
    price = product.get("price", {}).get("unitPrice", {}).get("amount", "10")
    sku, asin, title = product.get("sellerSku", "SKU"), product.get("asin", ""), product.get("title", "")
    count = item["quantityOrdered"]
    return Line(item["orderItemId"], "luce", sku, asin, "", "", "", title, count, Decimal(price), currency)


def _with_parcel(order: WorldOrder) -> WorldOrder:
    at = order.placed_at + timedelta(days=1)
    lines = tuple(line.id for line in order.lines)
    scans = (Scan(at, "info_received", "", ""), Scan(at, "out_for_delivery", "", ""))
    return replace(order, parcels=(Parcel(f"{order.id}-1", "dhl", f"N{order.id}", at, lines, scans),))
