"""A marketplace's mail about an order (return asked for, claim, refund) is kept with its order and its clock."""

from datetime import timedelta

from sportello.core import events
from sportello.core.live import publish

from . import ordering
from .context import Arrival
from .models import MarketplaceNotice


def take_in(arrival: Arrival) -> str:
    """Keep a marketplace's notice; it opens no ticket."""
    inbound = arrival.inbound
    due_at = arrival.sent_at + timedelta(hours=inbound.clock_hours) if inbound.clock_hours else None
    notice = MarketplaceNotice.objects.create(
        channel=arrival.channel,
        envelope=arrival.envelope,
        kind=inbound.kind.value,
        order_id=inbound.order_ids[0][:40] if inbound.order_ids else "",
        subject=inbound.subject[:300],
        text=inbound.text[:20_000],
        at=arrival.sent_at,
        due_at=None if arrival.envelope.history else due_at,
    )
    events.record(kind=f"notice.{inbound.kind.value}", now=arrival.now, subject=("channel", arrival.channel.pk))
    publish("notice", {"notice": notice.pk})
    ordering.learn(arrival)
    return ""
