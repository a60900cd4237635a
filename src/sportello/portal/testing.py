"""Help centres and their visitors for tests, as the acts of this app leave them."""

from datetime import UTC, datetime
from itertools import count

from django.test import Client

from sportello.business.models import Brand
from sportello.channels.models import Source
from sportello.knowledge.models import Audience
from sportello.orders.models import Order
from sportello.orders.recording import record
from sportello.orders.records import (
    Address,
    BuyerRecord,
    Fulfiller,
    LineRecord,
    OrderRecord,
    OrderState,
    ScanRecord,
    ShipmentRecord,
)
from sportello.portal import founding
from sportello.portal.keeping import KEPT
from sportello.portal.models import HelpCentre, Road, RoadKind

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
_numbers = count(1)


def help_centre(slug: str = "casa-lume", *, held_out: int = 0, is_open: bool = True) -> HelpCentre:
    """Casa Lume's help centre in five languages, with its form as it is founded."""
    KEPT.clear()
    brand, _made = Brand.objects.get_or_create(name="Casa Lume", defaults={"languages": ["it", "en", "de", "fr", "es"]})
    Source.objects.get_or_create(
        name="Casa Lume", defaults={"kind": "mailbox", "address": "desk@casalume.example", "created_at": NOW}
    )
    centre = founding.found(brand=brand, name="Casa Lume", slug=slug, by=None, now=NOW)
    if is_open:
        founding.open_to_buyers(centre, by=None, now=NOW)
    HelpCentre.objects.filter(pk=centre.pk).update(held_out=held_out)
    return HelpCentre.objects.get(pk=centre.pk)


def visitor() -> Client:
    """A browser of a person: it says what it is, and posts only from our own pages."""
    return Client(HTTP_USER_AGENT=PHONE, enforce_csrf_checks=True)


def road(centre: HelpCentre, audience: str = Audience.SHOP, site: str = "") -> Road:
    """A road of this audience."""
    return Road.objects.create(
        centre=centre, kind=RoadKind.INSERT, name="An insert", audience=audience, site=site, created_at=NOW
    )


def order(
    number: str = "#1042",
    *,
    kind: str = "shopify",
    site: str = "",
    email: str = "cleo@posta.example",
    postcode: str = "20121",
    state: str = "in_transit",
    place: str = "Piacenza",
    at: datetime = NOW,
) -> Order:
    """An order with one parcel, of a channel of that kind."""
    from django.apps import apps

    made = next(_numbers)
    account = Source.objects.create(kind="api", connector=kind, name=f"{kind} {made}", created_at=NOW)
    channel = apps.get_model("channels", "Channel")._default_manager.create(
        kind=kind, site=site, name=kind, source=account, account=account, answer_hours=24, round_the_clock=True,
        language="it", created_at=NOW,
    )  # fmt: skip
    parcel = ShipmentRecord(
        external_id="1", carrier="brt", tracking_number="123456789012", state=state, state_at=at, changed_at=at,
        scans=(ScanRecord(at=at, state=state, place=place, words="scan"),),
    )  # fmt: skip
    told = OrderRecord(
        external_id=number, number=number, site=site, placed_at=NOW, changed_at=at, state=OrderState.SHIPPED,
        fulfilled_by=Fulfiller.SELLER, lines=(LineRecord(external_id="1", title="Lampada Luce", quantity=1),),
        shipments=(parcel,),
        buyer=BuyerRecord(name="Cleo Marino", email=email, address=Address(street="Via Roma 1", postcode=postcode)),
    )  # fmt: skip
    return record(told, account_id=account.pk, channel_id=channel.pk, now=at)
