"""Answers that did not leave: the buyer is owed an answer again."""

from datetime import datetime

from sportello.channels.models import Outbox, OutboxState
from sportello.core import events

from . import owing, reopening, standing, telling
from .models import Holding, Message, Obligation


def undelivered(outbox: Outbox, now: datetime) -> None:
    """What follows when an answer is failed or uncertain; called in the transaction that says so.

    A failed answer never reached the buyer: the old deadline counts again and the ticket comes back. An uncertain
    one may have; the ticket only shows it, and an agent decides.
    """
    message = Message.objects.filter(outbox=outbox).first()
    if message is None:
        return
    holding = Holding.objects.select_related("thread__channel").get(thread=message.thread_id, until_id=None)
    ticket = standing.locked(holding.ticket_id)
    if outbox.state == OutboxState.FAILED:
        for obligation in Obligation.objects.select_related("holding__thread").filter(answer=message):
            owing.resume(obligation=obligation, now=now)
        reopening.wake(ticket, now=now)
        standing.refresh(ticket)
    events.record(kind=f"message.{outbox.state}", now=now, subject=("ticket", ticket.pk), data={"message": message.pk})
    telling.ticket_changed(ticket_id=ticket.pk, what="delivery", message_id=message.pk)
