"""The one line that matters before a message is read: what it says, and in which order. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MOST = 3
NEAR = timedelta(hours=24)
# So long without a scan a parcel on its way counts as stuck; weekends are quiet, so two days say nothing.
STUCK_AFTER = timedelta(days=3)
LONG_AGO = timedelta(days=730)
# What sellers and buyers call the same counter: who bought in the shop writes by mail or by its form.
SHOP = "shop"
_COUNTERS = {"shopify": SHOP, "email": SHOP, "form": SHOP}
_STOPPED = frozenset({"exception", "attempt_failed", "expired"})
_MOVING = frozenset({"info_received", "in_transit", "out_for_delivery", "available_for_pickup"})


class Says(StrEnum):
    """What a statement says."""

    CLAIM = "claim"
    PROMISE = "promise"
    ASKED = "asked"
    NTH = "nth"
    FIRST = "first"
    STUCK = "stuck"
    LATE = "late"
    DELIVERED = "delivered"
    MOVING = "moving"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    ASKS_AGAIN = "asks_again"
    ELSEWHERE = "elsewhere"
    EARLIER = "earlier"
    EARLIER_PRODUCT = "earlier_product"
    NOW_ABOUT = "now_about"
    OTHERS_OPEN = "others_open"


@dataclass(frozen=True, slots=True)
class ParcelFact:
    """Where a parcel is (one of the ten words of `carriers`), since when, and since when it is late; aware or None."""

    state: str
    since: datetime | None = None
    late_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderFact:
    """The order it is about: its number and the kind of channel it was bought on."""

    number: str
    kind: str
    state: str = ""
    parcels: Sequence[ParcelFact] = ()


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """What was promised (`inbox.models.PromiseKind` and words), and until when."""

    kind: str
    words: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class RefundFact:
    """Money given back: the amount as the reader writes it ("" when unknown), and when."""

    amount: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """What was opened and awaits us (`orders.records.ClaimKind`), and until when, if there is a clock."""

    kind: str
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class EarlierFact:
    """The latest contact on another issue: when, on which kind of channel, about which topic ("" unknown)."""

    at: datetime
    kind: str
    topic: str = ""
    same_product: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a buyer when one of their tickets is opened at `now`. All times are aware.

    `kind` is the kind of channel of the newest message, `wrote_at` its time, `topic` what it is about ("" unknown).
    `contacts` counts how often the buyer came to us about the same issue, this time included; `asked` their messages
    since `unanswered_since`. `others_open` are further open tickets.
    """

    now: datetime
    kind: str
    wrote_at: datetime
    topic: str = ""
    contacts: int = 1
    known_before: bool = False
    asked: int = 0
    unanswered_since: datetime | None = None
    order: OrderFact | None = None
    promises: Sequence[PromiseFact] = ()
    refund: RefundFact | None = None
    claim: ClaimFact | None = None
    earlier: EarlierFact | None = None
    others_open: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said. `leans` says that it belongs to the one before it, in one breath."""

    says: Says
    words: str = ""
    number: int = 0
    at: datetime | None = None
    kind: str = ""
    other_kind: str = ""
    topic: str = ""
    leans: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """At most three statements, the most important first, and how urgent they are: "late", "soon" or ""."""

    statements: Sequence[Statement]
    tone: str = ""


def history_line(facts: Facts) -> Line:
    """What matters of a buyer's history: what costs most when it is missed comes first."""
    statements = list(_urgent(facts)) + list(_about_the_order(facts))
    for further in (*_elsewhere(facts, alone=not statements), *_open(facts)):
        if len(statements) < MOST:
            statements.append(further)
    return Line(statements[:MOST], _tone(facts))


def counter(kind: str) -> str:
    """The counter at which people think they stand: mail and form belong to the shop."""
    return _COUNTERS.get(kind, kind)


def _urgent(facts: Facts) -> Iterator[Statement]:
    if facts.claim:
        yield Statement(Says.CLAIM, kind=facts.claim.kind, at=facts.claim.answer_by)
    if facts.promises:
        first = min(facts.promises, key=lambda one: one.due_at)
        yield Statement(Says.PROMISE, words=first.words, kind=first.kind, at=first.due_at)
    if facts.asked > 1 and facts.unanswered_since:
        yield Statement(Says.ASKED, number=facts.asked, at=facts.unanswered_since)


def _about_the_order(facts: Facts) -> Iterator[Statement]:
    again = facts.refund is not None and facts.wrote_at > facts.refund.at
    repeated = facts.contacts > 1
    if repeated and not (again and facts.contacts == 2):
        yield Statement(Says.NTH, number=facts.contacts, words=facts.order.number if facts.order else "")
    elif not repeated and not facts.known_before and facts.asked <= 1:
        yield Statement(Says.FIRST)
    if facts.refund:
        yield Statement(Says.REFUNDED, words=facts.refund.amount, at=facts.refund.at)
        if again and repeated:
            yield Statement(Says.ASKS_AGAIN)
    elif facts.order:
        yield from _where_it_is(facts.order, facts.now, leans=repeated)


def _where_it_is(order: OrderFact, now: datetime, *, leans: bool) -> Iterator[Statement]:
    if order.state == "cancelled":
        yield Statement(Says.CANCELLED, leans=leans)
        return
    stuck = [since for parcel in order.parcels if (since := _stuck_since(parcel, now))]
    late = [parcel.late_since for parcel in order.parcels if parcel.late_since]
    there = [parcel.since for parcel in order.parcels if parcel.state == "delivered"]
    if stuck:
        yield Statement(Says.STUCK, at=min(stuck), leans=leans)
    elif late:
        yield Statement(Says.LATE, at=min(late), leans=leans)
    elif order.parcels and len(there) == len(order.parcels):
        yield Statement(Says.DELIVERED, at=max((at for at in there if at), default=None), leans=leans)
    elif any(parcel.state in _MOVING for parcel in order.parcels):
        yield Statement(Says.MOVING, leans=leans)


def _stuck_since(parcel: ParcelFact, now: datetime) -> datetime | None:
    """Since when a parcel stands still, when it does."""
    if parcel.since is None:
        return None
    still = parcel.state == "in_transit" and now - parcel.since >= STUCK_AFTER
    return parcel.since if still or parcel.state in _STOPPED else None


def _elsewhere(facts: Facts, *, alone: bool) -> Iterator[Statement]:
    """What was bought or said at another counter; with nothing else to say, also at the same one."""
    if facts.order and counter(facts.order.kind) != counter(facts.kind):
        yield Statement(Says.ELSEWHERE, kind=facts.order.kind, other_kind=facts.kind)
    earlier = facts.earlier
    if earlier is None or facts.now - earlier.at > LONG_AGO:
        return
    says = Says.EARLIER_PRODUCT if earlier.same_product else Says.EARLIER
    if alone or earlier.same_product or counter(earlier.kind) != counter(facts.kind):
        yield Statement(says, at=earlier.at, kind=earlier.kind, topic=earlier.topic)
        if facts.topic:
            yield Statement(Says.NOW_ABOUT, at=facts.wrote_at, kind=facts.kind, topic=facts.topic, leans=True)


def _open(facts: Facts) -> Iterator[Statement]:
    if facts.others_open:
        yield Statement(Says.OTHERS_OPEN, number=facts.others_open)


def _tone(facts: Facts) -> str:
    clocks = [promise.due_at for promise in facts.promises]
    if facts.claim and facts.claim.answer_by:
        clocks.append(facts.claim.answer_by)
    if clocks and min(clocks) <= facts.now:
        return "late"
    if facts.claim or facts.contacts > 2 or (clocks and min(clocks) - facts.now <= NEAR):
        return "soon"
    return "soon" if facts.asked > 1 else ""
