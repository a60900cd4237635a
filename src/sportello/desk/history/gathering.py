"""The facts of a buyer's first line, out of rows that the page has loaded anyway."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sportello.desk.buying.cards import Card
from sportello.inbox.conversation import Conversation
from sportello.inbox.models import Promise, Ticket
from sportello.orders.numbers import plain

from .beside import Beside
from .counting import contacts, threads_about, unanswered
from .judging import ClaimFact, EarlierFact, Facts, OrderFact, ParcelFact, PromiseFact, RefundFact
from .person import Said
from .subject import How


def facts_of(
    *,
    ticket: Ticket,
    conversation: Conversation,
    said: Sequence[Said],
    beside: Beside,
    promises: Sequence[Promise],
    others: Sequence[Ticket],
    now: datetime,
) -> Facts:
    """What is known of a ticket's buyer at `now`. Asks the database nothing."""
    theirs = [one for one in said if not one.automatic]
    spoken = [one.spoken() for one in theirs]
    own = {held.holding.thread_id for held in conversation.threads}
    about = beside.about if beside.how in {How.NAMED, How.PRODUCT} else None
    issue = own | threads_about(about.order.plain if about else "", spoken)
    newest = next((one for one in theirs if one.thread in own and not one.ours), None)
    owed = {held.thread_id: held.obligation.opened_at for held in conversation.threads if held.obligation}
    asked, since = unanswered(spoken, owed)
    return Facts(
        now=now,
        kind=newest.kind if newest else ticket.channel.kind if ticket.channel else "",
        wrote_at=newest.at if newest else ticket.last_message_at,
        topic=ticket.topics[0] if ticket.topics else "",
        contacts=max(contacts(spoken, issue), 1),
        known_before=any(one.thread not in own and not one.ours for one in theirs),
        asked=asked,
        unanswered_since=since,
        order=_order(beside),
        promises=[PromiseFact(one.kind, one.words, one.due_at) for one in promises],
        refund=_refund(beside.about),
        claim=_claim(beside.panel.cards),
        earlier=_earlier(theirs, issue, beside, others),
        others_open=sum(other.resolved_at is None for other in others),
    )


def _order(beside: Beside) -> OrderFact | None:
    if beside.about is None:
        return None
    order = beside.about.order
    # A guess is good enough to say where the parcel is, never to say that they wrote about that order.
    number = "" if beside.how is How.LATEST else order.number
    parcels = [ParcelFact(one.shipment.state, one.since, one.late_since) for one in beside.about.parcels]
    return OrderFact(number, order.channel.kind, order.state, parcels)


def _refund(about: Card | None) -> RefundFact | None:
    if about is None or not about.refunds:
        return None
    latest = about.refunds[-1].row
    return RefundFact(about.refunds[-1].amount, latest.at)  # type: ignore[union-attr]


def _claim(cards: Sequence[Card]) -> ClaimFact | None:
    """The open claim that is lost first; one without a clock only when none has one."""
    ours = [claim.row for card in cards if not card.anothers for claim in card.claims if claim.row.awaits_us]  # type: ignore[union-attr]
    if not ours:
        return None
    clocked = [row for row in ours if row.answer_by]  # type: ignore[union-attr]
    first = min(clocked, key=lambda row: row.answer_by) if clocked else ours[0]  # type: ignore[union-attr,arg-type,return-value]
    return ClaimFact(first.kind, first.answer_by)  # type: ignore[union-attr]


def _earlier(
    said: Sequence[Said], issue: Collection[int], beside: Beside, others: Sequence[Ticket]
) -> EarlierFact | None:
    """The latest contact about something else; one about the same product before any other."""
    before = [one for one in said if one.thread not in issue and not one.ours]
    if not before:
        return None
    wanted = _products(beside.about)
    same = [one for one in before if wanted & _products_named(one, beside.panel.cards)]
    latest = (same or before)[0]
    topics = {other.primary_id: other.topics[0] for other in others if other.topics}
    return EarlierFact(latest.at, latest.kind, topics.get(latest.thread, ""), bool(same))


def _products_named(one: Said, cards: Sequence[Card]) -> set[str]:
    named = {plain(number) for number in one.numbers}
    return {product for card in cards if card.order.plain in named for product in _products(card)}


def _products(card: Card | None) -> set[str]:
    if card is None:
        return set()
    return {f"#{line.product_id}" if line.product_id else line.title.casefold() for line in card.order.lines.all()}
