"""What reading found is on the ticket and in the queue, and one key corrects it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sportello.accounts.testing import rio
from sportello.desk.understanding.marks import Mark, pieces
from sportello.inbox import standing
from sportello.inbox.models import Correction, Message, MessageReading, Ticket
from sportello.inbox.tests.reading import EMBEDDING, said
from sportello.inbox.understanding import keeping
from sportello.inbox.understanding.reader import Understood

from . import world

pytestmark = pytest.mark.django_db


def heard(text: str, *, now: datetime, by: str = "Cleo Marino", sure: bool = True, due_in: int = 30) -> Ticket:
    """A ticket whose message was read by a reader of a few words."""
    ticket = world.ticket(text, by=by, now=now, due_in=timedelta(hours=due_in))
    understood = Understood(said(text, sure=sure), EMBEDDING)
    keeping.at_arrival(Message.objects.get(thread=ticket.primary), understood, now=now)
    standing.understood([ticket.pk])
    ticket.refresh_from_db()
    return ticket


def message_of(ticket: Ticket) -> Message:
    return Message.objects.get(thread=ticket.primary)


def test_it_shows_topics_risks_and_questions_with_the_words_that_say_them(client: Client, now: datetime) -> None:
    ticket = heard("Where is it? <b>I call my lawyer</b>", now=now)
    page = client.get(f"/tickets/{ticket.pk}").content.decode()
    assert "Where is my order" in page
    assert "Lawyer or authority" in page
    assert "90 %" in page
    assert '<mark class="mark mark--question" title="Question: Where is my order">Where</mark> is it? &lt;b&gt;' in page
    assert '<mark class="mark mark--risk" title="Risk: Lawyer or authority">lawyer</mark>&lt;/b&gt;' in page


def test_it_says_when_reading_does_not_know(client: Client, now: datetime) -> None:
    ticket = heard("Where?", now=now, sure=False)
    page = client.get(f"/tickets/{ticket.pk}").content.decode()
    assert "Topic unclear" in page
    assert "perhaps Where is my order, 90 %" in page


def test_it_lets_an_agent_correct_a_message(client: Client, now: datetime) -> None:
    ticket = heard("Where is it? My lawyer", now=now)
    address = f"/messages/{message_of(ticket).pk}/corrections"
    assert client.post(address, {"add": "topic:invoice"}).status_code == 303
    assert client.post(address, {"remove": "risk:legal", "add": ""}).status_code == 303
    ticket.refresh_from_db()
    assert (ticket.topics, ticket.at_risk) == (["invoice", "where_is_my_order"], False)
    page = client.get(f"/tickets/{ticket.pk}").content.decode()
    assert "said by an agent" in page
    assert "mark--risk" not in page


@pytest.mark.parametrize("sent", [{}, {"add": ""}, {"add": "topic:nonsense"}, {"remove": "x"}, {"add": "risk:"}])
def test_it_says_that_there_is_nothing_to_correct(client: Client, now: datetime, sent: dict[str, str]) -> None:
    ticket = heard("Where?", now=now)
    found = client.post(f"/messages/{message_of(ticket).pk}/corrections", sent, follow=True)
    assert "There is nothing to correct here." in found.content.decode()
    assert not Correction.objects.exists()


def test_it_lets_nobody_correct_who_may_only_read(now: datetime) -> None:
    ticket, reader = heard("Where?", now=now), Client()
    reader.force_login(rio())
    assert reader.post(f"/messages/{message_of(ticket).pk}/corrections", {"add": "risk:legal"}).status_code == 403
    assert 'data-key="t"' not in reader.get(f"/tickets/{ticket.pk}").content.decode()


def test_it_puts_tickets_at_risk_first_and_says_so(client: Client, now: datetime) -> None:
    heard("Where is it?", now=now, by="Dora Early", due_in=20)
    heard("My lawyer, where is it?", now=now, by="Rita Risk", due_in=40)
    page = client.get("/queue").content.decode()
    assert page.index("Rita Risk") < page.index("Dora Early")
    assert "at risk" in page
    assert page.count("Lawyer or authority</span>") == 1


def test_it_narrows_the_queue(client: Client, now: datetime) -> None:
    heard("Where is it?", now=now, by="Dora Early")
    heard("My refund? My lawyer", now=now, by="Rita Risk")
    for asked in ("topic=refund_status", "risk=legal", "risk=any"):
        rows = client.get(f"/queue?{asked}", headers={"HX-Request": "true"}).content.decode()
        assert "Rita Risk" in rows, asked
        assert "Dora Early" not in rows, asked
    assert "Dora Early" in client.get("/queue?topic=nonsense&risk=%00&language=xx").content.decode()


def test_it_asks_the_database_as_often_for_twenty_read_messages_as_for_one(client: Client, now: datetime) -> None:
    ticket = heard("Where is it?", now=now)
    path = f"/tickets/{ticket.pk}"
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number in range(20):
        text = f"Where is it? {number} lawyer"
        message = world.says(world.thread_of(ticket), text, at=now - timedelta(minutes=number))
        keeping.at_arrival(message, Understood(said(text), EMBEDDING), now=now)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)
    assert MessageReading.objects.count() == 21


def test_it_shows_messages_that_were_never_read(client: Client, now: datetime) -> None:
    ticket = world.ticket("Where?", now=now)
    assert "chip--unclear" not in client.get(f"/tickets/{ticket.pk}").content.decode()
    keeping.at_arrival(message_of(ticket), None, now=now)
    assert "chip--unclear" not in client.get(f"/tickets/{ticket.pk}").content.decode()


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70), st.integers(0, 2)), max_size=8),
)
def test_it_cuts_a_text_at_its_marks_and_loses_nothing(text: str, spans: list[tuple[int, int, int]]) -> None:
    marks = [Mark(start, end, "question", "", weight) for start, end, weight in spans]
    cut = pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)
