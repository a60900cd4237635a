"""What becomes of orders in the marketplaces' books: claims and feedback, likelier where the desk was late or wrong."""

from collections.abc import Iterable
from random import Random
from typing import Final

from .clock import DAY, HOUR, Quarter
from .entities import AfterSale, Order, Ticket

CLAIM_OF: Final = {"amazon": "a_to_z", "ebay": "case", "walmart": "case"}
CLAIMED, COMPLAINED = 0.0015, 0.003
AFTER_TICKET, AFTER_MISS, AFTER_REPEAT, AFTER_THREAT = 0.006, 0.05, 0.03, 0.12


def close_books(dice: Random, time: Quarter, orders: Iterable[Order], tickets: Iterable[Ticket]) -> None:
    """Let some orders end in a claim, a case, a dispute or bad feedback before the quarter is over."""
    worst = _odds(tickets)
    for order in orders:
        odds, since = worst.get(order.number, (0.0, order.delivered or order.placed + 5 * DAY))
        for kind, base in ((CLAIM_OF.get(order.market.kind, "dispute"), CLAIMED), ("feedback", COMPLAINED)):
            if dice.random() < base + odds:
                at = since + dice.randrange(HOUR, 9 * DAY)
                if time.begins <= at < time.ends:
                    order.claims.append(AfterSale(kind, at, dice.randrange(1, 4) if kind == "feedback" else 0))


def _odds(tickets: Iterable[Ticket]) -> dict[int, tuple[float, int]]:
    found: dict[int, tuple[float, int]] = {}
    for ticket in tickets:
        if ticket.order is None:
            continue
        inbound = [message for thread in ticket.threads for message in thread.messages if message.inbound]
        missed = any(_was_late(ticket))
        threats = any(set(message.risks) - {"safety"} for message in inbound)
        odds = AFTER_TICKET + AFTER_MISS * missed + AFTER_REPEAT * (len(inbound) > 1) + AFTER_THREAT * threats
        before, _since = found.get(ticket.order.number, (0.0, 0))
        found[ticket.order.number] = (max(before, odds), ticket.opened)
    return found


def _was_late(ticket: Ticket) -> Iterable[bool]:
    return (
        answer.at > first.at + thread.market.hours * HOUR
        for thread in ticket.threads
        for first, answer in zip(thread.messages, thread.messages[1:], strict=False)
        if first.inbound and not answer.inbound
    )
