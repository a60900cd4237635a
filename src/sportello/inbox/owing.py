"""The answer a thread is owed: when it begins, when it is due, when it ends."""

from datetime import datetime

from sportello.accounts.models import Agent
from sportello.channels.clock import deadline
from sportello.core import events

from .models import Holding, Message, Obligation, ObligationEnd


def open_for(*, holding: Holding, message: Message, now: datetime, clock_hours: int | None = None) -> Obligation:
    """The holding's standing obligation, begun by this message when there is none.

    The clock starts at the first unanswered message and a later one never moves it. `clock_hours` is set when the
    mail itself names its time (an Amazon customer-service contact); otherwise the channel's clock counts.
    """
    standing = Obligation.objects.filter(holding=holding, ended_at=None).first()
    if standing is not None:
        return standing
    begin(holding=holding, message=message, now=now, clock_hours=clock_hours)
    standing = Obligation.objects.get(holding=holding, ended_at=None)
    _record("obligation.opened", standing, now, None)
    return standing


def begin(*, holding: Holding, message: Message, now: datetime, clock_hours: int | None = None) -> dict[str, int | str]:
    """Begin what a holding is owed, where nothing stands; returns what its event has to say."""
    starts = min(message.sent_at, now)
    channel = holding.thread.channel
    obligation = Obligation.objects.create(
        holding=holding,
        first_message=message,
        opened_at=starts,
        due_at=deadline(channel=channel, start=starts, hours=clock_hours),
    )
    return {"obligation": obligation.pk, "thread": holding.thread_id, "channel": channel.pk}


def end(
    *,
    holding: Holding,
    as_: ObligationEnd,
    now: datetime,
    by: Agent | None = None,
    answer: Message | None = None,
) -> Obligation | None:
    """End the holding's standing obligation, if one stands, and say how it ended."""
    standing = Obligation.objects.select_for_update().filter(holding=holding, ended_at=None).first()
    if standing is None:
        return None
    standing.ended_at, standing.ended_as, standing.ended_by, standing.answer = now, as_, by, answer
    standing.save(update_fields=["ended_at", "ended_as", "ended_by", "answer"])
    _record(f"obligation.{as_.value}", standing, now, by)
    return standing


def resume(*, obligation: Obligation, now: datetime) -> None:
    """Take back an end that proved false (the answer came back undeliverable): the old deadline counts again.

    Does nothing when a newer obligation stands for the same holding.
    """
    if Obligation.objects.filter(holding=obligation.holding_id, ended_at=None).exists():
        return
    obligation.ended_at, obligation.ended_as, obligation.ended_by, obligation.answer = None, "", None, None
    obligation.save(update_fields=["ended_at", "ended_as", "ended_by", "answer"])
    _record("obligation.resumed", obligation, now, None)


def _record(kind: str, obligation: Obligation, now: datetime, by: Agent | None) -> None:
    holding = obligation.holding
    events.record(
        kind=kind,
        now=now,
        subject=("ticket", holding.ticket_id),
        actor=by.pk if by else None,
        data={"obligation": obligation.pk, "thread": holding.thread_id, "channel": holding.thread.channel_id},
    )
