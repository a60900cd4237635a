"""Which channel a read envelope belongs to; a marketplace site heard for the first time becomes a channel."""

from datetime import datetime

from django.db import IntegrityError, transaction

from .clock import default_clock
from .inbound import ChannelKind, Inbound
from .models import Channel, Source

LANGUAGES = {
    "it": "it", "de": "de", "at": "de", "fr": "fr", "es": "es", "co.uk": "en", "ie": "en", "com": "en", "ca": "en",
    "com.au": "en", "in": "en", "com.mx": "es",
}  # fmt: skip

NAMES = {
    ChannelKind.AMAZON: "Amazon",
    ChannelKind.EBAY: "eBay",
    ChannelKind.SHOPIFY: "Shopify",
    ChannelKind.WALMART: "Walmart",
}


def channel_for(*, source: Source, inbound: Inbound, now: datetime) -> Channel:
    """The channel of this source for the inbound's kind and site, made when it is heard for the first time."""
    kind, site = inbound.channel_kind, _site(source, inbound)
    known = Channel.objects.select_related("calendar", "source").filter(source=source, kind=kind, site=site).first()
    return known or _first_heard(source, kind, site, now)


def language_of(site: str) -> str:
    """The language a marketplace site speaks ("amazon.co.uk" gives "en"), or "" when it cannot be known."""
    _, _, ending = site.partition(".")
    return LANGUAGES.get(ending, "")


def _site(source: Source, inbound: Inbound) -> str:
    if inbound.channel_kind is ChannelKind.EMAIL:
        return source.address.lower()
    return inbound.site


def _first_heard(source: Source, kind: ChannelKind, site: str, now: datetime) -> Channel:
    hours, round_the_clock = default_clock(kind)
    try:
        with transaction.atomic():
            return Channel.objects.create(
                kind=kind,
                site=site,
                name=_name(kind, site, source),
                source=source,
                answer_hours=hours,
                round_the_clock=round_the_clock,
                language=language_of(site),
                created_at=now,
            )
    except IntegrityError:
        return Channel.objects.select_related("calendar", "source").get(source=source, kind=kind, site=site)


def _name(kind: ChannelKind, site: str, source: Source) -> str:
    name = NAMES.get(kind)
    if name and site.lower().startswith(name.lower()):
        return name + site[len(name) :]
    return name or site or source.name
