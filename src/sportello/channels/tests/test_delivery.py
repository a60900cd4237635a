"""The outbox's states, with a transport that does as it is told and workers on connections of their own."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from sportello.accounts.models import Agent
from sportello.channels import delivery
from sportello.channels.claiming import STALE_CLAIM, STALE_HAND_OVER, hand_over, take
from sportello.channels.models import Channel, DeliveryAttempt, Outbox, OutboxState, Source
from sportello.channels.sending import DELAYS, Lost, Refused
from sportello.core.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
GREYLISTED = Refused("450 4.2.0 Greylisted", permanent=False)
UNKNOWN_USER = Refused("550 5.1.1 No such user", permanent=True)
SILENCE = Lost("the connection was lost")


class FakeTransport:
    """Raises `before` the hand-over or `after` it, else takes the mail; remembers what it took."""

    def __init__(self, before: Exception | None = None, after: Exception | None = None) -> None:
        self.before, self.after = before, after
        self.taken: list[int] = []

    def deliver(self, outbox: Outbox, *, now: datetime, handed_over: Callable[[], None]) -> str:
        if self.before:
            raise self.before
        handed_over()
        if self.after:
            raise self.after
        self.taken.append(outbox.pk)
        return "250 2.0.0 OK"


@pytest.fixture
def channel() -> Channel:
    source = Source.objects.create(kind="mailbox", name="Desk", address="desk@casalume.example", created_at=NOW)
    return Channel.objects.create(
        kind="email", name="Mail", source=source, answer_hours=24, round_the_clock=False, created_at=NOW
    )


@pytest.fixture
def ben() -> Agent:
    return Agent.objects.create(email="ben@casalume.example", name="Ben", created_at=NOW)


def an_answer(channel: Channel, number: int = 1, **changes: object) -> Outbox:
    values: dict[str, object] = {
        "channel": channel,
        "message_id": f"<{number}@casalume.example>",
        "recipient": "cleo@example.org",
        "subject": "Re: Lampada",
        "text": "Domani.",
        "created_at": NOW,
        "next_try_at": NOW,
    }
    return Outbox.objects.create(**(values | changes))


def deliver(transport: FakeTransport, now: datetime = NOW) -> tuple[int, list[tuple[int, str]]]:
    told: list[tuple[int, str]] = []
    tried = delivery.deliver_due(
        clock=lambda: now,
        transport_for=lambda _: transport,
        on_undelivered=lambda row, _: told.append((row.pk, str(row.state))),
    )
    return tried, told


def in_a_session_of_its_own[T](act: Callable[[], T]) -> T:
    """The act's value; the thread's database session ends with it, as a worker's does that is killed."""
    results: list[T] = []

    def run() -> None:
        results.append(act())
        connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    worker.join(60)
    return results[0]


def test_it_sends_what_is_due_once(channel: Channel) -> None:
    first, later = an_answer(channel), an_answer(channel, 2, next_try_at=NOW + timedelta(minutes=1))
    transport = FakeTransport()
    assert deliver(transport) == (1, [])
    assert deliver(transport) == (0, [])
    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.state, first.sent_at, first.attempts, first.handed_over_at) == (OutboxState.SENT, NOW, 1, NOW)
    assert (later.state, later.attempts) == (OutboxState.WAITING, 0)
    assert transport.taken == [first.pk]
    assert list(first.tries.values_list("outcome", "detail")) == [("sent", "250 2.0.0 OK")]
    assert Event.objects.filter(kind="delivery.sent", subject_id=first.pk).count() == 1


@pytest.mark.parametrize("trouble", [{"before": GREYLISTED}, {"after": GREYLISTED}, {"before": SILENCE}])
def test_it_tries_again_what_is_transient(channel: Channel, trouble: dict[str, Exception]) -> None:
    row = an_answer(channel)
    assert deliver(FakeTransport(**trouble)) == (1, [])
    row.refresh_from_db()
    assert (row.state, row.next_try_at) == (OutboxState.WAITING, NOW + timedelta(minutes=1))
    assert row.reason in {"450 4.2.0 Greylisted", "the connection was lost"}
    transport = FakeTransport()
    deliver(transport, NOW + timedelta(minutes=1))
    row.refresh_from_db()
    assert (row.state, row.attempts, row.reason) == (OutboxState.SENT, 2, "")


def test_it_fails_after_a_day_of_growing_delays(channel: Channel) -> None:
    row = an_answer(channel)
    now, waits = NOW, []
    while Outbox.objects.get(pk=row.pk).state == OutboxState.WAITING:
        _, told = deliver(FakeTransport(before=GREYLISTED), now)
        row.refresh_from_db()
        waits.append(row.next_try_at - now)
        now = max(now, row.next_try_at)
    assert tuple(waits[:-1]) == DELAYS
    assert timedelta(hours=22) < now - NOW < timedelta(hours=25)
    assert (row.state, told) == (OutboxState.FAILED, [(row.pk, "failed")])


@pytest.mark.parametrize("phase", ["before", "after"])
def test_it_stops_at_a_permanent_no(channel: Channel, phase: str) -> None:
    row = an_answer(channel)
    assert deliver(FakeTransport(**{phase: UNKNOWN_USER})) == (1, [(row.pk, "failed")])
    row.refresh_from_db()
    assert (row.state, row.reason) == (OutboxState.FAILED, "550 5.1.1 No such user")


@pytest.mark.parametrize("trouble", [SILENCE, KeyError("ours")])
def test_it_is_uncertain_after_silence_and_sends_no_more(channel: Channel, trouble: Exception) -> None:
    row = an_answer(channel)
    assert deliver(FakeTransport(after=trouble)) == (1, [(row.pk, "uncertain")])
    transport = FakeTransport()
    deliver(transport, NOW + timedelta(days=30))
    row.refresh_from_db()
    assert (row.state, transport.taken) == (OutboxState.UNCERTAIN, [])


def test_it_goes_on_with_the_others_after_a_mistake_of_ours(channel: Channel) -> None:
    broken, fine = an_answer(channel), an_answer(channel, 2)

    def transport_for(row: Outbox) -> FakeTransport:
        return FakeTransport(before=KeyError("ours") if row.pk == broken.pk else None)

    tried = delivery.deliver_due(clock=lambda: NOW, transport_for=transport_for, on_undelivered=lambda *_: None)
    assert tried == 2
    assert set(Outbox.objects.values_list("pk", "state")) == {(broken.pk, "waiting"), (fine.pk, "sent")}


def test_it_retries_at_once_what_a_dead_worker_had_not_handed_over(channel: Channel) -> None:
    row = an_answer(channel)
    assert in_a_session_of_its_own(lambda: take(NOW)) is not None
    assert Outbox.objects.get(pk=row.pk).state == OutboxState.SENDING
    transport = FakeTransport()
    assert deliver(transport) == (1, [])
    assert transport.taken == [row.pk]
    assert list(row.tries.order_by("id").values_list("outcome", flat=True)) == ["interrupted", "sent"]


def test_it_leaves_a_living_workers_claim_alone_until_it_is_stale(channel: Channel) -> None:
    row = an_answer(channel)
    claimed, done = threading.Event(), threading.Event()

    def work() -> None:
        assert take(NOW) is not None
        claimed.set()
        done.wait(60)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    claimed.wait(60)
    assert deliver(FakeTransport(), NOW + STALE_CLAIM)[0] == 0
    stale = NOW + STALE_CLAIM + timedelta(seconds=1)
    assert delivery.recover(now=stale, on_undelivered=lambda *_: None) == 1
    done.set()
    worker.join(60)
    assert Outbox.objects.get(pk=row.pk).state == OutboxState.WAITING


def test_it_stops_a_worker_whose_claim_was_taken_over(channel: Channel) -> None:
    row = an_answer(channel)
    second = FakeTransport()

    class Slow(FakeTransport):
        def deliver(self, outbox: Outbox, *, now: datetime, handed_over: Callable[[], None]) -> str:
            later = NOW + STALE_CLAIM + timedelta(seconds=1)
            in_a_session_of_its_own(lambda: delivery.recover(now=later, on_undelivered=lambda *_: None))
            return super().deliver(outbox, now=now, handed_over=handed_over)

    first = Slow()
    deliver(first)
    assert (first.taken, Outbox.objects.get(pk=row.pk).state) == ([], OutboxState.WAITING)
    deliver(second, NOW + STALE_CLAIM + timedelta(minutes=2))
    assert second.taken == [row.pk]


def test_it_is_uncertain_when_a_worker_dies_after_the_hand_over(channel: Channel) -> None:
    row = an_answer(channel)

    def die_after_the_hand_over() -> None:
        claim = take(NOW)
        assert claim is not None
        assert hand_over(claim, NOW)

    in_a_session_of_its_own(die_after_the_hand_over)
    transport = FakeTransport()
    assert deliver(transport) == (0, [(row.pk, "uncertain")])
    assert transport.taken == []


def test_it_settles_as_sent_what_others_called_uncertain_while_it_listened(channel: Channel) -> None:
    row = an_answer(channel)

    class Listening(FakeTransport):
        def deliver(self, outbox: Outbox, *, now: datetime, handed_over: Callable[[], None]) -> str:
            words = super().deliver(outbox, now=now, handed_over=handed_over)
            later = NOW + STALE_HAND_OVER + timedelta(seconds=1)
            in_a_session_of_its_own(lambda: delivery.recover(now=later, on_undelivered=lambda *_: None))
            assert Outbox.objects.get(pk=outbox.pk).state == OutboxState.UNCERTAIN
            return words

    deliver(Listening())
    assert Outbox.objects.get(pk=row.pk).state == OutboxState.SENT


def test_it_keeps_what_it_knows_while_the_database_restarts(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    row = an_answer(channel)
    monkeypatch.setattr(delivery, "SETTLE_PAUSES", (0.05, 0.05, 0.05))

    class Cut(FakeTransport):
        def deliver(self, outbox: Outbox, *, now: datetime, handed_over: Callable[[], None]) -> str:
            words = super().deliver(outbox, now=now, handed_over=handed_over)
            pid = connection.connection.info.backend_pid
            in_a_session_of_its_own(lambda: _terminate(pid))
            return words

    deliver(Cut())
    assert Outbox.objects.get(pk=row.pk).state == OutboxState.SENT


def _terminate(pid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_it_sends_each_answer_once_with_four_workers(channel: Channel) -> None:
    rows = {an_answer(channel, number).pk for number in range(40)}
    transports = [FakeTransport() for _ in range(4)]

    def work(transport: FakeTransport) -> None:
        while deliver(transport)[0]:
            pass
        connections.close_all()

    workers = [threading.Thread(target=work, args=(transport,)) for transport in transports]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    taken = [pk for transport in transports for pk in transport.taken]
    assert sorted(taken) == sorted(rows)
    assert DeliveryAttempt.objects.filter(outcome="sent").count() == 40


def test_it_lets_an_agent_decide(channel: Channel, ben: Agent) -> None:
    row = an_answer(channel)
    deliver(FakeTransport(after=SILENCE))
    delivery.send_again(row, by=ben, now=NOW)
    transport = FakeTransport()
    deliver(transport)
    assert transport.taken == [row.pk]
    assert Event.objects.get(kind="delivery.sent_again").actor_id == ben.pk


def test_it_marks_sent_what_the_agent_saw(channel: Channel, ben: Agent) -> None:
    row = an_answer(channel)
    deliver(FakeTransport(before=UNKNOWN_USER))
    delivery.mark_sent(row, by=ben, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.reason) == (OutboxState.SENT, NOW, "")


def test_it_cancels_only_what_nobody_sends(channel: Channel, ben: Agent) -> None:
    waiting, sent = an_answer(channel, next_try_at=NOW + timedelta(hours=1)), an_answer(channel, 2)
    transport = FakeTransport()
    deliver(transport)
    delivery.cancel(waiting, by=ben, now=NOW)
    with pytest.raises(delivery.CannotChange):
        delivery.cancel(sent, by=ben, now=NOW)
    with pytest.raises(delivery.CannotChange):
        delivery.send_again(sent, by=ben, now=NOW)
    deliver(transport, NOW + timedelta(days=1))
    assert transport.taken == [sent.pk]
