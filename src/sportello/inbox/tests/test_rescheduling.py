"""When a channel's clock changes, what it owes is due by the new one, and the queue says so."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import AuditEntry
from sportello.business.models import Calendar
from sportello.channels.models import Channel
from sportello.core.models import Event
from sportello.inbox import rescheduling, resolving
from sportello.inbox.models import DeadlineWarning, Message, MessageKind, Obligation, Thread
from sportello.inbox.replying import send
from sportello.inbox.rescheduling import ClockRefused

from .world import HOUR, NOW, agent, amazon, at_once, mail, owed, said, ticket_of

LATER = NOW + HOUR


def clocked(thread: Thread, **changes: object) -> int:
    """Change the clock of a thread's channel; how many deadlines moved."""
    channel = Channel.objects.get(pk=thread.channel_id)
    for name, value in changes.items():
        setattr(channel, name, value)
    return rescheduling.save(channel=channel, by=agent("Ada", role="owner"), now=LATER)


def due(thread: Thread) -> datetime:
    standing = owed(thread)
    assert standing is not None
    return standing.due_at


@pytest.mark.django_db
def test_it_moves_what_is_owed_and_the_queue_with_it() -> None:
    first, second = said(amazon()), said(amazon(relay="z9z9z9z9z9z9z9z@marketplace.amazon.de"))
    assert clocked(first.thread, answer_hours=8) == 2
    for message in (first, second):
        assert due(message.thread) == ticket_of(message).due_at == NOW + 8 * HOUR


@pytest.mark.django_db
def test_it_counts_by_the_hours_of_the_calendar_that_was_chosen() -> None:
    message = said(mail(at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC)), at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC))
    late = Calendar.objects.create(name="Evenings", time_zone="UTC", week={"sat": ["20:00-22:00"]})
    assert clocked(message.thread, answer_hours=1, calendar=late) == 1
    assert due(message.thread) == datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    assert clocked(message.thread, round_the_clock=True) == 1
    assert due(message.thread) == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_it_leaves_other_channels_and_what_has_ended_alone() -> None:
    relayed, plain = said(amazon()), said(mail())
    answered = said(amazon(relay="z9z9z9z9z9z9z9z@marketplace.amazon.de"))
    send(ticket=ticket_of(answered), thread=answered.thread, text="It comes.", by=agent("Ben"), now=NOW)
    before = due(plain.thread)
    assert clocked(relayed.thread, answer_hours=4) == 1
    assert due(plain.thread) == before
    assert Obligation.objects.exclude(ended_at=None).get().due_at == NOW + 24 * HOUR


@pytest.mark.django_db
def test_it_keeps_the_deadline_that_a_contact_named_and_shortens_a_buyers() -> None:
    contact, both = said(amazon()), said(amazon(relay="z9z9z9z9z9z9z9z@marketplace.amazon.de"))
    Message.objects.filter(pk=contact.pk).update(kind=MessageKind.SERVICE_NOTICE)
    Obligation.objects.filter(holding__thread=contact.thread).update(due_at=NOW + 48 * HOUR)
    Message.objects.create(
        thread=both.thread, direction="in", kind=MessageKind.SERVICE_NOTICE, sent_at=LATER, created_at=LATER, text="x"
    )
    Obligation.objects.filter(holding__thread=both.thread).update(due_at=NOW + 6 * HOUR)
    assert clocked(contact.thread, answer_hours=12) == 0
    assert clocked(contact.thread, answer_hours=2) == 1
    assert due(contact.thread) == NOW + 48 * HOUR
    assert due(both.thread) == NOW + 2 * HOUR


@pytest.mark.django_db
def test_it_brings_a_snoozed_ticket_back_when_its_deadline_comes_near() -> None:
    message = said(mail())
    ticket, ben = ticket_of(message), agent("Ben")
    resolving.snooze(ticket=ticket, until=NOW + timedelta(days=3), by=ben, now=NOW)
    clocked(message.thread, answer_hours=3, round_the_clock=True)
    assert list(type(ticket).objects.owed_an_answer(LATER)) == [ticket]


@pytest.mark.django_db
def test_it_warns_anew_of_a_new_deadline() -> None:
    moved, kept = said(amazon()), said(mail())
    for obligation in Obligation.objects.all():
        DeadlineWarning.objects.create(obligation=obligation, agent=agent("Ben"), lead_minutes=60, sent_at=NOW)
    clocked(moved.thread, answer_hours=12)
    assert [warned.obligation for warned in DeadlineWarning.objects.all()] == [owed(kept.thread)]


@pytest.mark.django_db
def test_it_moves_nothing_when_only_the_name_changes() -> None:
    message = said(amazon())
    Obligation.objects.update(due_at=NOW)
    assert clocked(message.thread, name="Amazon Germany") == 0
    assert due(message.thread) == NOW
    assert Channel.objects.get().name == "Amazon Germany"


@pytest.mark.django_db
def test_it_records_who_changed_the_clock_and_what_it_moved() -> None:
    message = said(amazon())
    clocked(message.thread, answer_hours=10)
    event = Event.objects.get(kind="channel.saved")
    assert (event.subject_id, event.actor_id) == (message.thread.channel_id, agent("Ada").pk)
    assert (event.data["answer_hours_before"], event.data["answer_hours"], event.data["moved"]) == (24, 10, 1)
    assert AuditEntry.objects.get(act="channel.saved").agent == agent("Ada")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("amazon", {"answer_hours": 25}, "Amazon expects an answer within 24 hours"),
        ("amazon", {"round_the_clock": False}, "Amazon counts nights"),
        ("walmart", {"answer_hours": 49}, "Walmart expects an answer within 48 hours"),
        ("email", {"answer_hours": 0}, "not between"),
        ("email", {"answer_hours": 241}, "not between"),
    ],
)
def test_it_refuses_a_clock_that_the_channel_cannot_have(kind: str, changes: dict[str, object], words: str) -> None:
    message = said(amazon())
    Channel.objects.update(kind=kind, answer_hours=24, round_the_clock=True)
    with pytest.raises(ClockRefused, match=words):
        clocked(message.thread, **changes)
    assert due(message.thread) == NOW + 24 * HOUR
    assert Channel.objects.get().answer_hours == 24


@pytest.mark.django_db
def test_it_asks_the_database_as_often_for_many_deadlines_as_for_few() -> None:
    first = said(amazon())
    clocked(first.thread, answer_hours=22)
    with CaptureQueriesContext(connection) as few:
        clocked(first.thread, answer_hours=20)
    for number in range(8):
        said(amazon(relay=f"z9z9z9z9z9z9z9{number}@marketplace.amazon.de"))
    with CaptureQueriesContext(connection) as many:
        assert clocked(first.thread, answer_hours=10) == 9
    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_an_answer_that_is_being_sent() -> None:
    messages = [said(amazon(relay=f"z9z9z9z9z9z9z9{number}@marketplace.amazon.de")) for number in range(6)]
    ada, ben = agent("Ada", role="owner"), agent("Ben")
    assert ada.pk

    def answer_all() -> None:
        for message in messages:
            send(ticket=ticket_of(message), thread=message.thread, text="It comes.", by=ben, now=LATER)

    at_once(answer_all, partial(clocked, messages[0].thread, answer_hours=10))
    assert not Obligation.objects.filter(ended_at=None).exists()
    assert all(ticket_of(message).due_at is None for message in messages)
