"""The seller feedback report: tab-separated, with one to three stars only. Pure.

Its first columns are date, rating, comments and the seller's answer in every site's language; the order's number is
found by its form, because older reports have more columns before it. The rater's address is not read at all.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sportello.orders.records import AfterSale, ClaimKind, ClaimRecord, ClaimState

REPORT = "GET_SELLER_FEEDBACK_DATA"
_NUMBER = re.compile(r"\d{3}-\d{7}-\d{7}")
_DATE = re.compile(r"(\d{1,4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,4})")
# Who writes the month first; Japan the year, all others the day; four digits in front are a year everywhere.
_MONTH_FIRST = {"amazon.com"}
_JAPANESE = "amazon.co.jp"
NEGATIVE = 2


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a buyer publicly said of the seller; `stars` 1 to 5, `answer` is the seller's."""

    number: str
    at: datetime
    stars: int
    words: str
    answer: str = ""


def read_feedback(data: bytes, *, site: str) -> tuple[Feedback, ...]:
    """The rows that hold a date, a rating and an order; dates are days, at midnight UTC."""
    rows = (_row(line.split("\t"), site) for line in _decoded(data, site).splitlines())
    return tuple(row for row in rows if row)


def as_news(feedback: Feedback, *, site: str) -> AfterSale:
    """Feedback as a claim of its order: open until the seller answered it."""
    state = ClaimState.CLOSED if feedback.answer else ClaimState.OPEN
    # The report gives the answer no time of its own; it came after the feedback.
    changed_at = feedback.at.replace(second=1) if feedback.answer else feedback.at
    claim = ClaimRecord(
        external_id=f"feedback:{feedback.number}",
        kind=ClaimKind.FEEDBACK,
        state=state,
        opened_at=feedback.at,
        changed_at=changed_at,
        reason=f"{feedback.stars}/5 {feedback.words}".strip(),
    )
    return AfterSale(number=feedback.number, site=site, claims=(claim,))


def _decoded(data: bytes, site: str) -> str:
    for charset in ("utf-8-sig", "cp932" if site == _JAPANESE else "cp1252"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _row(cells: list[str], site: str) -> Feedback | None:
    cells = [cell.strip().strip('"').strip() for cell in cells]
    number = next((cell for cell in cells[3:] if _NUMBER.fullmatch(cell)), "")
    at = _day(cells[0], site)
    if not number or at is None or cells[1] not in {"1", "2", "3", "4", "5"}:
        return None
    answer = cells[3] if cells[3] != number else ""
    return Feedback(number, at, int(cells[1]), cells[2], answer)


def _day(written: str, site: str) -> datetime | None:
    found = _DATE.match(written)
    if not found:
        return None
    first, second, third = (int(part) for part in found.groups())
    if len(found[1]) == 4 or site == _JAPANESE:
        year, month, day = first, second, third
    elif site in _MONTH_FIRST:
        year, month, day = third, first, second
    else:
        year, month, day = third, second, first
    try:
        return datetime(year + 2000 if year < 100 else year, month, day, tzinfo=UTC)
    except ValueError:
        return None
