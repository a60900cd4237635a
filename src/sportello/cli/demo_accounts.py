"""Casa Lume's accounts at the marketplaces, pointed at where the sandbox's stand-ins listen today."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sportello.channels import connecting
from sportello.channels.models import Source
from sportello.channels.registry import connector_named
from sportello.sandbox.amazon import ACCESS_KEY, SECRET_KEY
from sportello.sandbox.amazon import CLIENT_ID as AMAZON_ID
from sportello.sandbox.amazon import CLIENT_SECRET as AMAZON_SECRET
from sportello.sandbox.amazon import REFRESH_TOKEN as AMAZON_TOKEN
from sportello.sandbox.ebay import state as ebay
from sportello.sandbox.shopify import state as shopify
from sportello.sandbox.walmart import api as walmart

BACK_FILL = timedelta(days=90)
QUEUE = "/amazon/sqs/123456789012/casalume-orders"


def connect_accounts(api: str) -> None:
    """Connect what is not connected yet; `api` is the address below which the stand-ins lie."""
    for kind, values in _values(api).items():
        _connect(kind, f"Casa Lume, {_name(kind)}", {**values, "base_url": f"{api}/{kind}"})


def _connect(kind: str, name: str, values: Mapping[str, str]) -> None:
    connector, now = connector_named(kind), datetime.now(UTC)
    assert connector is not None
    source = Source.objects.filter(name=name, connector=kind).first()
    if source is None:
        source = connecting.connect(
            connector=connector, name=name, values=values, by=None, now=now, back_fill=BACK_FILL
        )
    moving = {key: values[key] for key in ("base_url", "queue_url") if key in values}
    if source.config.items() >= moving.items():
        return
    source.config |= moving
    source.next_try_at, source.failing_since, source.throttled_until, source.last_error = now, None, None, ""
    source.save(update_fields=["config", "next_try_at", "failing_since", "throttled_until", "last_error"])
    connecting.sync_now(source, now=now)


def _name(kind: str) -> str:
    connector = connector_named(kind)
    return connector.name if connector else kind


def _values(api: str) -> dict[str, dict[str, str]]:
    """What Casa Lume's owner types into each form."""
    return {
        "amazon": {
            "region": "eu",
            "client_id": AMAZON_ID,
            "client_secret": AMAZON_SECRET,
            "refresh_token": AMAZON_TOKEN,
            "queue_url": api + QUEUE,
            "aws_access_key_id": ACCESS_KEY,
            "aws_secret_access_key": SECRET_KEY,
        },
        "ebay": {
            "user_name": ebay.SELLER,
            "site": "ebay.it",
            "client_id": ebay.CLIENT_ID,
            "client_secret": ebay.CLIENT_SECRET,
            "refresh_token": ebay.REFRESH_TOKEN,
        },
        "walmart": {"client_id": walmart.CLIENT_ID, "client_secret": walmart.CLIENT_SECRET},
        "shopify": {
            "shop": "casa-lume",
            "client_id": shopify.CLIENT_ID,
            "client_secret": shopify.CLIENT_SECRET,
        },
    }
