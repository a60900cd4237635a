"""Saving a channel: when its clock changes, what it owes is due by the new one."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sportello.accounts import audit
from sportello.accounts.models import Agent
from sportello.channels import clock
from sportello.channels.models import Channel
from sportello.core import events

from . import owing, standing, telling
from .models import DeadlineWarning, Message, MessageKind, Obligation, Thread, Ticket

SHORTEST, LONGEST = 1, 240


class ClockRefused(ValueError):
    """The channel cannot have this clock; the message says why, for the owner."""


@transaction.atomic
def save(*, channel: Channel, by: Agent, now: datetime) -> int:
    """Save what was decided about a channel; returns how many open deadlines its new clock moved.

    What began with a marketplace's customer-service contact keeps the deadline which that named. Raises `ClockRefused`
    for a clock longer than the marketplace's own, and for hours outside of 1 to 240.
    """
    _check(channel)
    before = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    channel.save()
    moved = _reschedule(channel, by=by, now=now) if _clock_of(before) != _clock_of(channel) else 0
    events.record(
        kind="channel.saved",
        now=now,
        subject=("channel", channel.pk),
        actor=by.pk,
        data={
            "answer_hours": channel.answer_hours,
            "round_the_clock": channel.round_the_clock,
            "calendar": channel.calendar_id,
            "answer_hours_before": before.answer_hours,
            "moved": moved,
        },
    )
    audit.note(act="channel.saved", now=now, agent=by, subject=("channel", channel.pk))
    return moved


def _check(channel: Channel) -> None:
    if not SHORTEST <= channel.answer_hours <= LONGEST:
        raise ClockRefused(f"{channel.answer_hours} is not between {SHORTEST} and {LONGEST} hours")
    for why_not in clock.refusals(
        kind=channel.kind, hours=channel.answer_hours, round_the_clock=channel.round_the_clock
    ).values():
        raise ClockRefused(why_not)


def _clock_of(channel: Channel) -> tuple[int, bool, int | None]:
    return channel.answer_hours, channel.round_the_clock, channel.calendar_id


def _reschedule(channel: Channel, *, by: Agent, now: datetime) -> int:
    """Give every open obligation of the channel the deadline of its clock as it is now; how many changed."""
    threads = _locked_threads(channel)
    owed = Obligation.objects.filter(ended_at=None, holding__thread__in=threads)
    tickets = _locked_tickets(owed)
    moved = _moved(owed, clock.counting(channel))
    Obligation.objects.bulk_update(moved, ["due_at"], batch_size=500)
    owing.all_changed(moved, now=now, by=by)
    # Whoever was warned of the old deadline was not warned of the new one.
    DeadlineWarning.objects.filter(obligation__in=[obligation.pk for obligation in moved]).delete()
    standing.refresh_all(tickets)
    if moved:
        telling.deadlines_changed(channel_id=channel.pk)
    return len(moved)


def _locked_threads(channel: Channel) -> Sequence[int]:
    owing = Obligation.objects.filter(ended_at=None, holding__thread__channel=channel).values("holding__thread")
    return _locked(Thread.objects.filter(pk__in=owing))


def _locked_tickets(owed: QuerySet[Obligation]) -> Sequence[int]:
    return _locked(Ticket.objects.filter(pk__in=owed.values("holding__ticket")))


def _locked[Row: (Thread, Ticket)](rows: QuerySet[Row]) -> Sequence[int]:
    """Lock rows in the order of their ids, as every act that locks several does."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _moved(owed: QuerySet[Obligation], due: Callable[[datetime], datetime]) -> list[Obligation]:
    contacts = Message.objects.filter(
        thread=OuterRef("holding__thread"), kind=MessageKind.SERVICE_NOTICE, sent_at__gte=OuterRef("opened_at")
    )
    moved: list[Obligation] = []
    for obligation in (
        owed.select_related("first_message", "holding__thread").annotate(is_named=Exists(contacts)).order_by("pk")
    ):
        due_at = due(obligation.opened_at)
        if obligation.is_named:
            due_at = min(due_at, obligation.due_at)
        if obligation.first_message.kind == MessageKind.SERVICE_NOTICE or due_at == obligation.due_at:
            continue
        obligation.due_at = due_at
        moved.append(obligation)
    return moved
