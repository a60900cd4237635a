"""What series are called, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from sportello.carriers.names import name_of
from sportello.channels.models import Channel
from sportello.desk.understanding.words import topic as topic_name
from sportello.insights.models import SeriesKind
from sportello.insights.spikes.explaining import Key
from sportello.orders.models import Product


def named(keys: Iterable[Key]) -> Mapping[Key, str]:
    """The name of each series. At most two queries, however many there are."""
    wanted = set(keys)
    pairs = [key.partition(":")[2] for kind, key in wanted if kind == SeriesKind.PAIR]
    products = _products([*(key for kind, key in wanted if kind == SeriesKind.PRODUCT), *pairs])
    channels = _channels([key for kind, key in wanted if kind == SeriesKind.CHANNEL])
    return {(kind, key): _name(kind, key, products, channels) for kind, key in wanted}


def _name(kind: str, key: str, products: Mapping[str, str], channels: Mapping[str, str]) -> str:
    first, _colon, second = key.partition(":")
    if kind == SeriesKind.TOPIC:
        return topic_name(key)
    if kind == SeriesKind.PRODUCT:
        return products.get(key) or _("Product %(number)s") % {"number": key}
    if kind == SeriesKind.CHANNEL:
        return channels.get(key) or _("Channel %(number)s") % {"number": key}
    if kind == SeriesKind.LANGUAGE:
        return _language(key)
    if kind == SeriesKind.CARRIER:
        return name_of(key) or key
    if kind == SeriesKind.LANE:
        return _("%(carrier)s in %(country)s") % {"carrier": name_of(first) or first, "country": second.upper()}
    if kind == SeriesKind.PAIR:
        product = products.get(second) or _("Product %(number)s") % {"number": second}
        return _("%(topic)s: %(product)s") % {"topic": topic_name(first), "product": product}
    if kind == SeriesKind.CLUSTER:
        return _("A new subject (no. %(number)s)") % {"number": key}
    return _("All contacts")


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _products(ids: Sequence[str]) -> Mapping[str, str]:
    found = Product.objects.filter(pk__in=_numbers(ids)) if ids else Product.objects.none()
    return {str(pk): title for pk, title in found.values_list("pk", "title")}


def _channels(ids: Sequence[str]) -> Mapping[str, str]:
    found = Channel.objects.filter(pk__in=_numbers(ids)) if ids else Channel.objects.none()
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


def _numbers(ids: Iterable[str]) -> list[int]:
    return [int(one) for one in ids if one.isdigit()]
