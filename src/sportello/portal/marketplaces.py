"""Where a marketplace's buyers see their orders, at the marketplace itself."""

from collections.abc import Mapping
from urllib.parse import quote

from sportello.channels.inbound import ChannelKind
from sportello.channels.registry import connector_named

NAMES: Mapping[str, str] = {"amazon": "Amazon", "ebay": "eBay", "walmart": "Walmart"}
ORDER_LISTS: Mapping[str, str] = {
    "amazon": "https://www.{site}/gp/css/order-history",
    "ebay": "https://www.{site}/mye/myebay/purchase",
    "walmart": "https://www.walmart.com/orders",
}
"""The page that the marketplaces call Your Orders, Purchases, Purchase History."""
_ENDINGS: Mapping[str, str] = {"it": "it", "de": "de", "fr": "fr", "es": "es", "en": "com"}


def is_marketplace(audience: str) -> bool:
    """Whether an audience buys where the marketplace alone may show returns and contact."""
    return audience in NAMES


def site_for(audience: str, site: str, language: str) -> str:
    """The marketplace's site: the one that is known, else the one of this language; "" for the seller's own shop."""
    return site or (f"{audience}.{_ENDINGS.get(language, 'com')}" if audience in NAMES else "")


def order_list(audience: str, site: str) -> str:
    """The page with all orders of a buyer at the marketplace; "" elsewhere."""
    return ORDER_LISTS[audience].replace("{site}", quote(site, safe=".")) if audience in ORDER_LISTS else ""


def order_page(audience: str, site: str, number: str) -> str:
    """The buyer's page of one order at the marketplace, where it has an address, else the page of all; "" elsewhere."""
    connector = connector_named(ChannelKind(audience)) if audience in NAMES else None
    address = connector.acts_at_marketplace.get("buyer_tracking", "") if connector else ""
    if not address.startswith("https://"):
        return order_list(audience, site)
    return address.replace("{site}", quote(site, safe=".")).replace("{number}", quote(number, safe=""))
