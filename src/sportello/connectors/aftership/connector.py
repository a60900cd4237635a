"""What the AfterShip connector offers: where parcels are, for those who have a key there."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from sportello.channels.contract import (
    Account,
    ConnectForm,
    Connector,
    Field,
    Pace,
    ParcelToFollow,
    ServiceKind,
    Standing,
)
from sportello.orders.records import ShipmentRecord

from . import fetching
from .client import ADDRESS

FORM = ConnectForm(
    fields=(Field("key", gettext_noop("API key"), secret=True, help=gettext_noop("It begins with asat_.")),),
    steps=(
        gettext_noop("Sign in to AfterShip and open Tracking, then Settings, API keys."),
        gettext_noop("Make a key that may read and write trackings, and copy it."),
        gettext_noop("Paste it here. Every parcel that is followed counts on your AfterShip plan."),
    ),
    help_url="https://www.aftership.com/docs/tracking/quickstart/authentication",
)


def check(account: Account, *, now: datetime) -> Standing:
    """Ask one question that changes nothing. Raises `ApiTrouble`."""
    fetching.check(key=account.secrets.get("key", ""), base_url=account.setting("base_url", ADDRESS), now=now)
    return Standing()


def follow_parcel(account: Account, parcel: ParcelToFollow, *, now: datetime) -> ShipmentRecord | None:
    """Where a parcel is; None while AfterShip has only begun to follow it. Raises `ApiTrouble`."""
    followed = fetching.fetch(
        parcel.number,
        parcel.carrier,
        key=account.secrets.get("key", ""),
        base_url=account.setting("base_url", ADDRESS),
        now=now,
    )
    if followed.is_new and not followed.scans:
        return None
    # The marketplace's own time stays: what it says later must not be taken for older than what we ask for meanwhile.
    return followed.as_shipment(parcel.external_id, changed_at=parcel.changed_at, line_ids=parcel.line_ids)


CONNECTOR = Connector(
    kind=ServiceKind.AFTERSHIP,
    name="AfterShip",
    audience=None,
    form=FORM,
    pace=Pace(
        orders_every=timedelta(hours=12), orders_every_when_pushed=timedelta(hours=12), back_fill=timedelta(days=1)
    ),
    check=check,
    follow_parcel=follow_parcel,
)
