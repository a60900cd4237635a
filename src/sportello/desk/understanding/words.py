"""What the desk calls topics, risks, languages, and how sure reading is."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from sportello.inbox.queue import ANY, UNKNOWN
from sportello.reading.vocabulary import CATEGORIES, LANGUAGES

TOPICS: Mapping[str, str | Promise] = {
    "where_is_my_order": _("Where is my order"),
    "tracking_stuck": _("Tracking stuck"),
    "delivered_not_received": _("Delivered, not received"),
    "change_delivery": _("Change delivery"),
    "return_request": _("Return"),
    "refund_status": _("Refund"),
    "damaged_or_defective": _("Damaged or defective"),
    "wrong_or_missing_item": _("Wrong or missing item"),
    "exchange": _("Exchange"),
    "partial_refund": _("Partial refund"),
    "cancel_order": _("Cancel order"),
    "warranty": _("Warranty"),
    "product_question": _("Product question"),
    "assembly": _("Assembly"),
    "invoice": _("Invoice"),
    "price_or_discount": _("Price or discount"),
    "account_or_payment": _("Account or payment"),
    "other": _("Something else"),
    UNKNOWN: _("Topic unclear"),
}
RISKS: Mapping[str, str | Promise] = {
    "claim": _("Claim"),
    "negative_feedback": _("Bad feedback"),
    "legal": _("Lawyer or authority"),
    "safety": _("Safety"),
    "repeat_contact": _("Wrote before"),
    ANY: _("Any risk"),
}
CATEGORY_NAMES: Mapping[str, str | Promise] = {
    "delivery": _("Delivery"),
    "returns": _("Returns"),
    "policy": _("Policy and product"),
}
SURE, LIKELY = 0.9, 0.7


def topic(slug: str) -> str:
    """The name of a topic; a slug of a later version stands for itself."""
    return str(TOPICS.get(slug, slug))


def risk(slug: str) -> str:
    """The name of a risk."""
    return str(RISKS.get(slug, slug))


def sureness(confidence: float) -> str:
    """How sure reading is, in a word."""
    if confidence >= SURE:
        return str(_("sure"))
    return str(_("likely")) if confidence >= LIKELY else str(_("perhaps"))


def topics_by_category() -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """All topics as a choice: the name of each category with its topics (slug and name)."""
    return [
        (str(CATEGORY_NAMES[category]), [(slug, topic(slug)) for slug in slugs])
        for category, slugs in CATEGORIES.items()
    ]


def languages() -> Sequence[tuple[str, str]]:
    """The languages that reading tells apart, by their own names."""
    return [(code, str(get_language_info(code)["name_local"]).capitalize()) for code in LANGUAGES]
