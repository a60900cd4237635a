"""The part of Walmart's contract that is called here: which parameters each request takes, and what they may be."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?)?")
NODES = ("SellerFulfilled", "WFSFulfilled", "3PLFulfilled")


class Wrong(Exception):
    """A parameter that Walmart does not take, or not with this value."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


def time(value: str) -> datetime:
    """A date, or a time in ISO 8601, as UTC. Raises ValueError."""
    if not _TIME.fullmatch(value):
        raise ValueError("the date is not in ISO 8601")
    at = datetime.fromisoformat(value)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _limit(value: str) -> object:
    if not value.isdecimal() or not 1 <= int(value) <= 200:
        raise ValueError("the limit is a number from 1 to 200")
    return int(value)


def _one_of(*allowed: str) -> Callable[[str], object]:
    def check(value: str) -> object:
        if value not in allowed:
            raise ValueError(f"allowed are {', '.join(allowed)}")
        return value

    return check


def _text(value: str) -> object:
    if not value:
        raise ValueError("is empty")
    return value


_BOOL = _one_of("true", "false")
ORDERS: Mapping[str, Callable[[str], object]] = {
    "sku": _text, "customerOrderId": _text, "purchaseOrderId": _text,
    "status": _one_of("Created", "Acknowledged", "Shipped", "Delivered", "Cancelled"),
    "createdStartDate": time, "createdEndDate": time, "fromExpectedShipDate": time, "toExpectedShipDate": time,
    "lastModifiedStartDate": time, "lastModifiedEndDate": time, "limit": _limit, "productInfo": _BOOL,
    "shipNodeType": _one_of(*NODES), "shippingProgramType": _one_of("TWO_DAY"), "replacementInfo": _BOOL,
    "orderType": _one_of("REGULAR", "REPLACEMENT"), "hasMoreElements": _BOOL, "soIndex": _text, "poIndex": _text,
    "partnerId": _text, "sellerId": _text,
}  # fmt: skip
RETURNS: Mapping[str, Callable[[str], object]] = {
    "returnOrderId": _text, "customerOrderId": _text, "status": _one_of("INITIATED", "DELIVERED", "COMPLETED"),
    "replacementInfo": _BOOL, "returnType": _one_of("REPLACEMENT", "REFUND"),
    "returnCreationStartDate": time, "returnCreationEndDate": time,
    "returnLastModifiedStartDate": time, "returnLastModifiedEndDate": time, "limit": _limit,
    "hasMoreElements": _BOOL, "cursor": _text,
}  # fmt: skip
PERFORMANCE: Mapping[str, Callable[[str], object]] = {
    "reportDuration": _one_of("14", "30", "60", "90"), "shippingMethod": _one_of("ALL_METHODS", "TwoDay", "OneDay"),
}  # fmt: skip


def check(given: Mapping[str, str], allowed: Mapping[str, Callable[[str], object]]) -> None:
    """Raises Wrong for the first parameter that is unknown or has a value it cannot have."""
    for name, value in given.items():
        if name not in allowed:
            raise Wrong(name, f"{name} is no parameter")
        try:
            allowed[name](value)
        except ValueError as wrong:
            raise Wrong(name, f"{name}: {wrong}") from wrong
