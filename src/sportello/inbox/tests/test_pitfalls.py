"""What other help desks got wrong, as acceptance tests."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from sportello.channels import reading
from sportello.channels.models import Envelope, EnvelopeState, Outbox
from sportello.channels.receiving import receive
from sportello.customers.models import Customer
from sportello.inbox import resolving
from sportello.inbox.arrival import Became, drain, retry
from sportello.inbox.models import Message, Obligation, Participant, Thread, Ticket
from sportello.inbox.replying import BRAKES, CannotSend, send
from sportello.inbox.splitting import split

from .world import CLEO, DESK, HOUR, NOW, ZED, agent, amazon, comes, mail, mailbox, owed, said, ticket_of

pytestmark = pytest.mark.django_db


def test_it_loses_no_mail_without_message_id() -> None:
    first = said(mail("Where is my parcel?", message_id=""))
    second = said(mail("My lamp is broken, what shall I do?", message_id="", subject="A broken lamp"))
    assert first.thread_id != second.thread_id
    assert Envelope.objects.filter(state=EnvelopeState.READ).count() == 2


def test_it_takes_in_what_was_written_during_an_outage_of_two_days_with_its_own_time() -> None:
    message = said(amazon(at=NOW - timedelta(days=2)), at=NOW)
    obligation = owed(message.thread)
    assert obligation is not None
    assert obligation.due_at == NOW - timedelta(days=1)
    assert list(Ticket.objects.late_soon(NOW)) == [ticket_of(message)]


def test_it_can_retry_a_mail_over_which_the_reader_stumbled() -> None:
    kept = receive(source=mailbox(), raw=mail(), now=NOW)
    with patch.object(reading, "read", side_effect=ValueError("a part without an end")):
        drain(clock=lambda: NOW)
    envelope = Envelope.objects.get(pk=kept.envelope_id)
    assert (envelope.state, envelope.reason) == ("parked", "ValueError: a part without an end")
    retry(envelope)
    drain(clock=lambda: NOW)
    assert Message.objects.get().envelope_id == envelope.pk


@pytest.mark.parametrize("subject", ["Re: My lamp", "My lamp", "Re: [#1] My lamp"])
def test_it_lets_no_stranger_join_a_conversation_by_quoting_it(subject: str) -> None:
    first = said(mail(message_id="<cleo.1@posta.example>"))
    strangers = mail(
        "Please send me the invoice of this order.",
        sender=ZED,
        name="Cleo",
        subject=subject,
        references=["<cleo.1@posta.example>"],
    )
    assert said(strangers).thread_id != first.thread_id
    assert Thread.objects.get(pk=first.thread_id).messages.count() == 1


def test_it_lets_no_strangers_automatic_reply_join_a_conversation() -> None:
    first = said(mail(message_id="<cleo.1@posta.example>"))
    away = mail(
        "I am out of the office until Monday.",
        sender=ZED,
        subject="Automatic reply: My lamp",
        references=["<cleo.1@posta.example>"],
        headers=[("Auto-Submitted", "auto-replied")],
    )
    assert comes(away)[0] is Became.SET_ASIDE
    assert Message.objects.filter(thread=first.thread_id).count() == 1


def test_it_separates_a_new_matter_written_under_an_old_thread() -> None:
    first = said(mail(message_id="<a@posta.example>"))
    send(ticket=ticket_of(first), thread=first.thread, text="It comes tomorrow.", by=agent("Ben"), now=NOW + HOUR)
    raw = mail(
        "And now the coffee machine drips.", subject="The coffee machine", references=["<a@posta.example>"], at=NOW
    )
    later = said(raw, at=NOW + 2 * HOUR)
    assert later.thread_id == first.thread_id
    new = split(ticket=ticket_of(first), message=later, by=agent("Ben"), now=NOW + 3 * HOUR)
    assert (new.pk, new.subject) == (ticket_of(later).pk, "The coffee machine")
    assert ticket_of(first).due_at is None
    assert ticket_of(later).due_at is not None


def test_it_makes_one_conversation_of_a_mail_to_two_mailboxes() -> None:
    raw = mail(to=f"{DESK}, info@casalume.example", message_id="<both@posta.example>")
    said(raw)
    became, envelope = comes(raw, into=mailbox("info@casalume.example"))
    assert became is Became.SET_ASIDE
    assert "another of our mailboxes" in envelope.reason
    assert (Ticket.objects.count(), Message.objects.count(), Outbox.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize(
    "raw",
    [
        mail("I am away.", subject="Out of office", headers=[("Auto-Submitted", "auto-replied")]),
        mail("Delivery failed: mailbox full", sender="mailer-daemon@posta.example", subject="Undelivered Mail"),
        mail("Your payment is on its way.", sender="no-reply@amazon.it", subject="Il tuo pagamento", name="Amazon"),
    ],
    ids=["out of office", "bounce", "marketplace"],
)
def test_it_opens_no_ticket_and_sends_nothing_for_a_machines_mail(raw: bytes) -> None:
    comes(raw)
    assert (Ticket.objects.count(), Outbox.objects.count()) == (0, 0)


def test_it_brakes_what_goes_to_one_address() -> None:
    message = said(mail())
    most = BRAKES[0][0]
    for number in range(most):
        send(ticket=ticket_of(message), thread=message.thread, text=f"Part {number}", by=agent("Ben"), now=NOW)
    with pytest.raises(CannotSend):
        send(ticket=ticket_of(message), thread=message.thread, text="One more", by=agent("Ben"), now=NOW)
    assert Outbox.objects.count() == most


def test_it_counts_business_hours_over_the_weekend_and_amazons_round_the_clock() -> None:
    friday = datetime(2026, 11, 20, 16, 30, tzinfo=ZoneInfo("Europe/Rome"))
    plain, relayed = said(mail(at=friday), at=friday), said(amazon(at=friday), at=friday)
    channel = plain.thread.channel
    channel.answer_hours, channel.round_the_clock = 1, False
    channel.save()
    later = said(mail("One more thing about it?", sender="dora@posta.example", at=friday), at=friday)
    shops, amazons = owed(later.thread), owed(relayed.thread)
    assert shops is not None
    assert amazons is not None
    assert shops.due_at == datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Rome"))
    assert amazons.due_at == datetime(2026, 11, 21, 15, 30, tzinfo=UTC)


def test_it_resolves_only_when_every_clock_has_stopped() -> None:
    message = said(mail())
    ticket, ben = ticket_of(message), agent("Ben")
    with pytest.raises(resolving.StillOwed):
        resolving.resolve(ticket=ticket, by=ben, now=NOW)
    resolving.need_no_response(ticket=ticket, holding=message.thread.holdings.get(), by=ben, now=NOW)
    resolving.resolve(ticket=ticket, by=ben, now=NOW)
    assert not Obligation.objects.filter(ended_at=None).exists()
    assert not Ticket.objects.late_soon(NOW + timedelta(days=9)).exists()


def test_it_does_not_flood_the_customers_with_who_was_put_in_copy() -> None:
    raw = mail(cc=[f"friend{number}@posta.example" for number in range(40)])
    said(raw)
    assert [handle.value for handle in Customer.objects.get().handles.all()] == [CLEO]
    assert Participant.objects.count() <= 20
