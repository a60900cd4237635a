"""Answers that came back: the delivery is marked, and the buyer is owed an answer again."""

from datetime import timedelta

from sportello.channels.inbound import Bounced
from sportello.channels.models import Outbox, OutboxState
from sportello.core import events

from . import failing
from .context import Arrival
from .models import Holding

LOOK_BACK = timedelta(days=7)


def take_in(arrival: Arrival) -> str:
    """Mark the answer that a bounce speaks of; returns what was made of it, in words."""
    bounce = arrival.inbound.bounce or Bounced()
    outbox = _which(arrival, bounce)
    if outbox is None:
        return bounce.reason or "a delivery failure of something we did not send"
    if not bounce.permanent:
        return f"delayed: {bounce.reason}"
    if outbox.state == OutboxState.BOUNCED:
        return f"returned again: {bounce.reason or bounce.status}"
    _came_back(outbox, bounce, arrival)
    return f"returned: {bounce.reason or bounce.status}"


def _which(arrival: Arrival, bounce: Bounced) -> Outbox | None:
    """The outbox row by its Message-ID, else the newest one to that recipient or about that order within a week."""
    sent = Outbox.objects.filter(state__in=[OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.BOUNCED])
    if bounce.original_message_id:
        return sent.filter(message_id=bounce.original_message_id).first()
    recent = sent.filter(created_at__gte=arrival.now - LOOK_BACK).order_by("-created_at")
    if bounce.recipient:
        return recent.filter(recipient=bounce.recipient.lower()).first()
    orders = arrival.inbound.order_ids
    return recent.filter(message__thread__order_id__in=orders).first() if orders else None


def _came_back(outbox: Outbox, bounce: Bounced, arrival: Arrival) -> None:
    outbox.state, outbox.reason = OutboxState.BOUNCED, (bounce.reason or bounce.status)[:480]
    outbox.save(update_fields=["state", "reason"])
    failing.undelivered(outbox, arrival.now)
    events.record(
        kind="message.returned",
        now=arrival.now,
        subject=("ticket", Holding.objects.get(thread__messages__outbox=outbox, until_id=None).ticket_id),
        data={"outbox": outbox.pk, "opted_out": bounce.opted_out},
    )
