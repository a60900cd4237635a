"""What will happen to an order if nobody interferes: its acts, each at its time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sportello.sandbox.shop.dice import Dice

from .acts import Act
from .orders import WorldOrder
from .words import scan_words

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FATES = ("smooth", "stuck", "lost", "attempted", "returning", "cancelled", "wish", "returned", "return_open", "claimed")


@dataclass(frozen=True, slots=True)
class Course:
    """How an order goes: when it ships and arrives (UTC), its fate (one of FATES) and when that shows.

    `carrier` and `tracking` are the parcel's. `settled` says whether what the fate opened is also closed.
    """

    carrier: str
    tracking: str
    ships_at: datetime
    arrives_at: datetime
    fate: str = "smooth"
    fate_at: datetime | None = None
    settled: bool = True
    reason: str = ""


def plan(order: WorldOrder, course: Course, dice: Dice) -> list[Act]:
    """The acts of this course, in time."""
    writer = _Writer(order, course, dice)
    return sorted(writer.acts(), key=lambda act: act.at)


class _Writer:
    def __init__(self, order: WorldOrder, course: Course, dice: Dice) -> None:
        self.order, self.course, self.dice = order, course, dice
        self.shows_at = course.fate_at or course.arrives_at + 2 * DAY

    def acts(self) -> Iterator[Act]:
        if self.order.state == "pending":
            yield self._act(self.order.placed_at + timedelta(minutes=30), "pay")
        if self.course.fate in {"wish", "cancelled"}:
            yield from self._cancellation()
        if self.course.fate != "cancelled":
            yield from self._journey()
        yield from self._aftermath()

    def _act(self, at: datetime, what: str, **details: str) -> Act:
        return Act(at, what, self.order.kind, self.order.id, details)

    def _cancellation(self) -> Iterator[Act]:
        yield self._act(self.shows_at, "wish", reason=self.course.reason or "no_longer_wanted")
        if self.course.fate == "cancelled":
            yield self._act(self.shows_at + 6 * HOUR, "cancel")

    def _journey(self) -> Iterator[Act]:
        course = self.course
        yield self._act(
            course.ships_at,
            "ship",
            planned="yes",
            carrier=course.carrier,
            tracking=course.tracking,
            words=self._words("info_received"),
        )
        way = course.arrives_at - course.ships_at
        yield self._scan(course.ships_at + way * 0.15, "in_transit", "hub")
        yield self._scan(course.ships_at + way * 0.45, "in_transit", "hub")
        if course.fate == "lost":
            yield self._act(course.ships_at + way * 0.5, "lose")
            return
        if course.fate == "stuck":
            yield self._scan(self.shows_at, "exception", "hub")
            return
        yield self._scan(course.arrives_at - min(5 * HOUR, way * 0.2), "out_for_delivery", "town")
        yield from self._arrival()

    def _arrival(self) -> Iterator[Act]:
        at = self.course.arrives_at
        if self.course.fate == "attempted":
            yield self._scan(at - 22 * HOUR, "attempt_failed", "town")
            yield self._scan(at - 20 * HOUR, "available_for_pickup", "town")
        if self.course.fate == "returning":
            yield self._scan(at, "attempt_failed", "town")
            yield self._scan(at + DAY, "returning", "hub")
            yield self._act(at + 6 * DAY, "refund", reason="returned_to_sender")
            return
        yield self._scan(at, "delivered", "town")

    def _aftermath(self) -> Iterator[Act]:
        at = self.shows_at
        if self.course.fate in {"returned", "return_open"}:
            yield self._act(at, "open_return", reason=self.course.reason)
            yield self._act(at + 5 * HOUR, "move_return", state="approved")
        if self.course.fate == "returned":
            yield self._act(at + 2 * DAY, "move_return", state="in_transit", carrier=self.course.carrier)
            yield self._act(at + 6 * DAY, "move_return", state="received")
        if self.course.fate == "returned" and self.course.settled:
            yield self._act(at + 8 * DAY, "refund", reason="return")
            yield self._act(at + 8 * DAY + HOUR, "move_return", state="closed")
        if self.course.fate == "claimed":
            yield self._act(at, "open_claim", reason=self.course.reason)
            yield self._act(at + 5 * DAY, "close_claim", state="lost" if self.dice.chance(50) else "won")

    def _scan(self, at: datetime, state: str, where: str) -> Act:
        place = self.order.buyer.address.town if where == "town" else f"Hub {self.dice.choose('ABCD')}"
        return self._act(at, "scan", state=state, place=place, words=self._words(state))

    def _words(self, state: str) -> str:
        return scan_words(state, self.order.buyer.language)
