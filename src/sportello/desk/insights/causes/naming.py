"""The names of what lines of causes stand for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.carriers.names import name_of
from sportello.desk.insights.naming import countries
from sportello.desk.understanding.words import topic as topic_name
from sportello.insights.models import Dimension
from sportello.knowledge.models import Edition
from sportello.orders.models import Product
from sportello.replies.models import MacroEdition

from . import words

type Place = tuple[str, str]


class Placed(Protocol):
    """A line, or something that was done about one."""

    dimension: str
    key: str


def names(lines: Iterable[Placed]) -> Mapping[Place, str]:
    """What each value is called, by dimension and key. At most four queries, however many lines."""
    places = {(line.dimension, line.key) for line in lines}
    known = {
        Dimension.AGENT: _agents(_ids(places, Dimension.AGENT)),
        Dimension.PRODUCT: _products(_ids(places, Dimension.PRODUCT)),
        Dimension.MACRO: _macros(_ids(places, Dimension.MACRO)),
        Dimension.ARTICLE: _articles(_ids(places, Dimension.ARTICLE)),
    }
    return {(dimension, key): _name(dimension, key, known) for dimension, key in places}


def _name(dimension: str, key: str, known: Mapping[Dimension, Mapping[int, str]]) -> str:
    if dimension in known:
        found = known[Dimension(dimension)].get(int(key)) if key.isdigit() else None
        return found or _("No. %(number)s, which is gone") % {"number": key}
    if dimension == Dimension.MISSING:
        return missing(key)
    if dimension == Dimension.LANE:
        carrier, _colon, country = key.partition(":")
        return _("%(carrier)s in %(country)s") % {"carrier": _carrier(carrier), "country": country.upper()}
    if dimension == Dimension.COUNTRY:
        return countries([key])[key]
    return _carrier(key) if dimension == Dimension.CARRIER else topic_name(key)


def missing(key: str) -> str:
    """The answers that lack data: "Answers on “Refund” without the day of the refund"."""
    topic, _colon, data = key.partition(":")
    said = {"topic": topic_name(topic), "data": words.data(data.split("+"))}
    return _("Answers on “%(topic)s” without %(data)s") % said


def _carrier(code: str) -> str:
    return name_of(code) or code


def _ids(places: Iterable[Place], dimension: Dimension) -> Sequence[int]:
    return [int(key) for of, key in places if of == dimension and key.isdigit()]


def _agents(ids: Sequence[int]) -> Mapping[int, str]:
    return dict(Agent.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _products(ids: Sequence[int]) -> Mapping[int, str]:
    return dict(Product.objects.filter(pk__in=ids).values_list("pk", "title")) if ids else {}


def _macros(ids: Sequence[int]) -> Mapping[int, str]:
    found = MacroEdition.objects.filter(pk__in=ids) if ids else MacroEdition.objects.none()
    return {row.pk: f"{row.title} ({row.language.upper()}, {row.get_audience_display()})" for row in found}


def _articles(ids: Sequence[int]) -> Mapping[int, str]:
    found = Edition.objects.filter(pk__in=ids).select_related("article", "published") if ids else Edition.objects.none()
    return {
        row.pk: f"{row.published.title if row.published else row.article.slug} ({row.language.upper()})"
        for row in found
    }
