"""A thread given to a new ticket from a message on: each ticket keeps what is its own."""

import pytest

from sportello.inbox import conversation
from sportello.inbox.models import Message, Ticket
from sportello.inbox.replying import CannotSend, send
from sportello.inbox.splitting import CannotSplit, split

from .world import HOUR, NOW, agent, mail, owed, said, ticket_of

pytestmark = pytest.mark.django_db

FIRST = "<cleo.1@posta.example>"


def two_questions() -> tuple[Message, Message]:
    first = said(mail(message_id=FIRST))
    raw = mail("The machine drips too.", subject="The machine", references=[FIRST], at=NOW + HOUR)
    return first, said(raw, at=NOW + HOUR)


def test_it_owes_both_when_both_questions_are_open() -> None:
    first, second = two_questions()
    old = ticket_of(first)
    new = split(ticket=old, message=second, by=agent("Ben"), now=NOW + 2 * HOUR)
    old.refresh_from_db()
    new.refresh_from_db()
    assert old.due_at == new.due_at is not None
    assert (old.preview, new.preview) == ("Where is my parcel?", "The machine drips too.")
    assert (old.last_message_at, new.last_message_at) == (NOW, NOW + HOUR)


def test_it_lets_the_old_ticket_answer_what_it_is_owed_and_shows_the_answer_there() -> None:
    first, second = two_questions()
    old, ben = ticket_of(first), agent("Ben")
    new = split(ticket=old, message=second, by=ben, now=NOW + 2 * HOUR)
    held = conversation.of(old).threads
    assert [one.obligation is not None for one in held] == [True]
    answer = send(ticket=old, thread=first.thread, text="It comes tomorrow.", by=ben, now=NOW + 3 * HOUR, seen_up_to=0)
    assert answer.pk in [entry.message.pk for entry in conversation.of(old).entries if entry.message]
    assert Ticket.objects.get(pk=old.pk).due_at is None
    assert Ticket.objects.get(pk=new.pk).due_at is not None
    with pytest.raises(CannotSend):
        send(ticket=old, thread=first.thread, text="One more.", by=ben, now=NOW + 4 * HOUR)


def test_it_begins_no_clock_with_an_automatic_reply() -> None:
    first = said(mail(message_id=FIRST))
    raw = mail(
        "I am away.", subject="Automatic reply", references=[FIRST], headers=[("Auto-Submitted", "auto-replied")]
    )
    away = said(raw, at=NOW + HOUR)
    new = split(ticket=ticket_of(first), message=away, by=agent("Ben"), now=NOW + 2 * HOUR)
    new.refresh_from_db()
    assert new.due_at is None
    assert ticket_of(first).due_at is not None


def test_it_gives_the_following_messages_to_the_new_ticket() -> None:
    first, second = two_questions()
    new = split(ticket=ticket_of(first), message=second, by=agent("Ben"), now=NOW + 2 * HOUR)
    third = said(mail("Hello?", subject="Re: My lamp", references=[FIRST]), at=NOW + 3 * HOUR)
    assert ticket_of(third).pk == new.pk
    assert third.thread_id == first.thread_id


def test_it_refuses_to_split_where_a_ticket_begins() -> None:
    first, second = two_questions()
    ben = agent("Ben")
    with pytest.raises(CannotSplit):
        split(ticket=ticket_of(first), message=first, by=ben, now=NOW)
    split(ticket=ticket_of(first), message=second, by=ben, now=NOW)
    with pytest.raises(CannotSplit):
        split(ticket=ticket_of(first), message=second, by=ben, now=NOW)
    assert owed(first.thread) is not None
