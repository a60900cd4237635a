"""An envelope is read once, by whoever takes it, and nothing that is in it stops the others."""

from datetime import UTC, datetime, timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.db import OperationalError

from sportello.channels import reading
from sportello.channels.inbound import Inbound
from sportello.channels.models import Envelope, EnvelopeState, RawContent
from sportello.channels.receiving import receive
from sportello.customers.models import Customer
from sportello.inbox import arrival
from sportello.inbox.arrival import Became, CannotRetry, drain, retry
from sportello.inbox.models import Message, Thread, Ticket

from .world import CLEO, NOW, at_once, comes, mail, mailbox, said


def clock() -> datetime:
    return NOW


@pytest.mark.django_db
def test_it_reads_what_waits_and_says_how_much() -> None:
    for number in range(3):
        receive(
            source=mailbox(),
            raw=mail(f"Where is my parcel? I am in flat {number}.", sender=f"b{number}@posta.example"),
            now=NOW,
        )
    assert drain(clock=clock) == 3
    assert drain(clock=clock) == 0
    assert Message.objects.count() == Ticket.objects.count() == 3


@pytest.mark.django_db
def test_it_parks_what_cannot_be_read_and_takes_it_again_when_asked() -> None:
    became, envelope = comes(b"no header at all")
    assert became is Became.PARKED
    assert envelope.reason
    retry(envelope)
    envelope.refresh_from_db()
    assert (envelope.state, envelope.attempts) == (EnvelopeState.WAITING, 0)


@pytest.mark.django_db
def test_it_makes_no_message_of_a_mail_of_which_only_the_head_is_here() -> None:
    _became, envelope = comes(b"no header at all")
    Envelope.objects.update(size=70_000_000, reason="too large")
    with pytest.raises(CannotRetry, match="Only the head"):
        retry(Envelope.objects.get())
    envelope.refresh_from_db()
    assert (envelope.state, envelope.reason) == (EnvelopeState.PARKED, "too large")


@pytest.mark.django_db
def test_it_reads_nothing_again_whose_bytes_are_gone() -> None:
    _became, envelope = comes(b"no header at all")
    RawContent.objects.all().delete()
    with pytest.raises(CannotRetry, match="no longer kept"):
        retry(envelope)


@pytest.mark.django_db
@pytest.mark.parametrize("mistake", [KeyError("x"), AssertionError("x"), Message.DoesNotExist("x")])
def test_it_parks_a_mail_that_trips_over_a_mistake_of_ours_and_reads_the_next(mistake: Exception) -> None:
    receive(source=mailbox(), raw=mail("My lamp trips the fuse, what now?"), now=NOW)
    receive(source=mailbox(), raw=mail(), now=NOW)
    whole = reading.read

    def tripping(envelope: Envelope) -> object:
        inbound = whole(envelope)
        if "trips" in inbound.text:
            raise mistake
        return inbound

    with patch.object(reading, "read", tripping):
        assert drain(clock=clock) == 2
    assert list(Envelope.objects.order_by("id").values_list("state", flat=True)) == ["parked", "read"]


@pytest.mark.django_db
def test_it_leaves_a_mail_waiting_while_the_database_is_out_of_reach() -> None:
    kept = receive(source=mailbox(), raw=mail(), now=NOW)
    with patch.object(arrival, "_become", side_effect=OperationalError("gone")), pytest.raises(OperationalError):
        drain(clock=clock)
    assert Envelope.objects.get(pk=kept.envelope_id).state == EnvelopeState.WAITING
    assert drain(clock=clock) == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_it_parks_only_the_mail_that_kills_its_reader() -> None:
    ids = [
        receive(source=mailbox(), raw=mail(sender=f"{name}@posta.example"), now=NOW).envelope_id
        for name in ("first", "killer", "third")
    ]

    def dying(envelope: Envelope) -> Inbound:
        if envelope.pk == ids[1]:
            raise KeyboardInterrupt
        return whole(envelope)

    whole = reading.read
    with patch.object(reading, "read", dying):
        for _ in range(12):
            try:
                drain(clock=clock)
            except KeyboardInterrupt:
                continue
    assert list(Envelope.objects.order_by("id").values_list("state", flat=True)) == ["read", "parked", "read"]


def _empty() -> None:
    while drain(clock=clock, batch=5):
        pass


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_message_of_one_envelope_whoever_reads_it() -> None:
    for number in range(8):
        receive(
            source=mailbox(),
            raw=mail(f"Where is my parcel? I am in flat {number}.", sender=f"b{number}@posta.example"),
            now=NOW,
        )
    for _ in range(3):
        at_once(*[_empty] * 4)
    assert Message.objects.count() == Ticket.objects.count() == 8
    assert set(Envelope.objects.values_list("state", "attempts")) == {("read", 1)}


@pytest.mark.django_db(transaction=True)
def test_it_counts_no_attempt_for_a_mail_that_another_worker_holds() -> None:
    ids = [receive(source=mailbox(), raw=mail(sender=f"b{n}@posta.example"), now=NOW).envelope_id for n in range(4)]
    held = arrival._take(2)
    found: list[int] = []

    at_once(lambda: found.extend(arrival._take(10)))
    arrival._release(held)
    assert (held, found) == (ids[:2], ids[2:])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(4))
def test_it_makes_one_conversation_of_two_mails_taken_at_the_same_time(round_: int) -> None:
    first = f"<first.{round_}@posta.example>"
    receive(source=mailbox(), raw=mail("Where is it?", message_id=first), now=NOW)
    receive(source=mailbox(), raw=mail("And the bulb?", subject="Re: My lamp", references=[first]), now=NOW)
    ids = list(Envelope.objects.values_list("pk", flat=True))
    at_once(*(partial(arrival.arrive, pk, now=NOW) for pk in ids))
    assert (Thread.objects.count(), Ticket.objects.count(), Customer.objects.count()) == (1, 1, 1)
    assert Message.objects.count() == 2
    assert Customer.objects.get().handles.get().value == CLEO


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "counts_as"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), NOW),
        (NOW + timedelta(days=400), NOW),
        (NOW - timedelta(days=3), NOW - timedelta(days=3)),
    ],
)
def test_it_believes_no_impossible_date(written: datetime, counts_as: datetime) -> None:
    assert said(mail(at=written)).sent_at == counts_as
