"""The text for confirmations of orders that the seller ships: one sentence, one link to the answer about tracking."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet

from sportello.accounts.links import NoBaseUrlError, base_url
from sportello.accounts.models import Agent
from sportello.business import permitting
from sportello.compliance.lint import Audience, Context, Kind, Problem, lint
from sportello.compliance.publishing import PublishedText
from sportello.core import events
from sportello.knowledge.models import Article
from sportello.portal.models import HelpCentre, Road, RoadKind

from .laying import put_away, short_link

PROVIDER: Final = "portal.confirmations"
TOPIC: Final = "where_is_my_order"
PAGE: Final = "order"
"""Where the code leads while no article about tracking is published: the page on which one follows an order."""

SENTENCES: Final[Mapping[str, str]] = {
    "en": "Where your parcel is now, and what to do if it is late, is explained here: {link}",
    "it": "Dove si trova ora il suo pacco, e che cosa fare se ritarda, è spiegato qui: {link}",
    "de": "Wo Ihr Paket gerade ist und was Sie bei einer Verspätung tun können, steht hier: {link}",
    "fr": "Où se trouve votre colis et que faire en cas de retard, c'est expliqué ici : {link}",
    "es": "Dónde está ahora su paquete y qué hacer si se retrasa se explica aquí: {link}",
}
"""The whole text in each language. It offers nothing, asks for nothing and names no shop."""


def own_hosts() -> frozenset[str]:
    """The hosts at which this installation's help centres are reached by https."""
    domains = HelpCentre.objects.exclude(domain="").values_list("domain", flat=True)
    try:
        address = urlsplit(base_url())
    except NoBaseUrlError:
        return frozenset(domains)
    ours = {address.hostname} if address.scheme == "https" and address.hostname else set()
    return frozenset({*domains, *ours})


@transaction.atomic
def lay(centre: HelpCentre, *, language: str, by: Agent, now: datetime) -> Road:
    """The road of a help centre's confirmations in a language, for Amazon's buyers; laid on the first call. One event.

    It leads to the article about tracking, else to the page on which one follows an order.
    """
    HelpCentre.objects.select_for_update(of=("self",), no_key=True).get(pk=centre.pk)
    known = roads_of(centre).filter(language=language).first()
    if known is not None:
        return known
    found = Article.objects.filter(topic=TOPIC, editions__published__isnull=False).order_by("pk").first()
    made = Road.objects.create(
        centre=centre, kind=RoadKind.CONFIRMATION, name=f"{RoadKind.CONFIRMATION.label} ({language})",
        audience=Audience.AMAZON.value, language=language, article=found, path=PAGE, created_at=now,
    )  # fmt: skip
    events.record(kind="road.laid", now=now, subject=("road", made.pk), actor=by.pk, data={"centre": centre.pk})
    return made


def roads_of(centre: HelpCentre) -> QuerySet[Road]:
    """The roads from a help centre's shipping confirmations, by language."""
    rows = Road.objects.filter(Q(end__isnull=True), centre=centre, kind=RoadKind.CONFIRMATION)
    return rows.select_related("centre", "article").order_by("language", "pk")


def text_of(road: Road) -> str:
    """The sentence for a confirmation. Raises `NoBaseUrlError` when nobody said where this installation lives."""
    return SENTENCES.get(road.language, SENTENCES["en"]).format(link=short_link(road))


def problems(text: str, *, language: str) -> Sequence[Problem]:
    """What Amazon's rules say against a confirmation's text now; not permitted while no owner confirmed it."""
    context = Context(
        audience=Audience.AMAZON,
        kind=Kind.CONFIRMATION,
        language=language,
        confirmations_permitted=permitting.standing() is not None,
        help_centre_hosts=own_hosts(),
    )
    return lint(text, context)


def texts_published(_now: datetime) -> Iterator[PublishedText]:
    """The texts that are shown for copying, for whoever asks again when rules change.

    None while no owner's confirmation stands, or while nobody said where this installation lives: none is shown then.
    Switching one off puts its road away.
    """
    if permitting.standing() is None:
        return
    roads = Road.objects.filter(end__isnull=True, kind=RoadKind.CONFIRMATION).select_related("centre")
    for road in roads.order_by("pk"):
        try:
            text = text_of(road)
        except NoBaseUrlError:
            continue
        yield PublishedText(
            key=str(road.pk),
            kind=Kind.CONFIRMATION,
            audience=Audience.AMAZON,
            language=road.language,
            text=text,
            title=f"{road.centre.name}: {road.get_kind_display()}",
            where=f"/help-centres/{road.centre_id}/confirmations",
            switch_off=_putting_away(road),
            found=sorted({each.rule for each in problems(text, language=road.language) if _counts(each)}),
        )


def _counts(problem: Problem) -> bool:
    return problem.stops or problem.asks_a_lead


def _putting_away(road: Road) -> Callable[[Agent, datetime], None]:
    def putting_away(by: Agent, now: datetime) -> None:
        put_away(road, by=by, now=now)

    return putting_away
