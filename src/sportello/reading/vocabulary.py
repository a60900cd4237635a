"""The words that reading may answer with: topics, their categories, risks and languages."""

from types import MappingProxyType
from typing import Final

CATEGORIES: Final = MappingProxyType(
    {
        "delivery": ("where_is_my_order", "tracking_stuck", "delivered_not_received", "change_delivery"),
        "returns": (
            "return_request",
            "refund_status",
            "damaged_or_defective",
            "wrong_or_missing_item",
            "exchange",
            "partial_refund",
        ),
        "policy": (
            "cancel_order",
            "warranty",
            "product_question",
            "assembly",
            "invoice",
            "price_or_discount",
            "account_or_payment",
            "other",
        ),
    }
)
"""The three categories and the topics of each."""

TOPICS: Final = tuple(topic for topics in CATEGORIES.values() for topic in topics)
"""The 18 topics in the order in which heads and reports list them; `other` stands alone."""

OTHER: Final = "other"

RISKS: Final = ("claim", "negative_feedback", "legal", "safety", "repeat_contact")
"""The five risks."""

LANGUAGES: Final = ("en", "it", "de", "fr", "es")
"""The languages that the corpus teaches; any other is read as `und`."""

UNDETERMINED: Final = "und"

CHANNELS: Final = ("amazon", "ebay", "walmart", "shopify", "email", "form")
"""The kinds of channel that a message may name; an unknown one changes nothing."""


def category_of(topic: str) -> str:
    """The category of a topic; raises KeyError for a word that is no topic."""
    for category, topics in CATEGORIES.items():
        if topic in topics:
            return category
    raise KeyError(topic)
