"""Asking a service where the parcels under way are now, each every two hours until it has arrived."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from sportello.carriers.states import ENDED
from sportello.orders.models import Shipment
from sportello.orders.recording import record_news
from sportello.orders.records import AfterSale

from .contract import Account, ApiTrouble, Connector, ParcelToFollow, TroubleKind
from .models import Source
from .pulling import Clock, GoOn, opened

EVERY = timedelta(hours=2)
# A parcel that is still not there then has become somebody's claim; asking costs the owner money.
GIVES_UP_AFTER = timedelta(days=60)
# What the service answers about this one parcel; the next one is another matter.
_ITS_OWN_MATTER = frozenset({TroubleKind.REFUSED, TroubleKind.NOT_FOUND})


def follow_due(source: Source, connector: Connector, *, clock: Clock, go_on: GoOn) -> bool:
    """Ask for every parcel that is due, the one longest not asked for first, until `go_on()` says no.

    Returns whether none is left. Raises `ApiTrouble` for what concerns the account; the parcel at hand is asked for
    again then.
    """
    if connector.follow_parcel is None:
        return True
    account = opened(source)
    for shipment in due(clock()).select_related("order")[:500]:
        _follow(shipment, account, connector, clock())
        if not go_on():
            return False
    return not due(clock()).exists()


def follow_one(source: Source, connector: Connector, shipment_id: int, *, clock: Clock) -> bool:
    """Ask for one parcel out of turn; whether it is one that can be asked for. Raises `ApiTrouble` as `follow_due`."""
    shipment = (
        Shipment.objects.filter(pk=shipment_id, withdrawn=False).exclude(plain="").select_related("order").first()
    )
    if connector.follow_parcel is None or shipment is None:
        return False
    _follow(shipment, opened(source), connector, clock())
    return True


def due(now: datetime) -> QuerySet[Shipment]:
    """The parcels under way that nobody was asked for within the last two hours."""
    known = Shipment.objects.exclude(plain="").exclude(state__in=list(ENDED)).filter(withdrawn=False)
    young = known.filter(Q(shipped_at=None) | Q(shipped_at__gt=now - GIVES_UP_AFTER))
    young = young.filter(order__placed_at__gt=now - 2 * GIVES_UP_AFTER)
    longest = F("followed_at").asc(nulls_first=True)
    return young.filter(Q(followed_at=None) | Q(followed_at__lte=now - EVERY)).order_by(longest, "pk")


def _follow(shipment: Shipment, account: Account, connector: Connector, now: datetime) -> None:
    assert connector.follow_parcel is not None
    parcel = ParcelToFollow(
        number=shipment.tracking_number,
        carrier=shipment.carrier,
        external_id=shipment.external_id,
        changed_at=shipment.changed_at,
        line_ids=tuple(shipment.line_ids),
    )
    try:
        told = connector.follow_parcel(account, parcel, now=now)
    except ApiTrouble as trouble:
        if trouble.kind not in _ITS_OWN_MATTER:
            raise
        told = None
    Shipment.objects.filter(pk=shipment.pk).update(followed_at=now)
    if told is not None:
        order = shipment.order
        record_news(
            AfterSale(number=order.number, site=order.site, shipments=(told,)), now=now, account_id=order.account_id
        )
