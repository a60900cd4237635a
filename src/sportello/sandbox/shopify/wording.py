"""How Shopify writes ids, times and amounts."""

from datetime import datetime
from decimal import Decimal
from typing import Any


def gid(kind: str, number: str) -> str:
    """A global id."""
    return f"gid://shopify/{kind}/{number}"


def stamp(at: datetime | None) -> str | None:
    """A time as Shopify writes it: whole seconds, UTC."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None


def bag(amount: Decimal, currency: str) -> dict[str, Any]:
    """An amount as the shop's and as the buyer's money."""
    money = {"amount": f"{amount.normalize():f}", "currencyCode": currency}
    return {"shopMoney": money, "presentmentMoney": money}
