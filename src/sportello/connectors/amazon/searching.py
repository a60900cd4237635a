"""searchOrders and getOrder of Orders 2026-01-01."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.orders.records import OrderRecord

from .client import Client
from .operations import GET_ORDER, SEARCH_ORDERS
from .orders import read_order
from .values import moment, nonsense, part, parts, text

# What a ticket needs. Taxes, payments and expenses are nobody's business at a help desk.
PLAIN = ("PROCEEDS", "CANCELLATION", "FULFILLMENT", "PACKAGES")
WITH_PEOPLE = ("BUYER", "RECIPIENT", *PLAIN)


@dataclass(frozen=True, slots=True)
class Search:
    """What to search for; times are ISO 8601. Exactly one of `created_after` and `updated_after` must be given."""

    updated_after: str = ""
    updated_before: str = ""
    created_after: str = ""
    created_before: str = ""
    marketplace_ids: tuple[str, ...] = ()
    included: tuple[str, ...] = WITH_PEOPLE
    page_size: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of orders; `token` is "" on the last one, `updated_before` how far this reaches by Amazon's clock."""

    orders: tuple[OrderRecord, ...]
    token: str = ""
    updated_before: datetime | None = None


def search(client: Client, wanted: Search) -> Found:
    """One page. Raises `ApiTrouble`."""
    answer = client.call(SEARCH_ORDERS, params=_params(wanted))
    if not isinstance(answer, Mapping) or not isinstance(answer.get("orders"), list):
        raise nonsense("the search gave no list of orders")
    return Found(
        orders=tuple(read_order(order, config=client.account.config) for order in parts(answer, "orders")),
        token=text(part(answer, "pagination"), "nextToken"),
        updated_before=moment(answer, "lastUpdatedBefore"),
    )


def get_order(client: Client, number: str, *, included: tuple[str, ...] = WITH_PEOPLE) -> OrderRecord | None:
    """One order, or None when the account has none by this number. Raises `ApiTrouble`."""
    try:
        answer = client.call(GET_ORDER, path={"orderId": number}, params=_listed(included))
    except ApiTrouble as trouble:
        if trouble.kind is TroubleKind.NOT_FOUND:
            return None
        raise
    if not isinstance(answer, Mapping):
        raise nonsense("the answer holds no order")
    return read_order(answer.get("order"), config=client.account.config)


def _listed(included: tuple[str, ...]) -> dict[str, Any]:
    return {"includedData": included} if included else {}


def _params(wanted: Search) -> dict[str, Any]:
    given = {
        "createdAfter": wanted.created_after,
        "createdBefore": wanted.created_before,
        "lastUpdatedAfter": wanted.updated_after,
        "lastUpdatedBefore": wanted.updated_before,
        "marketplaceIds": wanted.marketplace_ids,
        "maxResultsPerPage": wanted.page_size,
        "paginationToken": wanted.token,
        "includedData": wanted.included,
    }
    return {name: value for name, value in given.items() if value}
