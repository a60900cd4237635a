"""What the keys of breakdowns are called."""

from collections.abc import Callable, Collection, Mapping

from babel import Locale
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, pgettext_lazy
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.carriers.names import name_of
from sportello.channels.models import Channel
from sportello.desk.channels import KINDS
from sportello.desk.understanding.words import CATEGORY_NAMES, RISKS, TOPICS
from sportello.inbox.models import RepeatReason
from sportello.insights.measures.kinds import By
from sportello.orders.models import Product
from sportello.orders.models.order import FulfilledBy
from sportello.portal.models import Outcome

BYS: Mapping[By, str | Promise] = {
    By.CHANNEL: pgettext_lazy("breakdown", "Channel"),
    By.MARKETPLACE: pgettext_lazy("breakdown", "Marketplace"),
    By.TOPIC: pgettext_lazy("breakdown", "Topic"),
    By.CATEGORY: pgettext_lazy("breakdown", "Category"),
    By.RISK: pgettext_lazy("breakdown", "Risk"),
    By.LANGUAGE: pgettext_lazy("breakdown", "Language"),
    By.COMPLEXITY: pgettext_lazy("breakdown", "Complexity"),
    By.PRODUCT: pgettext_lazy("breakdown", "Product"),
    By.CARRIER: pgettext_lazy("breakdown", "Carrier"),
    By.COUNTRY: pgettext_lazy("breakdown", "Country"),
    By.FULFILLED_BY: pgettext_lazy("breakdown", "Shipped by"),
    By.AGENT: pgettext_lazy("breakdown", "Agent"),
    By.REASON: pgettext_lazy("breakdown", "Reason"),
    By.OUTCOME: pgettext_lazy("breakdown", "Outcome"),
}

HARDNESS: Mapping[str, str | Promise] = {
    "low": pgettext_lazy("complexity", "simple"),
    "high": pgettext_lazy("complexity", "complex"),
}
NONE: Mapping[str, str | Promise] = {"none": pgettext_lazy("risk", "none")}


def names(by: By, keys: Collection[str]) -> Mapping[str, str]:
    """What each key of a breakdown is called; one that is gone says so. At most one query."""
    known = LOADED[by](keys) if by in LOADED else {key: str(WORDS[by].get(key, key)) for key in keys if by in WORDS}
    return {key: known.get(key) or _unknown(by, key) for key in keys}


def _unknown(by: By, key: str) -> str:
    return _("No. %(number)s, which is gone") % {"number": key} if by in LOADED and key.isdigit() else key


def _channels(keys: Collection[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in Channel.objects.filter(pk__in=_ids(keys)).values_list("pk", "name")}


def _agents(keys: Collection[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in Agent.objects.filter(pk__in=_ids(keys)).values_list("pk", "name")}


def _products(keys: Collection[str]) -> Mapping[str, str]:
    return {str(pk): title for pk, title in Product.objects.filter(pk__in=_ids(keys)).values_list("pk", "title")}


def _carriers(keys: Collection[str]) -> Mapping[str, str]:
    return {key: name_of(key) or key for key in keys}


def countries(keys: Collection[str]) -> Mapping[str, str]:
    """Countries in the language of the page, by their two letters."""
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    return {key: str(locale.territories.get(key.upper(), key.upper())) for key in keys}


def _languages(keys: Collection[str]) -> Mapping[str, str]:
    return {key: str(get_language_info(key)["name_translated"]) if key in KNOWN else key for key in keys}


def _ids(keys: Collection[str]) -> list[int]:
    return [int(key) for key in keys if key.isascii() and key.isdigit()]


KNOWN = frozenset(code for code, _name in settings.LANGUAGES)
WORDS: Mapping[By, Mapping[str, str | Promise]] = {
    By.TOPIC: TOPICS,
    By.CATEGORY: CATEGORY_NAMES,
    By.RISK: {**RISKS, **NONE},
    By.COMPLEXITY: HARDNESS,
    By.FULFILLED_BY: dict(FulfilledBy.choices),
    By.REASON: dict(RepeatReason.choices),
    By.OUTCOME: dict(Outcome.choices),
    By.MARKETPLACE: KINDS,
}
LOADED: Mapping[By, Callable[[Collection[str]], Mapping[str, str]]] = {
    By.CHANNEL: _channels,
    By.AGENT: _agents,
    By.PRODUCT: _products,
    By.CARRIER: _carriers,
    By.COUNTRY: countries,
    By.LANGUAGE: _languages,
}
