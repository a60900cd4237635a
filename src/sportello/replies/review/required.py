"""Which data the answer to a topic must state, and whether a reply states it. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from .amounts import amount_of, names_amount
from .dates import names_day

type Datum = Literal["tracking_number", "tracking_url", "refund_amount", "refund_date", "refund_id", "return_deadline"]

DATA: Final[tuple[Datum, ...]] = get_args(Datum.__value__)


@dataclass(frozen=True, slots=True)
class Needs:
    """What the answer to a topic must state when it is known, by who fulfils the order."""

    by_seller: frozenset[Datum]
    by_marketplace: frozenset[Datum]


_PARCEL: Final[frozenset[Datum]] = frozenset({"tracking_number", "tracking_url"})
_MONEY: Final[frozenset[Datum]] = frozenset({"refund_amount", "refund_date", "refund_id"})
_RETURN: Final[frozenset[Datum]] = frozenset({"return_deadline"})

# A parcel that the marketplace sends has its number in the buyer's own account there.
TABLE: Final[Mapping[str, Needs]] = {
    "where_is_my_order": Needs(_PARCEL, frozenset()),
    "tracking_stuck": Needs(_PARCEL, frozenset()),
    "refund_status": Needs(_MONEY, _MONEY),
    "partial_refund": Needs(_MONEY, _MONEY),
    "return_request": Needs(_RETURN, _RETURN),
}
"""What a new installation begins with."""


def called_for(topics: Iterable[str], *, by_marketplace: bool, table: Mapping[str, Needs] = TABLE) -> tuple[Datum, ...]:
    """The data that questions of these topics call for, in the order of `DATA`."""
    rows = [table[topic] for topic in topics if topic in table]
    wanted = {datum for row in rows for datum in (row.by_marketplace if by_marketplace else row.by_seller)}
    return tuple(datum for datum in DATA if datum in wanted)


def missing(
    reply: str,
    *,
    wanted: Iterable[Datum],
    facts: Mapping[str, str],
    language: str,
    today: date | None = None,
) -> tuple[Datum, ...]:
    """The wanted data that is known and that `reply` does not state, or states otherwise.

    `facts` holds the known values as text: days as in ISO 8601, amounts as "12.90 EUR". Values are compared by what
    they mean. `today` lets a weekday name a day.
    """
    return tuple(
        datum
        for datum in wanted
        if facts.get(datum) and not states(reply, datum, facts[datum], facts=facts, language=language, today=today)
    )


def states(
    reply: str, datum: Datum, value: str, *, facts: Mapping[str, str], language: str, today: date | None = None
) -> bool:
    """Whether `reply` states this value of a datum."""
    if datum == "tracking_url":
        return _states_link(reply, value, facts.get("tracking_number", ""))
    if datum == "refund_amount":
        amount = amount_of(value)
        return amount is not None and names_amount(reply, amount)
    if datum in {"refund_date", "return_deadline"}:
        day = day_of(value)
        return value in reply if day is None else names_day(reply, day, language=language, today=today)
    return _states_code(reply, value)


def day_of(value: str) -> date | None:
    """The day at the beginning of a text in ISO 8601; None when there is none."""
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _states_code(reply: str, value: str) -> bool:
    """Whether a code stands in the text, with blanks and dashes anywhere in it and no further sign at its ends."""
    signs = [re.escape(sign) for sign in value.casefold() if sign.isalnum()]
    joined = r"[\s\u00a0\u202f./_-]{0,2}".join(signs)
    return bool(signs) and re.search(rf"(?<![^\W_]){joined}(?![^\W_])", reply.casefold()) is not None


def _states_link(reply: str, link: str, number: str) -> bool:
    wanted = _bare(link)
    given = [_bare(found) for found in re.findall(r"(?:https?://|www\.)\S+", reply, re.IGNORECASE)]
    if wanted in given:
        return True
    host = wanted.partition("/")[0]
    plain = "".join(sign for sign in number.casefold() if sign.isalnum())
    return bool(plain) and any(one.partition("/")[0] == host and plain in re.sub(r"\W", "", one) for one in given)


def _bare(link: str) -> str:
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", link.casefold())
    return bare.rstrip(".,;:!?)]}>\"'»”").rstrip("/")


def topics_with_needs(table: Mapping[str, Needs] = TABLE) -> Collection[str]:
    """The topics that call for anything at all."""
    return [topic for topic, needs in table.items() if needs.by_seller or needs.by_marketplace]
