"""Finding the order of an inquiry or a case, which name a buyer, an item and a transaction but no order."""

from collections.abc import Iterator
from datetime import timedelta

from .api import FULFILLMENT, Api
from .disputing import Matter
from .values import Document, count, part, rows, text, time_of, written

# An inquiry may be opened until 30 days after the latest estimated delivery, a case somewhat later.
BOUGHT_WITHIN = timedelta(days=90)
LIMIT = 200
MOST_PAGES = 25


def number_of(api: Api, matter: Matter) -> str:
    """The number of the newest order of that buyer with that item before the matter was opened; "" when none is found.

    A line with the transaction's own number decides at once. Names are compared as they are: eBay shows a user name to
    some callers and an immutable id to others, and the same one in all its lists. Raises `ApiTrouble`.
    """
    best: tuple[str, str] = ("", "")
    for order in _orders(api, matter):
        lines = [line for line in rows(order, "lineItems") if text(line, "legacyItemId") == matter.item]
        if text(part(order, "buyer"), "username") != matter.buyer or not lines:
            continue
        if matter.transaction and any(text(line, "lineItemId") == matter.transaction for line in lines):
            return text(order, "orderId")
        placed = time_of(order.get("creationDate"))
        best = max(best, (placed.isoformat() if placed else "", text(order, "orderId")))
    return best[1]


def _orders(api: Api, matter: Matter) -> Iterator[Document]:
    since, to = matter.created_at - BOUGHT_WITHIN, matter.created_at
    params = {"filter": f"creationdate:[{written(since)}..{written(to)}]", "limit": str(LIMIT)}
    for number in range(MOST_PAGES):
        found = api.get(f"{FULFILLMENT}/order", {**params, "offset": str(number * LIMIT)})
        orders = rows(found, "orders")
        yield from orders
        if len(orders) + number * LIMIT >= (count(found, "total") or 0) or not orders:
            return
