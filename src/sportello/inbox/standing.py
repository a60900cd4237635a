"""Where a ticket stands: the columns of the queue, recomputed from the rows that say so. Nothing else writes them."""

from datetime import datetime

from django.db.models import Min

from .models import Direction, Message, Obligation, Resolution, Snooze, Thread, Ticket

PREVIEW = 160


def locked(ticket_id: int) -> Ticket:
    """The ticket, locked until the transaction ends, so that two acts on it follow one another.

    Raises `Ticket.DoesNotExist`.
    """
    return Ticket.objects.select_for_update(of=("self",)).get(pk=ticket_id)


def refresh(ticket: Ticket) -> None:
    """Bring a ticket's queue columns up to its obligations, resolution, snooze and primary thread."""
    ticket.due_at = _earliest_deadline(ticket)
    ticket.resolved_at = _standing_since(ticket)
    ticket.snoozed_until = _put_off_until(ticket)
    primary = Thread.objects.filter(pk=ticket.primary_id or 0).first()
    ticket.channel_id = primary.channel_id if primary else None
    ticket.save(update_fields=["due_at", "resolved_at", "snoozed_until", "channel"])


def heard(ticket: Ticket, message: Message) -> None:
    """Note a message's time, and a buyer's first words, on the ticket."""
    ticket.last_message_at = max(ticket.last_message_at, message.sent_at)
    if message.direction == Direction.IN and message.text.strip():
        ticket.preview = " ".join(message.text.split())[:PREVIEW]
    ticket.save(update_fields=["last_message_at", "preview"])


def _earliest_deadline(ticket: Ticket) -> datetime | None:
    open_ones = Obligation.objects.filter(holding__ticket=ticket, ended_at=None)
    earliest: datetime | None = open_ones.aggregate(earliest=Min("due_at"))["earliest"]
    return earliest


def _standing_since(ticket: Ticket) -> datetime | None:
    resolution = Resolution.objects.filter(ticket=ticket, ended_at=None).first()
    return resolution.at if resolution else None


def _put_off_until(ticket: Ticket) -> datetime | None:
    snooze = Snooze.objects.filter(ticket=ticket, ended_at=None).first()
    return snooze.until if snooze else None
