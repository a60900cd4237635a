"""What an edition's places are filled with: policy facts and the brand's name."""

from datetime import date

from django.db.models import Q

from sportello.business.models import Brand
from sportello.business.policy.known import policy_variables
from sportello.channels.inbound import ChannelKind
from sportello.channels.models import Channel

from .models import Article, Audience

BRAND, POLICY = "brand.name", "policy."
"""The places a text may have, besides those still to be filled."""

_KINDS = {
    Audience.AMAZON: [ChannelKind.AMAZON],
    Audience.EBAY: [ChannelKind.EBAY],
    Audience.WALMART: [ChannelKind.WALMART],
    Audience.SHOP: [ChannelKind.SHOPIFY, ChannelKind.EMAIL, ChannelKind.FORM],
}
# Where most readers of a language live: its facts hold when nobody knows the reader's country.
_HOME = {"it": "IT", "de": "DE", "fr": "FR", "es": "ES"}


def brand_of(article: Article) -> Brand | None:
    """The brand with whose name an article is tried out: its first one, of an article of all brands the house's first.

    Brands differ by name, not by policy. None where the house has no brand yet.
    """
    return article.brands.order_by("pk").first() or Brand.objects.order_by("pk").first()


def values_for(
    *, audience: str, language: str, brand: Brand | None, on_day: date, channel: int | None = None, country: str = ""
) -> dict[str, str]:
    """The values of all places of an edition's text for these readers on a day.

    `channel` is where the reader bought, when that is known; else the only channel of this audience (in that
    language), if there is only one. `country` is the reader's (ISO 3166), else the home of the language.
    """
    channel = channel if channel is not None else _only_channel(audience, language, brand)
    facts = policy_variables(channel=channel, country=country or home_of(language), language=language, on_day=on_day)
    named = {BRAND: brand.name} if brand else {}
    return named | {POLICY + key: words for key, words in facts.items()}


def home_of(language: str) -> str:
    """The country (ISO 3166) where most readers of a language live; "" for one that is at home in many."""
    return _HOME.get(language, "")


def _only_channel(audience: str, language: str, brand: Brand | None) -> int | None:
    if audience == Audience.ANY:
        return None
    channels = Channel.objects.filter(kind__in=_KINDS[Audience(audience)])
    if brand is not None:
        channels = channels.filter(Q(brand=brand) | Q(brand=None))
    known = dict(channels.values_list("pk", "language"))
    spoken = [pk for pk, spoken in known.items() if spoken[:2] == language]
    if len(spoken) == 1:
        return spoken[0]
    return next(iter(known)) if len(known) == 1 else None
