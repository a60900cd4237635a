"""Founding a help centre: its channel, its form as most shops need it; opening and closing it to buyers."""

from datetime import datetime

from django.db import IntegrityError, transaction

from sportello.accounts import audit
from sportello.accounts.models import Agent
from sportello.business.models import Brand
from sportello.channels.clock import default_clock
from sportello.channels.inbound import ChannelKind
from sportello.channels.models import Channel, Source, SourceKind
from sportello.core import events
from sportello.reading.vocabulary import CATEGORIES

from .models import Asked, FormChoice, HelpCentre, LiveAnswer

PARCEL_TOPICS = frozenset({"where_is_my_order", "tracking_stuck", "delivered_not_received"})
REFUND_TOPICS = frozenset({"refund_status", "partial_refund"})
WITHOUT_ORDER = frozenset({"product_question", "price_or_discount", "other"})
WITH_PHOTO = frozenset({"damaged_or_defective", "wrong_or_missing_item", "warranty", "assembly", "return_request"})
WITH_PRODUCT = frozenset({"product_question", "assembly"})


class NameTaken(ValueError):
    """Another help centre has this short name."""


@transaction.atomic
def found(*, brand: Brand, name: str, slug: str, by: Agent | None, now: datetime) -> HelpCentre:
    """A new help centre, closed as yet, with a channel for its form and a tree of choices. Raises `NameTaken`.

    Answers leave by the mailbox of the brand's mail channel, when it has exactly one; else the owner chooses it.
    """
    centre = HelpCentre(brand=brand, name=name, slug=slug, created_at=now, changed_at=now)
    try:
        with transaction.atomic():
            centre.save(force_insert=True)
    except IntegrityError as taken:
        raise NameTaken(slug) from taken
    centre.channel = _channel(centre, now)
    centre.save(update_fields=["channel"])
    _plant(centre)
    _note("founded", centre, by, now)
    return centre


@transaction.atomic
def open_to_buyers(centre: HelpCentre, *, by: Agent | None, now: datetime) -> None:
    """Let buyers in; opening an open one changes nothing."""
    if HelpCentre.objects.filter(pk=centre.pk, opened_at=None).update(opened_at=now, changed_at=now):
        _note("opened", centre, by, now)


@transaction.atomic
def close_to_buyers(centre: HelpCentre, *, by: Agent, now: datetime) -> None:
    """Let nobody in any more; what was sent by its form stays where it is."""
    if HelpCentre.objects.open().filter(pk=centre.pk).update(opened_at=None, changed_at=now):
        _note("closed", centre, by, now)


@transaction.atomic
def changed(centre: HelpCentre, *, what: str, by: Agent, now: datetime) -> None:
    """Note that something its pages are made of was changed: `what` is "look", "texts", "links" or "form"."""
    HelpCentre.objects.filter(pk=centre.pk).update(changed_at=now)
    _note(f"{what}_changed", centre, by, now)


def mailbox_of(brand: Brand) -> Source | None:
    """The mailbox by which answers of a brand leave, when there is no doubt: its own only one, else the only one."""
    mailboxes = Source.objects.filter(kind=SourceKind.MAILBOX)
    for among in (mailboxes.filter(channels__kind=ChannelKind.EMAIL, channels__brand=brand).distinct(), mailboxes):
        first_two = list(among.order_by("pk")[:2])
        if len(first_two) == 1:
            return first_two[0]
    return None


def _channel(centre: HelpCentre, now: datetime) -> Channel:
    hours, round_the_clock = default_clock(ChannelKind.FORM)
    source = Source.objects.create(kind=SourceKind.FORM, name=f"{centre.slug} (form)", created_at=now)
    return Channel.objects.create(
        kind=ChannelKind.FORM, name=centre.name, source=source, brand=centre.brand, calendar=centre.calendar,
        sends_through=mailbox_of(centre.brand), answer_hours=hours, round_the_clock=round_the_clock,
        language=centre.languages[0], created_at=now,
    )  # fmt: skip


def _plant(centre: HelpCentre) -> None:
    """The three categories with their topics; what is looked up first, and what is asked, as topics need it."""
    for number, (category, topics) in enumerate(CATEGORIES.items()):
        above = FormChoice.objects.create(centre=centre, category=category, position=number)
        FormChoice.objects.bulk_create(_choice(centre, above, topic, position) for position, topic in enumerate(topics))


def _choice(centre: HelpCentre, above: FormChoice, topic: str, position: int) -> FormChoice:
    asks = [
        *([] if topic in WITHOUT_ORDER else [Asked.ORDER.value]),
        *([Asked.PRODUCT.value] if topic in WITH_PRODUCT else []),
        *([Asked.FILES.value] if topic in WITH_PHOTO else []),
    ]
    live = LiveAnswer.PARCEL if topic in PARCEL_TOPICS else LiveAnswer.REFUND if topic in REFUND_TOPICS else ""
    return FormChoice(centre=centre, parent=above, position=position, topic=topic, asks=asks, live=live)


def _note(what: str, centre: HelpCentre, by: Agent | None, now: datetime) -> None:
    subject = ("help_centre", centre.pk)
    events.record(kind=f"help_centre.{what}", now=now, subject=subject, actor=by.pk if by else None)
    audit.note(act=f"help_centre.{what}", now=now, agent=by, subject=subject)
