"""An answer that did not reach its buyer is owed again; one that did after all is not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from sportello.accounts.models import Agent
from sportello.channels.models import Outbox, OutboxState
from sportello.inbox import resolving, settling
from sportello.inbox.failing import undelivered
from sportello.inbox.models import Message, Ticket
from sportello.inbox.replying import send
from sportello.inbox.splitting import split

from .world import CLEO, HOUR, NOW, agent, comes, mail, owed, said, ticket_of

pytestmark = pytest.mark.django_db

FIRST = "<cleo.1@posta.example>"


def answered_and_resolved() -> tuple[Message, Outbox]:
    message, ben = said(mail(message_id=FIRST)), agent("Ben")
    send(ticket=ticket_of(message), thread=message.thread, text="It comes tomorrow.", by=ben, now=NOW + HOUR)
    resolving.resolve(ticket=ticket_of(message), by=ben, now=NOW + HOUR)
    return message, Outbox.objects.get()


def becomes(outbox: Outbox, state: OutboxState) -> Outbox:
    outbox.state = state
    outbox.save()
    return outbox


@pytest.mark.parametrize("state", [OutboxState.FAILED, OutboxState.UNCERTAIN])
def test_it_owes_the_answer_again_with_the_old_deadline(state: OutboxState) -> None:
    message, outbox = answered_and_resolved()
    undelivered(becomes(outbox, state), NOW + 2 * HOUR)
    obligation, ticket = owed(message.thread), ticket_of(message)
    assert obligation is not None
    assert (obligation.opened_at, obligation.first_message) == (NOW, message)
    assert (ticket.resolved_at, ticket.due_at) == (None, obligation.due_at)


def test_it_lets_a_newer_obligation_fall_due_as_early_as_the_old_one() -> None:
    message, outbox = answered_and_resolved()
    said(mail("And the bulb?", subject="Re: My lamp", references=[FIRST], at=NOW + 2 * HOUR), at=NOW + 2 * HOUR)
    newer = owed(message.thread)
    assert newer is not None
    before = newer.due_at
    undelivered(becomes(outbox, OutboxState.FAILED), NOW + 3 * HOUR)
    newer.refresh_from_db()
    assert (newer.first_message, newer.opened_at) == (message, NOW)
    assert newer.due_at < before
    assert ticket_of(message).due_at == newer.due_at


@pytest.mark.parametrize("act", [settling.send_again, settling.mark_sent])
def test_it_counts_the_answer_again_once_an_agent_says_so(act: Callable[..., None]) -> None:
    message, outbox = answered_and_resolved()
    undelivered(becomes(outbox, OutboxState.UNCERTAIN), NOW + 2 * HOUR)
    act(outbox, by=agent("Ben"), now=NOW + 3 * HOUR)
    assert owed(message.thread) is None
    assert ticket_of(message).due_at is None


def test_it_still_owes_what_the_buyer_wrote_after_an_answer_that_was_called_sent() -> None:
    message, outbox = answered_and_resolved()
    later = said(mail("Hello?", subject="Re: My lamp", references=[FIRST], at=NOW + 2 * HOUR), at=NOW + 2 * HOUR)
    undelivered(becomes(outbox, OutboxState.UNCERTAIN), NOW + 3 * HOUR)
    settling.mark_sent(outbox, by=agent("Ben"), now=NOW + 4 * HOUR)
    obligation = owed(message.thread)
    assert obligation is not None
    assert (obligation.first_message, obligation.opened_at) == (later, NOW + 2 * HOUR)


def test_it_owes_the_answer_again_when_it_is_cancelled_before_it_left() -> None:
    message, outbox = answered_and_resolved()
    settling.cancel(outbox, by=agent("Ben"), now=NOW + 2 * HOUR)
    assert owed(message.thread) is not None


def test_it_brings_back_the_ticket_that_is_owed_not_the_one_that_holds_the_thread_now() -> None:
    message, outbox = answered_and_resolved()
    later = said(mail("The machine drips too.", subject="Re: My lamp", references=[FIRST]), at=NOW + 2 * HOUR)
    new = split(ticket=ticket_of(message), message=later, by=agent("Ben"), now=NOW + 3 * HOUR)
    resolving.need_no_response(ticket=new, holding=new.holdings.get(), by=agent("Ben"), now=NOW + 3 * HOUR)
    undelivered(becomes(outbox, OutboxState.FAILED), NOW + 4 * HOUR)
    assert ticket_of(message).due_at is not None
    assert Ticket.objects.get(pk=new.pk).due_at is None


def returned(message_id: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    report = "\r\n".join(
        (
            "From: Mail Delivery System <mailer-daemon@posta.example>",
            "To: desk@casalume.example",
            "Subject: Undelivered Mail Returned to Sender",
            "Message-ID: <bounce.1@posta.example>",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "The mail could not be delivered: unknown user.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; posta.example",
            "",
            f"Final-Recipient: rfc822; {CLEO}",
            f"Action: {action}",
            f"Status: {status}",
            "",
            "--b",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: {message_id}",
            f"To: {CLEO}",
            "",
            "--b--",
            "",
        )
    )
    return report.encode()


def test_it_reopens_the_ticket_whose_answer_came_back() -> None:
    message, outbox = answered_and_resolved()
    becomes(outbox, OutboxState.SENT)
    _, envelope = comes(returned(outbox.message_id), at=NOW + 2 * HOUR)
    outbox.refresh_from_db()
    assert (envelope.kind, outbox.state) == ("bounce", OutboxState.BOUNCED)
    assert ticket_of(message).due_at is not None
    assert Ticket.objects.count() == 1


def test_it_changes_nothing_for_a_second_report_of_the_same_return() -> None:
    message, outbox = answered_and_resolved()
    becomes(outbox, OutboxState.SENT)
    comes(returned(outbox.message_id), at=NOW + 2 * HOUR)
    ben = agent("Ben")
    resolving.need_no_response(ticket=ticket_of(message), holding=message.thread.holdings.get(), by=ben, now=NOW)
    resolving.resolve(ticket=ticket_of(message), by=ben, now=NOW + 3 * HOUR)
    comes(returned(outbox.message_id).replace(b"bounce.1", b"bounce.2"), at=NOW + 4 * HOUR)
    assert ticket_of(message).resolved_at is not None


@pytest.mark.parametrize(("status", "action"), [("4.4.1", "delayed")])
def test_it_leaves_a_delayed_answer_alone(status: str, action: str) -> None:
    message, outbox = answered_and_resolved()
    becomes(outbox, OutboxState.SENT)
    comes(returned(outbox.message_id, status=status, action=action), at=NOW + 2 * HOUR)
    outbox.refresh_from_db()
    assert outbox.state == OutboxState.SENT
    assert owed(message.thread) is None


def test_it_ignores_the_return_of_what_we_did_not_send() -> None:
    message, outbox = answered_and_resolved()
    becomes(outbox, OutboxState.SENT)
    comes(returned("<somebody.elses@posta.example>"), at=NOW + 2 * HOUR)
    outbox.refresh_from_db()
    assert outbox.state == OutboxState.SENT
    assert ticket_of(message).resolved_at is not None


def test_it_refuses_to_settle_what_has_left() -> None:
    _, outbox = answered_and_resolved()
    becomes(outbox, OutboxState.SENT)
    acts: list[Callable[[Agent, datetime], None]] = [
        lambda by, now: settling.cancel(outbox, by=by, now=now),
        lambda by, now: settling.mark_sent(outbox, by=by, now=now),
    ]
    for act in acts:
        with pytest.raises(settling.CannotChange):
            partial(act, agent("Ben"))(NOW + timedelta(hours=3))
