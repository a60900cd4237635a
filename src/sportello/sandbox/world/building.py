"""One order out of what was decided about it: prices, currency, who fulfils it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.products import PRODUCTS
from sportello.sandbox.shop.sites import Site

from .buyers import Buyer
from .orders import Kind, Line, WorldOrder

SHOP_DOMAIN = "casa-lume.myshopify.com"
FULFILLED_BY_MARKETPLACE = {"amazon": 60, "walmart": 30}  # percent
KINDS_OF: dict[str, Kind] = {"amazon": "amazon", "ebay": "ebay", "walmart": "walmart", "shopify": "shopify"}
RATES = {"EUR": Decimal(1), "GBP": Decimal("0.87"), "USD": Decimal("1.10")}
CENT = Decimal("0.01")


def currency_of(site: Site) -> str:
    """The currency in which a site sells."""
    if site.kind == "walmart":
        return "USD"
    return "GBP" if site.name.endswith("co.uk") else "EUR"


def build_order(
    site: Site, number: str, buyer: Buyer, wanted: dict[str, int], placed_at: datetime, dice: Dice, story: str = ""
) -> WorldOrder:
    """The order as it is when it is placed; `wanted` says how many of which product."""
    currency = currency_of(site)
    lines = tuple(
        _line(site, product, quantity, currency, dice, place)
        for place, (product, quantity) in enumerate(wanted.items())
    )
    by_marketplace = dice.chance(FULFILLED_BY_MARKETPLACE.get(site.kind, 0))
    fulfilled_by: Literal["marketplace", "seller"] = "marketplace" if by_marketplace else "seller"
    return WorldOrder(
        kind=KINDS_OF[site.kind],
        site=_site_name(site),
        id=_id(site, number, dice),
        number=number,
        placed_at=placed_at,
        changed_at=placed_at,
        buyer=buyer,
        lines=lines,
        shipping=Decimal(0) if by_marketplace or dice.chance(50) else Decimal("4.90"),
        currency=currency,
        fulfilled_by=fulfilled_by,
        state="pending" if site.kind == "amazon" else "unshipped",
        ship_by=placed_at + timedelta(days=2),
        deliver_by=placed_at + timedelta(days=7),
        story=story,
    )


def _site_name(site: Site) -> str:
    return {"walmart": "walmart.com", "shopify": SHOP_DOMAIN}.get(site.kind, site.name)


def _id(site: Site, number: str, dice: Dice) -> str:
    if site.kind == "walmart":
        return f"10{dice.digits(11)}"
    return f"6{dice.digits(12)}" if site.kind == "shopify" else number


def _line(site: Site, product: str, quantity: int, currency: str, dice: Dice, place: int) -> Line:
    sold = PRODUCTS[product]
    return Line(
        id=str(place + 1) if site.kind == "walmart" else dice.digits(14),
        product=product,
        sku=sold.sku,
        asin=sold.asin,
        ebay_item=sold.ebay_item,
        walmart_item=sold.walmart_item,
        shopify_variant=sold.shopify_variant,
        title=sold.title(site.language),
        quantity=quantity,
        unit_price=(sold.price * RATES[currency]).quantize(CENT),
        currency=currency,
    )
