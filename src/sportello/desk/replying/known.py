"""What is known for an answer: for the review by value, for the agent as words to put in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Self

from sportello.desk.macros.background import Background, background_of
from sportello.inbox.models import Ticket
from sportello.inbox.reviewing import NOTHING_KNOWN, Facts
from sportello.orders.records import Money
from sportello.replies.macros.formatting import Given, in_words, locale_of
from sportello.replies.review.required import Datum

VARIABLES: Final[Mapping[str, Datum]] = {
    "shipment.tracking_number": "tracking_number",
    "shipment.tracking_link": "tracking_url",
    "refund.amount": "refund_amount",
    "refund.day": "refund_date",
    "refund.id": "refund_id",
    "return.deadline": "return_deadline",
}
"""Which variable of the macros is which datum of the review."""


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of an answer, and each datum as it is written in the buyer's language."""

    facts: Facts
    words: Mapping[str, str]
    background: Background | None = None

    @classmethod
    def nothing(cls) -> Self:
        """Where no answer is written, nothing need be known."""
        return cls(NOTHING_KNOWN, {})


def known_for(*, ticket: Ticket, thread_id: int, now: datetime) -> Known:
    """What is known for an answer in a thread of the ticket; a handful of queries."""
    background = background_of(ticket=ticket, now=now, thread_id=thread_id)
    if background is None:
        return Known.nothing()
    language = background.languages[0]
    values = background.order_values(language)
    locale = locale_of(language, background.country)
    told = {datum: values[key] for key, datum in VARIABLES.items() if key in values}
    facts = Facts(
        values={datum: _plain(value) for datum, value in told.items()},
        by_marketplace=bool(values.get("order.by_marketplace")),
        language=language,
    )
    return Known(facts, {datum: in_words(value, locale) for datum, value in told.items()}, background)


def _plain(value: Given) -> str:
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    return value.isoformat() if isinstance(value, date) else str(value)
