"""What was set aside by mistake becomes a ticket after all."""

import pytest

from sportello.channels.models import Envelope
from sportello.channels.receiving import receive
from sportello.inbox.arrival import Became
from sportello.inbox.models import MessageKind
from sportello.inbox.rescuing import CannotRescue, rescue

from .world import DESK, HOUR, NOW, agent, comes, mail, mailbox, owed, said, ticket_of

pytestmark = pytest.mark.django_db

FIRST = "<cleo.1@posta.example>"
AWAY = [("Auto-Submitted", "auto-replied")]


def set_aside(raw: bytes, *, outgoing: bool = False, history: bool = False) -> Envelope:
    became, envelope = comes(raw, outgoing=outgoing, history=history)
    assert became is Became.SET_ASIDE
    return envelope


@pytest.mark.parametrize("history", [True, False])
def test_it_makes_a_ticket_that_is_owed_an_answer(history: bool) -> None:
    envelope = set_aside(mail("My lamp never came.", headers=AWAY), history=history)
    ticket = rescue(envelope=envelope, by=agent("Ben"), now=NOW + HOUR)
    message = ticket.primary.messages.get() if ticket.primary else None
    assert message is not None
    assert (message.kind, message.text) == (MessageKind.BUYER, "My lamp never came.")
    obligation = owed(message.thread)
    assert obligation is not None
    assert obligation.opened_at == NOW
    envelope.refresh_from_db()
    assert (envelope.kind, envelope.reason) == ("buyer", "")


def test_it_continues_the_conversation_it_belongs_to() -> None:
    first = said(mail(message_id=FIRST))
    news = [
        ("List-Unsubscribe", "<https://posta.example/u>"),
        ("List-Id", "<news.posta.example>"),
        ("Precedence", "bulk"),
    ]
    later = mail("Our offers of the week.", subject="Re: My lamp", references=[FIRST], headers=news)
    envelope = set_aside(later)
    assert rescue(envelope=envelope, by=agent("Ben"), now=NOW + HOUR) == ticket_of(first)


def test_it_refuses_what_is_a_message_already() -> None:
    envelope = set_aside(mail("My lamp never came.", headers=AWAY))
    rescue(envelope=envelope, by=agent("Ben"), now=NOW)
    with pytest.raises(CannotRescue):
        rescue(envelope=envelope, by=agent("Ben"), now=NOW)


def test_it_refuses_a_mail_of_our_own() -> None:
    envelope = set_aside(mail(sender=DESK, to="store@elsewhere.example"), outgoing=True)
    with pytest.raises(CannotRescue):
        rescue(envelope=envelope, by=agent("Ben"), now=NOW)


def test_it_refuses_what_nobody_has_read() -> None:
    kept = receive(source=mailbox(), raw=b"no header", now=NOW)
    with pytest.raises(CannotRescue):
        rescue(envelope=Envelope.objects.get(pk=kept.envelope_id), by=agent("Ben"), now=NOW)
