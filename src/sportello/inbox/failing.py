"""Answers that did not reach the buyer: what they answered is owed again, and the ticket comes back."""

from datetime import datetime

from sportello.accounts.models import Agent
from sportello.channels.models import Outbox
from sportello.core import events

from . import owing, reopening, standing, telling
from .models import Holding, Message, MessageKind, Obligation, ObligationEnd, Thread, Ticket


def undelivered(outbox: Outbox, now: datetime) -> None:
    """Take an answer back whose delivery failed, is uncertain, was cancelled, or which was returned.

    What it answered is owed again with its old deadline, and its ticket is reopened: also for an uncertain one, because
    whoever decides about it must see it, and a deadline that was met after all costs one click. Called in the
    transaction that changes the outbox row, as `channels.delivery.deliver_due(on_undelivered=...)` does. Of a row that
    carries no message of a conversation nothing is made.
    """
    message = Message.objects.filter(outbox=outbox).first()
    if message is None:
        return
    thread = standing.locked_thread(message.thread_id)
    unanswered = list(Obligation.objects.select_related("holding__thread").filter(answer=message))
    for ticket in _tickets(thread, unanswered):
        for obligation in unanswered:
            if obligation.holding.ticket_id == ticket.pk:
                owing.resume(obligation=obligation, now=now)
        reopening.wake(ticket, now=now)
        _tell(ticket, message, f"message.{outbox.state}", now)


def reached(outbox: Outbox, *, now: datetime, by: Agent | None = None) -> None:
    """Count an answer again that was taken back: it is on its way once more, or did reach the buyer.

    What was owed when it was written ends; what the buyer wrote after it is owed anew.
    """
    message = Message.objects.filter(outbox=outbox).first()
    if message is None:
        return
    thread = standing.locked_thread(message.thread_id)
    standing_ones = list(Obligation.objects.select_related("holding").filter(holding__thread=thread, ended_at=None))
    tickets = _tickets(thread, standing_ones)
    as_ = ObligationEnd.NOTICED if message.kind == MessageKind.NOTICE else ObligationEnd.ANSWERED
    owing.answered(thread=thread, answer=message, as_=as_, now=now, by=by)
    for ticket in tickets:
        _tell(ticket, message, "message.reached", now)


def _tickets(thread: Thread, obligations: list[Obligation]) -> list[Ticket]:
    """The tickets of these obligations, locked; without any, the ticket that holds the thread now."""
    ids = {obligation.holding.ticket_id for obligation in obligations}
    ids = ids or {Holding.objects.get(thread=thread, until_id=None).ticket_id}
    return [standing.locked(ticket_id) for ticket_id in sorted(ids)]


def _tell(ticket: Ticket, message: Message, kind: str, now: datetime) -> None:
    standing.refresh(ticket)
    events.record(kind=kind, now=now, subject=("ticket", ticket.pk), data={"message": message.pk})
    telling.ticket_changed(ticket_id=ticket.pk, what="delivery", message_id=message.pk)
