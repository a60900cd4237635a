"""What the eBay connector offers."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sportello.channels.contract import (
    Account,
    ApiTrouble,
    Audience,
    Connector,
    Pace,
    Standing,
    TroubleKind,
)
from sportello.channels.inbound import ChannelKind

from .aftersales import DISPUTES, RETURNS, Listing
from .api import FULFILLMENT, MESSAGE, Api
from .form import FORM
from .health import ANALYTICS
from .messages import FROM_MEMBERS, pull_messages
from .pulling import ORDER_NUMBER, REACHES_BACK, fetch_order, pull_orders
from .reading import reads
from .reading_health import reads_health
from .sellers import seller_of
from .sending import sends
from .sites import HOME, order_page
from .values import Document, count, written
from .webhooks import WEBHOOKS

LOOKS_BACK = timedelta(days=30)


def check(account: Account, *, now: datetime) -> Standing:
    """Read one of each that the desk reads; nothing is changed. Raises `ApiTrouble`."""
    since = f"creationdate:[{written(now - LOOKS_BACK)}..]"
    with Api(account, now) as api:
        orders = api.get(f"{FULFILLMENT}/order", {"filter": since, "limit": "1"})
        talks = _if_allowed(lambda: api.get(f"{MESSAGE}/conversation", _one_conversation()))
        missing = [
            name
            for name, listing in (("Returns", RETURNS), ("Payment disputes", DISPUTES))
            if _if_allowed(lambda listing=listing: _one(api, listing, now)) is None  # type: ignore[misc]
        ]
        if _if_allowed(lambda: api.get(f"{ANALYTICS}/seller_standards_profile")) is None:
            missing.append("Seller standards")
        seller = seller_of(api, account)
    return Standing(
        orders=count(orders, "total"),
        messages=count(talks, "total") if talks is not None else None,
        may_send=talks is not None,
        account_name=next(iter(seller.names), ""),
        sites=(account.setting("site", HOME),),
        missing=(*(["Messages"] if talks is None else []), *missing),
    )


def order_url(number: str, *, site: str, config: Mapping[str, Any]) -> str:
    """The order in Seller Hub of its site, of the account's own when it has none."""
    return order_page(number, site or str(config.get("site") or ""))


def _one_conversation() -> dict[str, str]:
    return {"conversation_type": FROM_MEMBERS, "limit": "1", "offset": "0"}


def _one(api: Api, listing: Listing, now: datetime) -> Document:
    window = {listing.begins: written(now - LOOKS_BACK), listing.ends: written(now)}
    return listing.ask(api, listing.path, {**window, "limit": "1", "offset": "0"})


def _if_allowed(ask: Callable[[], Document]) -> Document | None:
    """The answer, or None where the seller's consent does not cover it."""
    try:
        return ask()
    except ApiTrouble as trouble:
        if trouble.kind is not TroubleKind.PERMISSION:
            raise
        return None


CONNECTOR = Connector(
    kind=ChannelKind.EBAY,
    name="eBay",
    audience=Audience.EBAY,
    form=FORM,
    pace=Pace(
        orders_every=timedelta(minutes=5),
        orders_every_when_pushed=timedelta(minutes=30),
        back_fill=REACHES_BACK,
        messages_every=timedelta(minutes=2),
        secret_lives=timedelta(days=540),
    ),
    check=check,
    pull_orders=pull_orders,
    fetch_order=fetch_order,
    pull_messages=pull_messages,
    reads=reads,
    sends=sends,
    webhooks=WEBHOOKS,
    reads_health=reads_health,
    order_url=order_url,
    order_number=ORDER_NUMBER,
    gives_no_buyer="eBay or its partner ships this order and tells neither the delivery address nor the parcel.",
    acts_at_marketplace={
        "refund": order_page("{number}", HOME),
        "return": "https://www.ebay.com/sh/ord/return",
        "cancel": order_page("{number}", HOME),
    },
)
