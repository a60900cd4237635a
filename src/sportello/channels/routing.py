"""Which channel a read envelope belongs to; a marketplace site heard for the first time becomes a channel."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from .clock import default_clock
from .inbound import ChannelKind, Inbound
from .models import Channel, Source, SourceKind

# The first half of our advisory locks' keys; the second is a hash of kind and site.
JOINING = 0x53504F43
# Sources by which a marketplace's mails keep coming; an import of old mails is none.
BY_MAIL = (SourceKind.MAILBOX, SourceKind.PIPE, SourceKind.HTTP)

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
    """The channel of this source for the inbound's kind and site, made when it is heard for the first time.

    A marketplace's account and the mailbox it writes to have one channel, whichever is connected first.
    """
    if source.kind == SourceKind.API:
        return channel_of_account(account=source, site=inbound.site, now=now)
    kind, site = inbound.channel_kind, _site(source, inbound)
    return _known(Q(source=source), kind, site) or _of_mailbox(source, kind, site, now)


def channel_of_account(*, account: Source, site: str, now: datetime) -> Channel:
    """The channel that an API account serves on a site, made or joined when it is heard for the first time."""
    kind = ChannelKind(account.connector)
    return _known(Q(account=account), kind, site) or _of_account(account, kind, site, now)


def language_of(site: str) -> str:
    """The language a marketplace site speaks ("amazon.co.uk" gives "en"), or "" when it cannot be known."""
    _, _, ending = site.partition(".")
    return LANGUAGES.get(ending, "")


def _site(source: Source, inbound: Inbound) -> str:
    if inbound.channel_kind is ChannelKind.EMAIL:
        return source.address.lower()
    return inbound.site


def _known(whose: Q, kind: ChannelKind, site: str) -> Channel | None:
    return Channel.objects.select_related("calendar", "source").filter(whose, kind=kind, site=site).first()


@transaction.atomic
def _of_mailbox(source: Source, kind: ChannelKind, site: str, now: datetime) -> Channel:
    """The channel of a mailbox: the one that an account serves already without any mailbox, else a new one."""
    _one_at_a_time(kind, site)
    if known := _known(Q(source=source), kind, site):
        return known
    if source.kind in BY_MAIL and (alone := _only(Q(source__kind=SourceKind.API), kind, site)):
        alone.source = source
        alone.save(update_fields=["source"])
        return alone
    return _first_heard(kind, site, now, source=source)


@transaction.atomic
def _of_account(account: Source, kind: ChannelKind, site: str, now: datetime) -> Channel:
    """The channel of an account: the one that a mailbox has already without any account, else a new one."""
    _one_at_a_time(kind, site)
    if known := _known(Q(account=account), kind, site):
        return known
    if alone := _only(Q(source__kind__in=BY_MAIL, account=None), kind, site):
        alone.account = account
        alone.save(update_fields=["account"])
        return alone
    return _first_heard(kind, site, now, source=account, account=account)


def _one_at_a_time(kind: ChannelKind, site: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [JOINING, f"{kind}:{site}"])


def _only(which: Q, kind: ChannelKind, site: str) -> Channel | None:
    """The one channel that could be meant; of two that could, none is."""
    found = list(Channel.objects.select_related("calendar", "source").filter(which, kind=kind, site=site)[:2])
    return found[0] if len(found) == 1 else None


def _first_heard(
    kind: ChannelKind, site: str, now: datetime, *, source: Source, account: Source | None = None
) -> Channel:
    hours, round_the_clock = default_clock(kind)
    return Channel.objects.create(
        kind=kind,
        site=site,
        name=_name(kind, site, source),
        source=source,
        account=account,
        answer_hours=hours,
        round_the_clock=round_the_clock,
        language=language_of(site),
        created_at=now,
    )


def _name(kind: ChannelKind, site: str, source: Source) -> str:
    name = NAMES.get(kind)
    if name and site.lower().startswith(name.lower()):
        return name + site[len(name) :]
    return name or site or source.name
