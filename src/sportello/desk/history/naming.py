"""What the history calls channels, topics, claims and promises."""

from collections.abc import Mapping

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sportello.channels.inbound import ChannelKind
from sportello.inbox.models import PromiseKind
from sportello.orders.records import ClaimKind

_BOUGHT: Mapping[str, str | Lazy] = {
    ChannelKind.AMAZON: gettext_lazy("on Amazon"),
    ChannelKind.EBAY: gettext_lazy("on eBay"),
    ChannelKind.WALMART: gettext_lazy("at Walmart"),
    ChannelKind.SHOPIFY: gettext_lazy("in the shop"),
    ChannelKind.EMAIL: gettext_lazy("in the shop"),
    ChannelKind.FORM: gettext_lazy("in the shop"),
}
_WRITES: Mapping[str, str | Lazy] = {
    **_BOUGHT,
    ChannelKind.EMAIL: gettext_lazy("by e-mail"),
    ChannelKind.FORM: gettext_lazy("by the contact form"),
}
_PLACES: Mapping[str, str | Lazy] = {
    ChannelKind.AMAZON: "Amazon",
    ChannelKind.EBAY: "eBay",
    ChannelKind.WALMART: "Walmart",
    ChannelKind.SHOPIFY: "Shopify",
    ChannelKind.EMAIL: gettext_lazy("E-mail"),
    ChannelKind.FORM: gettext_lazy("Contact form"),
}
_TOPICS: Mapping[str, str | Lazy] = {
    "where_is_my_order": pgettext_lazy("topic", "where the order is"),
    "tracking_stuck": pgettext_lazy("topic", "a parcel that does not move"),
    "delivered_not_received": pgettext_lazy("topic", "a parcel that did not come"),
    "change_delivery": pgettext_lazy("topic", "another delivery"),
    "return_request": pgettext_lazy("topic", "a return"),
    "refund_status": pgettext_lazy("topic", "a refund"),
    "damaged_or_defective": pgettext_lazy("topic", "a defect"),
    "wrong_or_missing_item": pgettext_lazy("topic", "a wrong or missing item"),
    "exchange": pgettext_lazy("topic", "an exchange"),
    "partial_refund": pgettext_lazy("topic", "a partial refund"),
    "cancel_order": pgettext_lazy("topic", "a cancellation"),
    "warranty": pgettext_lazy("topic", "the warranty"),
    "product_question": pgettext_lazy("topic", "a product"),
    "assembly": pgettext_lazy("topic", "the assembly"),
    "invoice": pgettext_lazy("topic", "an invoice"),
    "price_or_discount": pgettext_lazy("topic", "the price"),
    "account_or_payment": pgettext_lazy("topic", "the payment"),
    "other": pgettext_lazy("topic", "something else"),
}
_CLAIMS: Mapping[str, str | Lazy] = {
    ClaimKind.A_TO_Z: gettext_lazy("claim open"),
    ClaimKind.INQUIRY: gettext_lazy("inquiry open"),
    ClaimKind.CASE: gettext_lazy("case open"),
    ClaimKind.DISPUTE: gettext_lazy("payment dispute open"),
}


def where(kind: str) -> str:
    """Where something was bought: "on eBay", "in the shop"."""
    return str(_BOUGHT.get(kind, kind))


def by(kind: str) -> str:
    """Where or how somebody writes: "on eBay", "by e-mail"."""
    return str(_WRITES.get(kind, kind))


def topic_name(topic: str) -> str:
    """What something is about, as the object of "about": "a return". An unknown one is its own name."""
    return str(_TOPICS.get(topic, topic))


def claim_open(kind: str) -> str:
    """That a claim of this kind is open."""
    return str(_CLAIMS.get(kind, _("claim open")))


def promised(kind: str, words: str) -> str:
    """What was promised, in the words of whoever promised when it has no name of its own."""
    if kind == PromiseKind.OTHER:
        return f"“{words}”"
    return str(PromiseKind(kind).label)


def place_name(kind: str) -> str:
    """What channels of a kind are called: "Amazon", "Shop"."""
    return str(_PLACES.get(kind, kind))
