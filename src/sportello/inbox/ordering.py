"""Orders that a message or a marketplace's mail names: unknown ones are fetched, and they learn what the mail says."""

import re
from datetime import datetime, timedelta

from sportello.channels import errands
from sportello.channels.inbound import ChannelKind, Inbound, MailKind
from sportello.channels.registry import connectors
from sportello.customers.identify import identify
from sportello.customers.models import HandleKind
from sportello.orders import finding, linking
from sportello.orders.numbers import plain
from sportello.orders.recording import record_news
from sportello.orders.records import (
    AfterSale,
    ClaimKind,
    ClaimRecord,
    ClaimState,
    RefundRecord,
    ReturnRecord,
    ReturnState,
)

from .context import Arrival

MOST_NUMBERS = 5
# Amazon: a claim is answered within 48 hours or lost; a return request within 24 hours by its own recommendation.
CLAIM_HOURS, RETURN_HOURS = 48, 24
CLAIMS = {
    ChannelKind.AMAZON: ClaimKind.A_TO_Z,
    ChannelKind.EBAY: ClaimKind.CASE,
    ChannelKind.SHOPIFY: ClaimKind.DISPUTE,
}
# There the marketplace itself writes the order into the mail; elsewhere a buyer may type any number.
NAMED_BY_MARKETPLACE = frozenset({ChannelKind.AMAZON, ChannelKind.WALMART})


def look_up(arrival: Arrival) -> None:
    """Ask for the orders that a message names and we do not know, and give those without a buyer to who wrote.

    Imported history asks for nothing: a shop's old mails would keep its accounts busy for days.
    """
    numbers = list(arrival.inbound.order_ids[:MOST_NUMBERS])
    if not numbers or arrival.envelope.history:
        return
    known = {key for order in finding.mentioned(numbers) for key in (order.plain, plain(order.external_id))}
    for number in numbers:
        if plain(number) not in known:
            ask_for(number, kind=arrival.inbound.channel_kind, site=arrival.inbound.site, now=arrival.now)
    _claim(arrival, numbers[0])


def ask_for(number: str, *, kind: str, site: str, now: datetime) -> int:
    """Ask the accounts whose orders have such numbers, those of the message's own marketplace before all others;
    returns how many were asked."""
    fitting = [each.kind for each in connectors() if _fits(each.order_number, number, own=each.kind == kind)]
    asked = [kind] if kind in fitting else fitting
    return sum(errands.fetch_order(kind=one, number=number, site=site if one == kind else "", now=now) for one in asked)


def learn(arrival: Arrival) -> None:
    """Let the order know what a marketplace's mail says of it: a return asked for, a claim opened, money given back.

    When the order is unknown the news waits for it, and the order is asked for. A mail that the marketplace may not
    have sent changes no order.
    """
    inbound = arrival.inbound
    news = _news(inbound, arrival.sent_at, history=arrival.envelope.history) if inbound.trusted else None
    if news is None:
        return
    known = record_news(news, channel_id=arrival.channel.pk, now=arrival.now)
    if not known and not arrival.envelope.history:
        ask_for(news.number, kind=inbound.channel_kind, site=inbound.site, now=arrival.now)


def _news(inbound: Inbound, at: datetime, *, history: bool) -> AfterSale | None:
    if not inbound.order_ids:
        return None
    number = inbound.order_ids[0]

    def by(hours: int) -> datetime | None:
        return None if history else at + timedelta(hours=inbound.clock_hours or hours)

    if inbound.kind is MailKind.RETURN_REQUEST:
        back = ReturnRecord(
            "mail:return", ReturnState.REQUESTED, at, at, words=inbound.text[:2000], answer_by=by(RETURN_HOURS)
        )
        return AfterSale(number, inbound.site, returns=(back,))
    if inbound.kind is MailKind.CLAIM:
        kind = CLAIMS.get(inbound.channel_kind, ClaimKind.CASE)
        claim = ClaimRecord("mail:claim", kind, ClaimState.OPEN, at, at, answer_by=by(CLAIM_HOURS))
        return AfterSale(number, inbound.site, claims=(claim,))
    if inbound.kind is MailKind.REFUND_NOTICE:
        refund = RefundRecord(f"mail:refund:{at:%Y-%m-%d}", at, None)
        return AfterSale(number, inbound.site, refunds=(refund,))
    return None


def _fits(shape: str, number: str, *, own: bool) -> bool:
    return bool(re.fullmatch(shape, number)) if shape else own


def _claim(arrival: Arrival, number: str) -> None:
    """An order that the marketplace ships tells no buyer; the marketplace names it when its buyer writes.

    Who wrote is known by it from then on, so that an order that comes later finds them.
    """
    inbound = arrival.inbound
    if not (inbound.trusted and inbound.sender.value and inbound.sender.kind == HandleKind.RELAY):
        return
    if inbound.channel_kind not in NAMED_BY_MARKETPLACE:
        return
    customer = identify(
        kind=HandleKind.ORDER,
        value=f"{inbound.site or inbound.channel_kind}:{number}",
        name="",
        language=arrival.channel.language,
        evidence=f"wrote about it on {inbound.channel_kind}",
        now=arrival.now,
        or_known_by=(inbound.sender.kind, inbound.sender.value),
    )
    kind = inbound.channel_kind.value
    linking.claim(numbers=[number], kind=kind, site=inbound.site, customer=customer, now=arrival.now)
