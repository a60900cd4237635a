"""Going through a list of eBay's by limit and offset while the list changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .values import Document


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it began, its document, how many rows it has, the total it names (None when it does not), and
    whether nothing comes after it."""

    offset: int
    document: Document
    rows: int
    total: int | None
    is_last: bool


def pages(
    ask: Callable[[int], tuple[Document, int, int | None]],
    *,
    limit: int,
    offset: int = 0,
    total: int | None = None,
) -> Iterator[Page]:
    """All pages from `offset` on; `ask(offset)` gives a document, its number of rows, and the total.

    When the total shrinks on the way, rows have left the list and what follows has moved up by as many: the pages that
    may have lost some are asked for again, whole pages of `limit` since some of eBay's lists want multiples. `total`
    is what an earlier run saw last. Rows may come twice, none is left out.
    """
    while True:
        document, rows, now_total = ask(offset)
        if total is not None and now_total is not None and now_total < total and offset > 0:
            back = -(-(total - now_total) // limit) * limit
            offset, total = max(0, offset - back), now_total
            continue
        total = now_total if now_total is not None else total
        is_last = rows == 0 or (rows < limit if now_total is None else offset + rows >= now_total)
        yield Page(offset, document, rows, now_total, is_last)
        if is_last:
            return
        offset += limit
