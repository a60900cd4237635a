"""Courtesy: what each further conversation of a ticket gets when one of them is answered in full."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sportello.business.notices import Notices
from sportello.business.wording import breaches, fill, whose_order

from . import audiences
from .models import Direction, Holding, Message, MessageKind, Obligation, Thread
from .replying import unreachable

SHOP = audiences.SHOP
audience_of = audiences.audience_of


class Way(StrEnum):
    """What a conversation gets."""

    FULL = "full"
    NOTICE = "notice"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Side:
    """One conversation of a ticket: what it is owed, the buyer's language there, and their newest message (0: none)."""

    holding: Holding
    obligation: Obligation | None
    language: str
    newest_in: int

    @property
    def thread(self) -> Thread:
        """The thread itself, with its channel and customer."""
        return self.holding.thread

    @property
    def audience(self) -> str:
        """For whom is written there."""
        return audience_of(self.thread)

    @property
    def values(self) -> dict[str, str]:
        """What is known of the buyer there: the name they bear on this channel, and an order of this channel's own."""
        name, order = self.thread.customer.name.strip(), self.thread.order_id
        is_name = any(character.isalpha() for character in name) and "@" not in name
        return {"name": name if is_name else "", "order": order if whose_order(order) == self.audience else ""}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a further conversation gets unless the agent decides otherwise, and the notice as it would read.

    `why_not` says why nothing can be sent there, for the agent; "" when it can.
    """

    side: Side
    way: Way
    notice: str
    why_not: str


def default_way(*, main: str, other: str, breaks: bool) -> Way:
    """What a conversation with the audience `other` gets by default when `main` is answered in full.

    A notice where the buyer finds the full answer in the same marketplace, and on the seller's own channels. Across
    marketplaces the full answer goes to both: a notice would have to name the other one; as it would when its wording
    `breaks` that rule.
    """
    if breaks or other not in (main, SHOP):
        return Way.FULL
    return Way.NOTICE


def offers(*, main: Side, others: Sequence[Side], notices: Notices, foreign: Collection[str] = ()) -> list[Offer]:
    """What the other conversations that are owed an answer get when `main` is answered in full, the most urgent first.

    `foreign` are all order numbers of the ticket.
    """
    owed = [side for side in others if side.obligation is not None and side.holding.pk != main.holding.pk]
    owed.sort(key=_due_at)
    return [_offer(main, side, notices, foreign) for side in owed]


def _offer(main: Side, side: Side, notices: Notices, numbers: Collection[str]) -> Offer:
    notice = fill(notices.text(side.audience, side.language), side.values).text
    why_not = unreachable(side.thread)
    breaks = bool(breaches(notice, audience=side.audience, foreign_orders=foreign_to(side.audience, numbers)))
    way = Way.NOTHING if why_not else default_way(main=main.audience, other=side.audience, breaks=breaks)
    return Offer(side, way, notice, why_not)


def foreign_to(audience: str, numbers: Collection[str]) -> list[str]:
    """Those of some order numbers that are another audience's."""
    return [number for number in numbers if number and whose_order(number) != audience]


def _due_at(side: Side) -> tuple[datetime, int]:
    assert side.obligation is not None
    return side.obligation.due_at, side.holding.pk


def sides_of(ticket_ids: Collection[int]) -> dict[int, list[Side]]:
    """The conversations that each ticket holds, or is still owed something in: three queries, however many tickets."""
    related = ("source", "sends_through", "account", "brand")
    holdings = Holding.objects.filter(ticket__in=ticket_ids).order_by("pk")
    holdings = holdings.select_related("thread__customer", *(f"thread__channel__{name}" for name in related))
    owed = {row.holding_id: row for row in Obligation.objects.filter(holding__ticket__in=ticket_ids, ended_at=None)}
    ours = [holding for holding in holdings if holding.until_id is None or holding.pk in owed]
    newest = _newest([holding.thread_id for holding in ours])
    sides: dict[int, list[Side]] = {ticket_id: [] for ticket_id in ticket_ids}
    for holding in ours:
        language, message_id = newest.get(holding.thread_id, ("", 0))
        spoken = language or holding.thread.channel.language
        sides[holding.ticket_id].append(Side(holding, owed.get(holding.pk), spoken, message_id))
    return sides


def _newest(thread_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """The language and the id of the newest message of the buyer in each thread."""
    said = Message.objects.filter(thread__in=thread_ids, direction=Direction.IN).exclude(kind=MessageKind.AUTO_REPLY)
    rows = said.order_by("thread", "-id").distinct("thread").values_list("thread", "language", "id")
    return {thread_id: (language, message_id) for thread_id, language, message_id in rows}


def main_of(sides: Sequence[Side], primary: int | None) -> Side | None:
    """The conversation that gets the full answer: the primary one unless only others are owed one, then the first due.

    None without conversations.
    """
    chosen = next((side for side in sides if side.thread.pk == primary), None)
    owed = [side for side in sides if side.obligation is not None]
    if owed and (chosen is None or chosen.obligation is None):
        return min(owed, key=_due_at)
    return chosen or (sides[0] if sides else None)
