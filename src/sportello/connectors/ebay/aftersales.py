"""Asking for returns, inquiries, cases and payment disputes, and finding the orders that they are about.

None of these lists can be asked for what changed: each run reads what was opened lately again and passes on what is
not as it was. Inquiries and cases name buyer, item and transaction but no order: it is looked for among the buyer's.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.orders.records import AfterSale

from .api import FULFILLMENT, Api
from .disputing import Matter, case_of, dispute_of, inquiry_of, return_of
from .joining import number_of
from .paging import pages
from .values import Document, count, part, rows, time_of, written

REACHES_BACK = timedelta(days=540)
WINDOW = timedelta(days=90)
LOOKS_BACK = timedelta(days=60)
LIMIT = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """One of eBay's lists: how to ask for what was opened in a window, where its rows are, how to read one."""

    ask: Callable[[Api, str, Mapping[str, str]], Document]
    path: str
    begins: str
    ends: str
    rows: str
    read: Callable[..., Matter | None]


def _post_order(api: Api, path: str, params: Mapping[str, str]) -> Document:
    return api.get_post_order(path, params)


def _second(api: Api, path: str, params: Mapping[str, str]) -> Document:
    return api.get_second(path, params)


RETURNS = Listing(
    _post_order, "/return/search", "creation_date_range_from", "creation_date_range_to", "members", return_of
)
INQUIRIES = Listing(
    _post_order,
    "/inquiry/search",
    "inquiry_creation_date_range_from",
    "inquiry_creation_date_range_to",
    "members",
    inquiry_of,
)
CASES = Listing(
    _post_order,
    "/casemanagement/search",
    "case_creation_date_range_from",
    "case_creation_date_range_to",
    "members",
    case_of,
)
DISPUTES = Listing(
    _second,
    f"{FULFILLMENT}/payment_dispute_summary",
    "open_date_from",
    "open_date_to",
    "paymentDisputeSummaries",
    dispute_of,
)
LISTINGS = (RETURNS, INQUIRIES, CASES, DISPUTES)


def after_sales(
    api: Api, kept: Mapping[str, Any], *, since: datetime, now: datetime
) -> Iterator[tuple[tuple[AfterSale, ...], dict[str, Any]]]:
    """News of orders and what to keep after each: first back to `since`, then what was opened lately, again and again.

    `kept` holds `since`, the beginning of the next window, and `seen`, a print of each entry that may still change.
    Raises `ApiTrouble`, but not for a list that this seller may not read.
    """
    begin = time_of(kept.get("since")) or max(since, now - REACHES_BACK)
    seen: dict[str, list[str]] = dict(kept.get("seen") or {})
    while True:
        end = min(begin + WINDOW, now)
        fresh: dict[str, list[str]] = {}
        news = tuple(_news(api, begin, end, seen, fresh, now))
        seen = {**seen, **fresh} if end < now else fresh
        begin = end if end < now else max(begin, now - LOOKS_BACK)
        yield news, {"since": begin.isoformat(), "seen": seen}
        if end == now:
            return


def _news(
    api: Api, begin: datetime, end: datetime, seen: Mapping[str, list[str]], fresh: dict[str, list[str]], now: datetime
) -> Iterator[AfterSale]:
    for listing in LISTINGS:
        for document in _documents(api, listing, begin, end):
            matter = listing.read(document, now=now)
            if matter is None:
                continue
            known, number = (seen.get(matter.key) or ["", ""])[:2]
            number = matter.number or number
            print_ = _print_of(document, "" if number else now.date().isoformat())
            if print_ != known:
                number = number or number_of(api, matter)
                if number:
                    yield matter.tells(number)
                print_ = _print_of(document, "" if number else now.date().isoformat())
            if matter.created_at > now - LOOKS_BACK:
                fresh[matter.key] = [print_, number]


def _documents(api: Api, listing: Listing, begin: datetime, end: datetime) -> Iterator[Document]:
    wanted = {listing.begins: written(begin), listing.ends: written(end), "limit": str(LIMIT)}

    def ask(offset: int) -> tuple[Document, int, int | None]:
        found = listing.ask(api, listing.path, {**wanted, "offset": str(offset)})
        return found, len(rows(found, listing.rows)), _total(found)

    try:
        for page in pages(ask, limit=LIMIT):
            yield from rows(page.document, listing.rows)
    except ApiTrouble as trouble:
        if trouble.kind is not TroubleKind.PERMISSION:
            raise


def _total(document: Document) -> int | None:
    found = count(document, "total")
    return found if found is not None else count(part(document, "paginationOutput"), "totalEntries")


def _print_of(document: Document, day: str) -> str:
    """A short print of an entry; an entry whose order is not found is new each day, so that it is looked for again."""
    said = json.dumps(document, sort_keys=True) + day
    return hashlib.sha256(said.encode()).hexdigest()[:12]
