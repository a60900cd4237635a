"""What the Walmart connector offers. Buyers' messages come and go by mail (`mail.py`)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop

from sportello.channels.contract import (
    Account,
    ApiTrouble,
    Audience,
    ConnectForm,
    Connector,
    Field,
    Pace,
    Standing,
    TroubleKind,
)
from sportello.channels.inbound import ChannelKind

from .api import Api
from .orders import ORDER_PAGE, SITE
from .pulling import NODES, REACHES_BACK, fetch_order, pull_orders
from .reading_health import reads_health
from .values import part, text

LOOKS_BACK = timedelta(days=30)
FORM = ConnectForm(
    fields=(
        Field(
            "client_id",
            gettext_noop("Client ID"),
            secret=True,
            help=gettext_noop("From the developer portal, under My Account, API keys."),
        ),
        Field("client_secret", gettext_noop("Client secret"), secret=True),
    ),
    steps=(
        gettext_noop("Sign in to Seller Center as an administrator and open Settings, API key management."),
        gettext_noop("Follow the link to the developer portal and sign in with the same account."),
        gettext_noop("Under Production keys, copy the Client ID and the Client Secret."),
        gettext_noop(
            "Paste both here. Orders, returns and insights must be allowed for the key; nothing else is needed."
        ),
        gettext_noop(
            "Buyers write through the mail relay: connect the mailbox that Seller Center names under Customer care."
        ),
    ),
    help_url="https://developer.walmart.com/us-marketplace/docs/get-started",
)


def check(account: Account, *, now: datetime) -> Standing:
    """Read one order and one return, changing nothing. Raises `ApiTrouble`."""
    with Api(account, now) as api:
        orders = sum(_count(api, node, now) for node in NODES)
        missing: tuple[str, ...] = ()
        try:
            api.find("/v3/returns", {"limit": "1"})
        except ApiTrouble as trouble:
            if trouble.kind is not TroubleKind.PERMISSION:
                raise
            missing = (gettext_noop("Returns"),)
    return Standing(orders=orders, may_send=False, sites=(SITE,), missing=missing)


def order_url(number: str, *, site: str, config: Mapping[str, Any]) -> str:
    """The order in Seller Center."""
    del site, config
    return ORDER_PAGE.format(number=number)


def _count(api: Api, node: str, now: datetime) -> int:
    since = (now - LOOKS_BACK).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = api.find("/v3/orders", {"createdStartDate": since, "shipNodeType": node, "limit": "1"})
    return int(text(part(part(found, "list"), "meta"), "totalCount") or 0)


CONNECTOR = Connector(
    kind=ChannelKind.WALMART,
    name="Walmart",
    audience=Audience.WALMART,
    form=FORM,
    pace=Pace(orders_every=timedelta(minutes=5), orders_every_when_pushed=timedelta(minutes=5), back_fill=REACHES_BACK),
    check=check,
    pull_orders=pull_orders,
    fetch_order=fetch_order,
    order_url=order_url,
    reads_health=reads_health,
    needs_mail=True,
    gives_no_buyer=gettext_noop(
        "Walmart ships this order (WFS) and answers buyers about its delivery and return itself."
    ),
    order_number=r"\d{15}",
    acts_at_marketplace={"refund": ORDER_PAGE, "return": "https://seller.walmart.com/returns", "cancel": ORDER_PAGE},
)
