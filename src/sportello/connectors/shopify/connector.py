"""What the Shopify connector offers. Buyers' messages come and go by mail (`mail.py`): Shopify has no API for them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
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

from .api import Api, handle_in
from .pulling import count_orders, fetch_order, pull_orders
from .shop import Shop, the_shop
from .webhooks import ShopWebhooks

ADMIN = "https://admin.shopify.com/store"
FORM = ConnectForm(
    fields=(
        Field(
            "shop",
            gettext_noop("Shop"),
            help=gettext_noop("The name in the shop's own address, the part before .myshopify.com."),
            pattern=r"(https://)?[A-Za-z0-9][A-Za-z0-9-]*(\.myshopify\.com)?/?",
            placeholder="casa-lume",
        ),
        Field(
            "client_id",
            gettext_noop("Client ID"),
            help=gettext_noop("From the Dev Dashboard: your app, Settings. Leave it empty with an access token."),
            required=False,
        ),
        Field(
            "client_secret",
            gettext_noop("Client secret"),
            help=gettext_noop("Stands beside the client ID; it also proves that pushes come from Shopify."),
            secret=True,
            required=False,
        ),
        Field(
            "access_token",
            gettext_noop("Admin API access token"),
            help=gettext_noop("Only for a custom app made in the shop's admin before 2026; it begins with shpat_."),
            secret=True,
            required=False,
            pattern=r"shp[a-z]{2}_[A-Za-z0-9]+",
        ),
    ),
    steps=(
        gettext_noop("Sign in to the Dev Dashboard (dev.shopify.com) with the account that owns the shop."),
        gettext_noop("Press Create app, start from the Dev Dashboard and give it a name, such as Sportello."),
        gettext_noop(
            "In the app's version, choose the Admin API version 2026-10 and these access scopes: "
            "read_orders, read_all_orders, read_customers, read_products, read_returns, read_shopify_payments_disputes."
        ),
        gettext_noop(
            "Where the app names its compliance webhooks, enter the address for pushes that Sportello shows for this "
            "channel. Then release the version."
        ),
        gettext_noop("On the app's home page press Install app and choose your shop; use one app for each shop."),
        gettext_noop("Open the app's Settings, copy the client ID and the client secret, and paste both here."),
        gettext_noop(
            "A custom app that you made in the shop's admin before 2026 goes on working: paste its Admin API access "
            "token, and its API secret key as the client secret."
        ),
        gettext_noop("Buyers write by mail: connect the mailbox of the shop's sender address as well."),
    ),
    help_url="https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant",
)


def check(account: Account, *, now: datetime) -> Standing:
    """Ask for the shop, its scopes and the number of orders. Raises `ApiTrouble`, also when orders may not be read."""
    with Api(account, now) as api:
        shop = the_shop(api)
        if not shop.may("orders"):
            raise ApiTrouble(TroubleKind.PERMISSION, _("The app may not read orders: grant it read_orders."))
        orders = count_orders(api, "")
    missing = tuple(_missing(shop, has_secret=bool(account.secrets.get("client_secret"))))
    return Standing(orders=orders, account_name=shop.name, sites=(shop.domain,) if shop.domain else (), missing=missing)


def order_url(number: str, *, site: str, config: Mapping[str, Any]) -> str:
    """The order's place in the shop's admin, found by its number: the page itself is known once it was fetched."""
    del site
    return f"{ADMIN}/{handle_in(str(config.get('shop') or ''))}/orders?query={quote(number, safe='')}"


def _missing(shop: Shop, *, has_secret: bool) -> list[str]:
    lacking = {
        "all_orders": _("Orders older than 60 days: grant the app read_all_orders."),
        "customers": _("Who bought: grant the app read_customers."),
        "products": _("Which product a line is: grant the app read_products."),
        "returns": _("Returns: grant the app read_returns."),
        "shopify_payments_disputes": _("Chargebacks: grant the app read_shopify_payments_disputes."),
    }
    words = [said for what, said in lacking.items() if not shop.may(what)]
    return words if has_secret else [*words, _("Pushes: without the app's secret they cannot be told from forgeries.")]


CONNECTOR = Connector(
    kind=ChannelKind.SHOPIFY,
    name="Shopify",
    audience=Audience.SHOP,
    form=FORM,
    pace=Pace(
        orders_every=timedelta(minutes=5),
        orders_every_when_pushed=timedelta(minutes=30),
        back_fill=timedelta(days=1825),
    ),
    check=check,
    pull_orders=pull_orders,
    fetch_order=fetch_order,
    webhooks=ShopWebhooks(),
    order_url=order_url,
    needs_mail=True,
    order_number=r"#?[A-Za-z]{0,6}-?\d{3,10}(?:-?[A-Za-z]{1,6})?",
    acts_at_marketplace={
        "refund": gettext_noop("In the shop's admin, open the order and press Refund."),
        "return": gettext_noop("In the shop's admin, open the order and press Return."),
        "cancel": gettext_noop("In the shop's admin, open the order, then More actions, Cancel order."),
    },
)
