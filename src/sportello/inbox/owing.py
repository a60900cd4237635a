"""The answer a thread is owed: when it begins, when it is due, when it ends."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from sportello.accounts.models import Agent
from sportello.channels.clock import deadline, working_between
from sportello.core import events
from sportello.core.epoch import epoch

from .models import Direction, Holding, Message, MessageKind, Obligation, ObligationEnd, Thread


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


def begin(*, holding: Holding, message: Message, now: datetime, clock_hours: int | None = None) -> dict[str, int]:
    """Begin what a holding is owed, where nothing stands; returns what its event has to say."""
    starts = min(message.sent_at, now)
    channel = holding.thread.channel
    obligation = Obligation.objects.create(
        holding=holding,
        first_message=message,
        opened_at=starts,
        due_at=deadline(channel=channel, start=starts, hours=clock_hours),
    )
    return _told(obligation, holding)


def begin_beside(standing: Obligation, *, holding: Holding, message: Message, now: datetime) -> None:
    """Let a holding that was split off be owed an answer by the deadline of the one it was split from."""
    beside = Obligation.objects.create(
        holding=holding, first_message=message, opened_at=message.sent_at, due_at=standing.due_at
    )
    _record("obligation.opened", beside, now, None)


def tighten(
    obligation: Obligation, *, holding: Holding, message: Message, clock_hours: int | None = None
) -> dict[str, int] | None:
    """Let a standing obligation begin or fall due earlier, never later, when a message gives reason; returns what the
    event of it has to say, None when nothing changed.

    Reasons are a message that was written before the one it began with (mails overtake each other) and one that names
    a shorter time of its own.
    """
    if message.sent_at >= obligation.opened_at and clock_hours is None:
        return None
    before = obligation.opened_at, obligation.due_at
    due_at = deadline(channel=holding.thread.channel, start=message.sent_at, hours=clock_hours)
    if message.sent_at < obligation.opened_at:
        obligation.first_message, obligation.opened_at = message, message.sent_at
    obligation.due_at = min(obligation.due_at, due_at)
    if before == (obligation.opened_at, obligation.due_at):
        return None
    obligation.save(update_fields=["first_message", "opened_at", "due_at"])
    return _told(obligation, holding)


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


def answered(*, thread: Thread, answer: Message, as_: ObligationEnd, now: datetime, by: Agent | None = None) -> None:
    """End what the thread was owed when an answer was written; what the buyer wrote after it is owed anew.

    The caller holds the locks of the thread and of every ticket that is owed something in it, and refreshes them.
    """
    holdings = Holding.objects.select_related("thread__channel__calendar").filter(thread=thread)
    for holding in holdings.filter(obligations__ended_at=None, obligations__isnull=False).distinct():
        standing = Obligation.objects.select_related("first_message").get(holding=holding, ended_at=None)
        if standing.first_message.sent_at > answer.sent_at:
            continue
        end(holding=holding, as_=as_, now=answer.sent_at, by=by, answer=answer)
        if later := spoken(holding).filter(sent_at__gt=answer.sent_at).first():
            open_for(holding=holding, message=later, now=now)


def spoken(holding: Holding) -> QuerySet[Message]:
    """What of a holding's messages can be owed an answer: the buyer's own words, in the order they were written."""
    theirs = Message.objects.filter(thread=holding.thread_id, id__gte=holding.first_id, direction=Direction.IN)
    if holding.until_id is not None:
        theirs = theirs.filter(id__lt=holding.until_id)
    return theirs.filter(history=False).exclude(kind=MessageKind.AUTO_REPLY).order_by("sent_at", "id")


def resume(*, obligation: Obligation, now: datetime) -> None:
    """Take back an end that proved false (the answer did not reach the buyer): the old deadline counts again.

    When a newer obligation stands for the same holding, that one begins and falls due as early as the old one did.
    """
    newer = Obligation.objects.filter(holding=obligation.holding_id, ended_at=None).first()
    if newer is not None:
        if obligation.opened_at < newer.opened_at:
            newer.first_message_id, newer.opened_at = obligation.first_message_id, obligation.opened_at
        newer.due_at = min(newer.due_at, obligation.due_at)
        newer.save(update_fields=["first_message", "opened_at", "due_at"])
        changed(newer, now=now)
        Obligation.objects.filter(pk=obligation.pk).update(answer=None)
        return
    obligation.ended_at, obligation.ended_as, obligation.ended_by, obligation.answer = None, "", None, None
    obligation.save(update_fields=["ended_at", "ended_as", "ended_by", "answer"])
    _record("obligation.resumed", obligation, now, None)


def changed(obligation: Obligation, *, now: datetime, by: Agent | None = None) -> None:
    """Record that an obligation begins or falls due at another time, or belongs to another ticket."""
    _record("obligation.changed", obligation, now, by)


def all_changed(obligations: Collection[Obligation], *, now: datetime, by: Agent) -> None:
    """The same for many at once; their holdings and threads are loaded."""
    told = ((("ticket", one.holding.ticket_id), _told(one, one.holding)) for one in obligations)
    events.record_many(kind="obligation.changed", now=now, actor=by.pk, told=told)


def _record(kind: str, obligation: Obligation, now: datetime, by: Agent | None) -> None:
    holding = obligation.holding
    data = _told(obligation, holding)
    if obligation.ended_at is not None:
        worked = working_between(holding.thread.channel, obligation.opened_at, obligation.ended_at)
        data["worked"] = int(worked.total_seconds())
    events.record(kind=kind, now=now, subject=("ticket", holding.ticket_id), actor=by.pk if by else None, data=data)


def _told(obligation: Obligation, holding: Holding) -> dict[str, int]:
    return {
        "obligation": obligation.pk,
        "thread": holding.thread_id,
        "channel": holding.thread.channel_id,
        "opened": epoch(obligation.opened_at),
        "due": epoch(obligation.due_at),
    }
