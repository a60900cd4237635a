"""What the errors of an answer mean, and how long a full bucket takes. Pure.

GraphQL answers 200 with `errors`; "THROTTLED" is one of them (Shopify, API limits: cost-based, a bucket that refills).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sportello.channels.contract import ApiTrouble, TroubleKind

from .values import Node, part, rows, text

WORDS = 300
PATIENCE = timedelta(seconds=2)
# Waited on top: whoever comes back asks something small first, and must then still find enough for the rest.
SLACK = timedelta(seconds=1)
KINDS = {
    "THROTTLED": TroubleKind.THROTTLED,
    "ACCESS_DENIED": TroubleKind.PERMISSION,
    "SHOP_INACTIVE": TroubleKind.PERMISSION,
    "INTERNAL_SERVER_ERROR": TroubleKind.SERVER,
    "TIMEOUT": TroubleKind.SERVER,
}
_MARKUP = re.compile(r"(?is)<(style|script|head)\b.*?</\1>|<[^>]+>")
_TITLE = re.compile(r"(?is)<title>([^<]*)</title>")


@dataclass(frozen=True, slots=True)
class Bucket:
    """The cost that is left (`available` of `size` points), and how many points come back each second."""

    available: float
    restore: float
    size: float
    requested: float = 0.0

    def wait_for(self, points: float) -> timedelta:
        """How long until a query of so many points fits; nothing when it does now, or never would."""
        lacking = min(points, self.size) - self.available
        return timedelta(seconds=lacking / self.restore) if lacking > 0 and self.restore > 0 else timedelta(0)


class TooDear(ApiTrouble):
    """One query asks for more than a single query may cost: ask for less at once."""


def bucket_of(answer: Node) -> Bucket | None:
    """The bucket as an answer tells it (`extensions.cost`), None when it does not."""
    cost = part(answer, "extensions", "cost")
    status = part(cost, "throttleStatus")
    values = [status.get(name) for name in ("currentlyAvailable", "restoreRate", "maximumAvailable")]
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    if len(numbers) < 3:
        return None
    requested = cost.get("requestedQueryCost")
    available, restore, size = numbers
    return Bucket(available, restore, size, float(requested) if isinstance(requested, int | float) else 0.0)


def trouble_in(answer: Node) -> ApiTrouble | None:
    """What an answer complains of; None when its data may be used.

    Parts that this app may not read come as null beside what it may: that is no trouble as long as there is data.
    """
    errors = rows(answer, "errors")
    if not errors:
        return _without_errors(answer)
    codes = [text(error, "extensions", "code") for error in errors]
    words = "; ".join(dict.fromkeys(text(error, "message") for error in errors))[:WORDS]
    if "MAX_COST_EXCEEDED" in codes:
        return TooDear(TroubleKind.REFUSED, words)
    if "THROTTLED" in codes:
        return _throttled(answer, words)
    if set(codes) == {"ACCESS_DENIED"} and any(part(answer, "data").values()):
        return None
    return ApiTrouble(next((KINDS[code] for code in codes if code in KINDS), TroubleKind.REFUSED), words)


def refusal(user_errors: Iterable[Node]) -> ApiTrouble | None:
    """What a mutation's `userErrors` come to."""
    words = "; ".join(dict.fromkeys(text(error, "message") for error in user_errors))
    return ApiTrouble(TroubleKind.REFUSED, words[:WORDS]) if words else None


def words_of(body: Any) -> str:
    """Shopify's own words in an answer that is an error by its status: `errors` or OAuth's fields, or a page's text."""
    if isinstance(body, Mapping):
        said = body.get("error_description") or body.get("errors") or body.get("error") or ""
        return _flat(said)[:WORDS]
    title = _TITLE.search(str(body))
    said = title[1] if title and title[1].strip() else _MARKUP.sub(" ", str(body))
    return " ".join(said.split())[:WORDS]


def _without_errors(answer: Node) -> ApiTrouble | None:
    if isinstance(answer.get("data"), Mapping):
        return None
    # REST's way, still used before GraphQL is reached: {"errors": "Not Found"}.
    said = _flat(answer.get("errors"))[:WORDS]
    return ApiTrouble(TroubleKind.REFUSED if said else TroubleKind.NONSENSE, said or "the answer holds no data")


def _throttled(answer: Node, words: str) -> ApiTrouble:
    bucket = bucket_of(answer)
    wait = bucket.wait_for(bucket.requested) if bucket else timedelta(0)
    return ApiTrouble(TroubleKind.THROTTLED, words, retry_after=max(wait + SLACK, PATIENCE))


def _flat(said: Any) -> str:
    if isinstance(said, Mapping):
        return "; ".join(f"{name}: {_flat(value)}" for name, value in said.items())
    if isinstance(said, list):
        return "; ".join(_flat(value) for value in said)
    return "" if said is None else str(said)
