"""Laying a road from paper, wording it anew, putting it away; and what the rules say of its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.compliance.checks.addresses import addresses
from sportello.compliance.lint import Audience, Context, Kind, Problem, lint
from sportello.core import events
from sportello.knowledge.models import Article
from sportello.orders.models import Product
from sportello.portal.models import HelpCentre, Insert, Road, RoadEnd, RoadKind
from sportello.portal.place import public_url

from .asking import commonest, headline
from .drawing import Printed


@dataclass(frozen=True, slots=True)
class Wording:
    """What an owner says of an insert, and the article it leads to, if any.

    Without a headline the commonest question about the product is taken.
    """

    name: str
    language: str
    headline: str
    words: str
    product: Product | None
    batch: str
    article: Article | None = None


@transaction.atomic
def lay(centre: HelpCentre, *, audience: str, site: str, wording: Wording, by: Agent | None, now: datetime) -> Road:
    """A road with a code of its own, and the insert that carries it. One event."""
    topic = commonest(wording.product, now=now)
    road = Road.objects.create(
        centre=centre, kind=RoadKind.INSERT, name=wording.name, audience=audience, site=site,
        language=wording.language, article=wording.article, created_at=now,
    )  # fmt: skip
    said = wording.headline or headline(topic, language=wording.language)
    Insert.objects.create(
        road=road, headline=said, words=wording.words, product=wording.product, batch=wording.batch, topic=topic
    )
    events.record(
        kind="road.laid",
        now=now,
        subject=("road", road.pk),
        actor=by.pk if by else None,
        data={"centre": centre.pk},
    )
    return road


@transaction.atomic
def reword(road: Road, *, headline: str, words: str, article: Article | None = None, by: Agent, now: datetime) -> None:
    """Other words beside the same code, and where it leads from now on. Cards already printed keep their words."""
    Insert.objects.filter(road=road).update(headline=headline, words=words)
    Road.objects.filter(pk=road.pk).update(article=article)
    events.record(kind="road.reworded", now=now, subject=("road", road.pk), actor=by.pk)


@transaction.atomic
def put_away(road: Road, *, by: Agent, now: datetime) -> None:
    """Take a road from the list; its code goes on leading buyers. Doing it again changes nothing."""
    _end, is_new = RoadEnd.objects.get_or_create(road=road, defaults={"by": by, "at": now})
    if is_new:
        events.record(kind="road.put_away", now=now, subject=("road", road.pk), actor=by.pk)


def short_link(road: Road) -> str:
    """The address that a code holds. Raises `NoBaseUrlError` when nobody said where this installation lives."""
    if road.centre.domain:
        return public_url(road.centre, f"/r/{road.code}")
    return f"{public_url(road.centre).removesuffix(f'/help/{road.centre.slug}')}/r/{road.code}"


def printed(road: Road) -> Printed:
    """What stands on a road's insert."""
    return Printed(road.insert.headline, road.insert.words, short_link(road))


def problems(printed: Printed, *, audience: str, language: str) -> Sequence[Problem]:
    """What the audience's rules say of an insert as it will be printed."""
    host = urlsplit(printed.address).hostname or ""
    context = Context(Audience(audience), Kind.INSERT, language, help_centre_hosts=frozenset({host}))
    return lint(f"{printed.headline}\n{printed.words}\n{printed.address}", context)


def has_address(words: str) -> bool:
    """Whether words hold a page's or a mail address: on an insert the short link stands alone."""
    return bool(addresses(words))
