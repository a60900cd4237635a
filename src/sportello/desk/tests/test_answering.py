"""Writing to a buyer: what leaves, what comes back to the form, and that nothing is lost or sent twice."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben
from sportello.channels.models import Blob, Outbox
from sportello.inbox import handling, replying
from sportello.inbox.models import Attachment, Direction, Draft, Message, Ticket

from . import world

HX = {"HX-Request": "true"}


def fields(ticket: Ticket, text: str = "Arriva domani.", **more: object) -> dict[str, object]:
    """An answer's form as the page of the ticket would send it."""
    newest = Message.objects.filter(thread=ticket.primary_id).latest("pk").pk
    return {"thread": ticket.primary_id, "text": text, "seen_up_to": newest, **more}


def answers() -> list[str]:
    return list(Message.objects.filter(direction=Direction.OUT).order_by("pk").values_list("text", flat=True))


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_sends_an_answer(client: Client, now: datetime, headers: dict[str, str]) -> None:
    ticket = world.ticket(now=now)
    response = client.post(f"/tickets/{ticket.pk}/messages", fields(ticket, "Ciao,\r\narriva domani."), headers=headers)
    assert response.status_code in {200, 303}
    assert answers() == ["Ciao,\narriva domani."]
    assert Outbox.objects.get().recipient == "cleo.marino@posta.example"
    ticket.refresh_from_db()
    assert ticket.due_at is None


@pytest.mark.parametrize(("then", "resolved"), [("next", False), ("resolve", True)])
def test_it_goes_to_the_next_ticket_when_told_so(client: Client, now: datetime, then: str, resolved: bool) -> None:
    first, second, third = world.tickets(3, now=now)
    response = client.post(f"/tickets/{second.pk}/messages?view=owed", fields(second, then=then))
    assert response["Location"] == f"/tickets/{third.pk}?view=owed"
    response = client.post(f"/tickets/{third.pk}/messages?view=owed", fields(third, then=then), headers=HX)
    assert response["HX-Push-Url"] == f"/tickets/{first.pk}?view=owed"
    second.refresh_from_db()
    assert (second.resolved_at is not None) is resolved


def test_it_comes_back_to_the_list_after_the_last_one(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    response = client.post(f"/tickets/{ticket.pk}/messages?view=owed", fields(ticket, then="next"))
    assert response["Location"] == "/queue?view=owed"


def test_it_stays_when_another_thread_is_still_owed_an_answer(client: Client, now: datetime) -> None:
    from sportello.inbox.models import Holding

    ticket = world.ticket(now=now)
    other = world.ticket("Anche qui", now=now, on=world.channel("email", "Posta"))
    Holding.objects.filter(ticket=other).update(ticket=ticket)
    newest = Message.objects.latest("pk").pk
    page = client.post(
        f"/tickets/{ticket.pk}/messages",
        {"thread": ticket.primary_id, "text": "Ecco.", "seen_up_to": newest, "then": "resolve"},
        follow=True,
    ).content.decode()
    assert "Another conversation of this ticket is still owed an answer." in page
    assert answers() == ["Ecco."]


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_asks_before_sending_past_a_newer_message_and_loses_nothing(
    client: Client, now: datetime, headers: dict[str, str]
) -> None:
    ticket = world.ticket(now=now)
    form = fields(ticket, "La risposta di prima.", files=SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n123"))
    world.says(world.thread_of(ticket), "Anzi no, annullate tutto!", at=now)
    response = client.post(f"/tickets/{ticket.pk}/messages", form, headers=headers)
    page = response.content.decode()
    assert response.status_code == 409
    assert answers() == []
    assert "La risposta di prima." in page
    assert "Anzi no, annullate tutto!" in page
    assert "Send anyway" in page
    assert "foto.png" in page
    composer = response.context["pane"].composer
    again = {
        "thread": ticket.primary_id,
        "text": "La risposta di prima.",
        "seen_up_to": composer.seen_up_to,
        "kept": composer.files[0].token,
    }
    assert client.post(f"/tickets/{ticket.pk}/messages", again, headers=headers).status_code in {200, 303}
    assert answers() == ["La risposta di prima."]
    assert [file.name for file in Attachment.objects.all()] == ["foto.png"]


@pytest.mark.parametrize("text", ["", "   \n "])
def test_it_sends_nothing_when_there_is_nothing(client: Client, now: datetime, text: str) -> None:
    ticket = world.ticket(now=now)
    response = client.post(f"/tickets/{ticket.pk}/messages", fields(ticket, text))
    assert response.status_code == 422
    assert "There is nothing to send yet." in response.content.decode()


def test_it_sends_once_for_two_clicks(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    form = fields(ticket)
    for _click in range(2):
        assert client.post(f"/tickets/{ticket.pk}/messages", form).status_code == 303
    assert answers() == ["Arriva domani."]
    client.post(f"/tickets/{ticket.pk}/messages", {**form, "text": "E ancora una cosa."})
    assert len(answers()) == 2


def test_it_answers_only_threads_of_the_ticket(client: Client, now: datetime) -> None:
    ticket, other = world.ticket(now=now), world.ticket(by="Dora Neri", now=now)
    form = fields(ticket, thread=other.primary_id)
    response = client.post(f"/tickets/{ticket.pk}/messages", form)
    assert response.status_code == 422
    assert "This conversation belongs to another ticket now." in response.content.decode()
    assert client.post(f"/tickets/{ticket.pk}/messages", fields(ticket, thread="x")).status_code == 404
    assert answers() == []


def test_it_sends_files_typed_by_their_bytes_under_safe_names(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now, on=world.channel("email", "Casa Lume"))
    files = [
        SimpleUploadedFile("fattura.pdf", b"%PDF-1.7 x", content_type="application/pdf"),
        SimpleUploadedFile("immagine.jpg", b"<html><script>", content_type="image/jpeg"),
    ]
    client.post(f"/tickets/{ticket.pk}/messages", fields(ticket, files=files))
    kinds = dict(Attachment.objects.values_list("name", "media_type"))
    assert kinds["fattura.pdf"] == "application/pdf"
    assert "image/jpeg" not in kinds.values()
    assert len(Outbox.objects.get().files) == 2


def test_it_keeps_equal_bytes_once(client: Client, now: datetime) -> None:
    for ticket in world.tickets(2, now=now):
        client.post(f"/tickets/{ticket.pk}/messages", fields(ticket, files=SimpleUploadedFile("a.txt", b"ciao")))
    assert Blob.objects.count() == 1
    assert Attachment.objects.count() == 2


def test_it_refuses_files_that_are_too_large_and_keeps_the_words(client: Client, now: datetime, settings: Any) -> None:
    settings.MAX_ATTACHMENTS_BYTES = 1000
    ticket = world.ticket(now=now)
    response = client.post(
        f"/tickets/{ticket.pk}/messages", fields(ticket, "Le parole.", files=SimpleUploadedFile("a.bin", b"x" * 1001))
    )
    assert response.status_code == 422
    assert "Le parole." in response.content.decode()
    assert "The files are larger than" in response.content.decode()
    assert not Blob.objects.exists()


def test_it_offers_to_leave_out_a_file_that_amazon_would_strip(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    address = f"/tickets/{ticket.pk}/messages"
    files = [SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n123"), SimpleUploadedFile("conti.zip", b"PK\x05\x06 x")]
    response = client.post(address, fields(ticket, "Le parole.", files=files))
    page = response.content.decode()
    assert response.status_code == 422
    assert answers() == []
    assert "removes all others: conti.zip." in page
    assert "Le parole." in page
    first, second = response.context["pane"].composer.files
    assert f'type="checkbox" name="kept" value="{second.token}" checked' in page
    client.post(address, fields(ticket, "Le parole.", kept=first.token))
    assert [file.name for file in Attachment.objects.all()] == ["foto.png"]


@pytest.mark.parametrize("token", ["", "1:x", "WzEsICJhIl0:1abc:forged"])
def test_it_takes_no_file_by_a_token_it_did_not_give(client: Client, now: datetime, token: str) -> None:
    ticket = world.ticket(now=now)
    Blob.objects.create(sha256="0" * 64, media_type="text/plain", size=1, data=b"x", created_at=now)
    client.post(f"/tickets/{ticket.pk}/messages", fields(ticket, kept=token))
    assert not Attachment.objects.exists()
    assert answers() == ["Arriva domani."]


def test_it_keeps_a_draft_and_shows_it_to_whoever_opens_the_ticket(
    client: Client, enter: Callable[[Agent], Client], now: datetime
) -> None:
    ticket = world.ticket(now=now)
    address = f"/tickets/{ticket.pk}/draft"
    saved = client.post(address, {"thread": ticket.primary_id, "text": "Gentile", "version": 0}, headers=HX)
    assert 'data-version="1"' in saved.content.decode()
    page = enter(ben()).get(f"/tickets/{ticket.pk}").content.decode()
    assert ">Gentile</textarea>" in page
    assert "begun by Ada" in page


def test_it_shows_both_drafts_when_two_people_wrote(
    client: Client, enter: Callable[[Agent], Client], now: datetime
) -> None:
    ticket = world.ticket(now=now)
    address, form = f"/tickets/{ticket.pk}/draft", {"thread": ticket.primary_id, "version": 0}
    enter(ben()).post(address, {**form, "text": "La versione di Ben"}, headers=HX)
    conflict = client.post(address, {**form, "text": "La versione di Ada"}, headers=HX)
    assert conflict.status_code == 409
    assert "La versione di Ben" in conflict.content.decode()
    whole = client.post(address, {**form, "text": "La versione di Ada"})
    assert whole.status_code == 409
    assert "La versione di Ben" in whole.content.decode()
    assert "La versione di Ada" in whole.content.decode()
    assert Draft.objects.get().text == "La versione di Ben"


def test_it_does_not_bring_a_draft_back_after_its_answer_left(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    client.post(f"/tickets/{ticket.pk}/messages", fields(ticket, "Arriva domani."))
    late = {"thread": ticket.primary_id, "text": "Arriva domani.", "version": 3}
    assert client.post(f"/tickets/{ticket.pk}/draft", late, headers=HX).status_code == 204
    assert not Draft.objects.exists()


def test_it_keeps_no_draft_for_a_thread_of_another_ticket(client: Client, now: datetime) -> None:
    ticket, other = world.tickets(2, now=now)
    form = {"thread": other.primary_id, "text": "x", "version": 0}
    assert client.post(f"/tickets/{ticket.pk}/draft", form).status_code == 404


@pytest.mark.parametrize(
    ("path", "form", "state"),
    [
        ("retry", {}, "waiting"),
        ("settlement", {"as": "sent"}, "sent"),
        ("settlement", {"as": "cancelled"}, "cancelled"),
    ],
)
def test_it_lets_an_agent_decide_about_an_uncertain_answer(
    client: Client, now: datetime, path: str, form: dict[str, str], state: str
) -> None:
    ticket = world.ticket(now=now)
    replying.send(ticket=ticket, thread=world.thread_of(ticket), text="Arriva domani.", by=ada(), now=now)
    Outbox.objects.update(state="uncertain")
    outbox = Outbox.objects.get()
    assert client.post(f"/outbox/{outbox.pk}/{path}", form)["Location"] == f"/tickets/{ticket.pk}?view=owed"
    outbox.refresh_from_db()
    assert outbox.state == state


def test_it_says_when_an_answer_has_moved_on(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    replying.send(ticket=ticket, thread=world.thread_of(ticket), text="Arriva domani.", by=ada(), now=now)
    Outbox.objects.update(state="sent")
    pk = Outbox.objects.get().pk
    assert "This answer has moved on" in client.post(f"/outbox/{pk}/retry", follow=True).content.decode()
    assert client.post(f"/outbox/{pk}/settlement", {"as": "nonsense"}).status_code == 404
    assert client.post("/outbox/999/retry").status_code == 404


def test_it_never_shows_a_note_as_an_answer(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    handling.note(ticket=ticket, text="Segreto", by=ada(), now=now)
    client.post(f"/tickets/{ticket.pk}/messages", fields(ticket))
    assert "Segreto" not in Outbox.objects.get().text
