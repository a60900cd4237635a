"""The orders beside a conversation, the one it is about first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sportello.desk.buying.cards import Card
from sportello.desk.buying.panel import Panel, panel_of
from sportello.inbox.conversation import Conversation
from sportello.inbox.models import Direction, MessageKind, Ticket
from sportello.orders.numbers import plain

from .subject import Candidate, How, Subject, choose


@dataclass(frozen=True, slots=True)
class Beside:
    """The panel, and of its cards the one that the conversation is about, with how we know (None: nobody knows)."""

    panel: Panel
    about: Card | None
    how: How | None


def orders_beside(
    *, ticket: Ticket, conversation: Conversation, history: Sequence[str], customer_ids: Sequence[int], now: datetime
) -> Beside:
    """The orders of a ticket's buyer: named in this conversation, named before (`history`), bought by this person."""
    named = named_in(conversation)
    panel = panel_of(numbers=[*named, *history], customer_ids=customer_ids, channel=ticket.channel, now=now)
    subject = _subject(ticket, conversation, panel.cards, named, now)
    if subject is None:
        return Beside(panel, None, None)
    about = next(card for card in panel.cards if card.order.pk == subject.key)
    others = [card for card in panel.cards if card is not about]
    return Beside(replace(panel, cards=[about, *others]), about, subject.how)


def named_in(conversation: Conversation) -> list[str]:
    """The order numbers that a conversation names, the latest first."""
    messages = [entry.message for entry in reversed(conversation.entries) if entry.message]
    return [str(number) for message in messages for number in message.order_ids]


def newest_words(conversation: Conversation) -> str:
    """What the buyer said since our last answer, or last of all."""
    said: list[str] = []
    for entry in reversed(conversation.entries):
        if entry.message is None or entry.message.kind == MessageKind.AUTO_REPLY:
            continue
        if entry.message.direction == Direction.OUT and said:
            break
        if entry.message.direction == Direction.IN:
            said.append(f"{entry.message.subject} {entry.message.text}")
    return " ".join(said)


def _subject(
    ticket: Ticket, conversation: Conversation, cards: Sequence[Card], named: Sequence[str], now: datetime
) -> Subject | None:
    places: dict[str, int] = {}
    for place, number in enumerate(named):
        places.setdefault(plain(number), place)
    return choose(
        text=newest_words(conversation),
        kind=ticket.channel.kind if ticket.channel else "",
        candidates=[_candidate(card, places) for card in cards],
        now=now,
    )


def _candidate(card: Card, places: dict[str, int]) -> Candidate:
    order = card.order
    known = [places[number] for number in (order.plain, plain(order.external_id)) if number in places]
    return Candidate(
        key=order.pk,
        kind=order.channel.kind,
        titles=[line.title for line in order.lines.all()],
        placed_at=order.placed_at,
        place=min(known, default=None),
    )
