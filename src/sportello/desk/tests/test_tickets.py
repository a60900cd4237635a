"""A ticket's page."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.testing import ada, ben, lea, rio
from sportello.channels.models import Outbox
from sportello.inbox import handling, replying, resolving
from sportello.inbox.models import Attachment, Holding, Message, MessageKind, Ticket

from . import world

HX = {"HX-Request": "true"}


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("path", ["/tickets/{}", "/tickets/{}/conversation"])
def test_it_asks_the_database_as_often_for_a_long_history_as_for_a_short_one(
    client: Client, now: datetime, path: str
) -> None:
    ticket = world.ticket(now=now)
    world.says(world.thread_of(ticket), "Il mio ordine", at=now, order_ids=["302-0"])
    handling.note(ticket=ticket, text="@Ben guarda", by=ada(), now=now)
    handling.assign(ticket=ticket, to=ben(), by=ada(), now=now)
    address = path.format(ticket.pk)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(30):
        world.says(world.thread_of(ticket), f"Messaggio {n}", at=now, order_ids=[f"302-{n}"])
        handling.note(ticket=ticket, text=f"Nota {n}", by=ben(), now=now)
        world.ticket(f"Altro {n}", now=now - timedelta(days=n))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_it_shows_the_conversation_beside_the_list(client: Client, now: datetime) -> None:
    ticket = world.ticket("La lampada fa un rumore.\nChe faccio?", now=now)
    world.ticket("Altro", by="Dora Neri", now=now)
    page = text_of(client, f"/tickets/{ticket.pk}?view=owed")
    assert "La lampada fa un rumore.\nChe faccio?" in page
    assert "Dora Neri" in page
    assert f"#{ticket.pk}" in page


def test_it_gives_htmx_the_ticket_alone(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    part = client.get(f"/tickets/{ticket.pk}", headers=HX).content.decode()
    assert 'id="ticket"' in part
    assert 'id="queue"' not in part
    assert "<html" not in part


def test_it_knows_no_ticket_that_is_not_there(client: Client) -> None:
    assert client.get("/tickets/999").status_code == 404
    assert client.get("/tickets/999", headers=HX).status_code == 404


def test_it_shows_what_a_buyer_wrote_as_text_and_nothing_else(client: Client, now: datetime) -> None:
    ticket = world.ticket("<script>alert(1)</script> <b>ciao</b>", by="Cleo <i>Marino</i>", now=now)
    page = text_of(client, f"/tickets/{ticket.pk}")
    assert "<script>alert" not in page
    assert "<i>Marino" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_it_tells_notes_from_messages(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    handling.note(ticket=ticket, text="Solo per noi", by=ada(), now=now)
    page = text_of(client, f"/tickets/{ticket.pk}")
    note = page[page.index('<article class="note"') :]
    assert "Note by Ada" in note
    assert "the buyer never sees this" in note
    assert "Solo per noi" in note


@pytest.mark.parametrize(
    ("state", "words", "buttons"),
    [
        ("waiting", "Sending…", []),
        ("sending", "Sending…", []),
        ("sent", "Sent", []),
        ("failed", "mailbox refuses", ["Try again", "Give it up"]),
        ("uncertain", "It may have been sent, or not.", ["Send again", "It was sent"]),
        ("bounced", "It came back.", []),
        ("cancelled", "Cancelled, not sent", []),
    ],
)
def test_it_says_what_became_of_our_answer(
    client: Client, now: datetime, state: str, words: str, buttons: list[str]
) -> None:
    ticket = world.ticket(now=now)
    replying.send(ticket=ticket, thread=world.thread_of(ticket), text="Arriva domani.", by=ada(), now=now)
    Outbox.objects.update(state=state, reason="the mailbox refuses the password")
    page = text_of(client, f"/tickets/{ticket.pk}")
    assert words in page
    for button in buttons:
        assert button in page
    if not buttons:
        assert "/retry" not in page


def test_it_shows_quotes_folded_files_with_their_size_and_doubtful_senders(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    message = Message.objects.get()
    Message.objects.update(quoted="> prima", trusted=False, kind=MessageKind.SERVICE_NOTICE)
    Attachment.objects.create(message=message, part=1, name="foto.jpg", media_type="image/jpeg", size=1_258_291)
    page = text_of(client, f"/tickets/{ticket.pk}")
    assert '<details class="msg__quoted">' in page
    assert "foto.jpg" in page
    assert "1.2\xa0MB" in page
    assert "The sender could not be verified." in page
    assert "Customer service contact" in page


def test_it_begins_with_what_the_buyer_column_knows(client: Client, now: datetime) -> None:
    before = world.ticket("Prima volta", now=now - timedelta(days=30), due_in=None)
    resolving.resolve(ticket=before, by=ada(), now=now - timedelta(days=29))
    world.ticket("Seconda volta", now=now - timedelta(days=2), due_in=timedelta(days=3))
    ticket = world.ticket("Terza volta", now=now)
    page = text_of(client, f"/tickets/{ticket.pk}")
    assert "Wrote two days ago on Amazon; 1 other ticket open." in page
    assert f'href="/tickets/{before.pk}?view=owed"' in page
    assert "wrote from this address" in page


def test_it_names_the_orders_a_buyer_named(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    world.says(world.thread_of(ticket), "ordine", at=now, order_ids=["302-5519384-2204417"])
    assert "/search?q=302-5519384-2204417" in text_of(client, f"/tickets/{ticket.pk}")


def test_it_shows_each_thread_with_its_own_clock_and_answers_the_main_one(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now, due_in=timedelta(hours=20))
    other = world.ticket("Scrivo anche qui", now=now, due_in=timedelta(minutes=90), on=world.channel("email", "Posta"))
    Holding.objects.filter(ticket=other).update(ticket=ticket)
    thread = world.thread_of(other)
    page = text_of(client, f"/tickets/{ticket.pk}")
    assert "threads__tab" in page
    assert "1 h 30" in page or "1 h 29" in page
    assert f'name="thread" value="{ticket.primary_id}"' in page
    assert f'name="also" value="{thread.pk}"' in page
    first = text_of(client, f"/tickets/{ticket.pk}?thread={ticket.primary_id}")
    assert f'name="thread" value="{ticket.primary_id}"' in first


def test_it_leads_amazons_clock_to_amazon_first(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    assert 'rel="noopener noreferrer"' not in text_of(client, f"/tickets/{ticket.pk}")
    Message.objects.update(no_response_url="https://sellercentral.amazon.example/nr?token=1")
    page = text_of(client, f"/tickets/{ticket.pk}")
    link = page[page.index('href="https://sellercentral.amazon.example/nr?token=1"') :][:200]
    assert 'target="_blank"' in link
    assert 'rel="noopener noreferrer"' in link


def test_it_writes_down_every_look(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    client.get(f"/tickets/{ticket.pk}")
    client.get(f"/tickets/{ticket.pk}/conversation", headers=HX)
    looks = AuditEntry.objects.filter(act="ticket.looked_at", subject_kind="ticket", subject_id=ticket.pk)
    assert [look.agent for look in looks] == [ada(), ada()]


def test_it_lets_a_reader_read_and_nothing_more(enter: Callable[[Agent], Client], now: datetime) -> None:
    ticket = world.ticket(now=now)
    page = text_of(enter(rio()), f"/tickets/{ticket.pk}")
    assert "Dov&#x27;è il mio pacco?" in page
    for act in ("/messages", "/notes", "/resolution", "/snooze", "/parts", "/tags"):
        assert f"/tickets/{ticket.pk}{act}" not in page


def test_it_says_who_else_is_here(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    handling.look(ticket=ticket, by=ben(), writing=True, now=now)
    handling.look(ticket=ticket, by=lea(), writing=False, now=now)
    page = text_of(client, f"/tickets/{ticket.pk}")
    assert "Ben is writing…" in page
    assert "Lea is looking" in page


def test_it_takes_note_of_who_comes_writes_and_goes(
    client: Client, enter: Callable[[Agent], Client], now: datetime
) -> None:
    ticket = world.ticket(now=now)
    other, address = enter(ben()), f"/tickets/{ticket.pk}/presence"
    other.post(address, {"writing": "1"})
    assert "Ben is writing…" in text_of(client, address)
    other.post(address, {"writing": ""})
    assert "Ben is looking" in text_of(client, address)
    assert other.post(address, {"leaving": "1"}).status_code == 204
    assert "Ben" not in text_of(client, address)


def test_it_gives_the_news_without_touching_the_answer_being_written(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    world.says(world.thread_of(ticket), "Ancora niente?", at=now)
    part = client.get(f"/tickets/{ticket.pk}/conversation", headers=HX).content.decode()
    assert "Ancora niente?" in part
    assert 'hx-target="#said"' in part
    assert "<textarea" not in part


def test_it_shows_what_happened_as_sentences(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now, due_in=None)
    handling.assign(ticket=ticket, to=ben(), by=ada(), now=now)
    handling.assign(ticket=ticket, to=ada(), by=ada(), now=now)
    handling.assign(ticket=ticket, to=None, by=ben(), now=now)
    resolving.resolve(ticket=Ticket.objects.get(), by=ben(), now=now)
    page = text_of(client, f"/tickets/{ticket.pk}")
    for sentence in (
        "Ada assigned it to Ben",
        "Ada took the ticket",
        "Ben took the assignment back",
        "Ben resolved the ticket",
    ):
        assert sentence in page
