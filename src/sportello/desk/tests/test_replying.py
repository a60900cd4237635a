"""Beside the answer: what is open and missing, said as one writes, and asked before it leaves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sportello.accounts.testing import ada, ben
from sportello.channels.taking import EBAY_MOST_LETTERS
from sportello.desk.replying.hints import hints_for
from sportello.desk.replying.known import known_for
from sportello.inbox import excepting
from sportello.inbox.models import (
    AnswerReview,
    Attention,
    Direction,
    Message,
    MessageReading,
    OpenDecision,
    Promise,
    Ticket,
)
from sportello.replies.required_data import table

from . import orders, world

pytestmark = [pytest.mark.django_db, pytest.mark.reviewed]

HX = {"HX-Request": "true"}
WHERE, COVER = "Dov'è il mio pacco?", "La fodera si può lavare?"
BOTH = "Il pacco arriva giovedì con il corriere. La fodera si può lavare a 30 gradi."
ONE = "Il pacco arriva giovedì con il corriere."


def asked(now: datetime, text: str = f"Buongiorno. {WHERE} {COVER}") -> Ticket:
    """A ticket with questions as a reading found them."""
    ticket = world.ticket(text, now=now)
    message = Message.objects.get(thread=ticket.primary_id)
    found = [
        {"start": text.index(words), "end": text.index(words) + len(words), "topic": topic, "confidence": 0.9}
        for words, topic in ((WHERE, "where_is_my_order"), (COVER, "product_question"))
        if words in text
    ]
    MessageReading.objects.create(message=message, questions=found, language="it", version="test")
    return ticket


def key_of(ticket: Ticket, words: str) -> str:
    """The key of a question in forms."""
    message = Message.objects.get(thread=ticket.primary_id)
    start = message.text.index(words)
    return f"{message.pk}-{start}-{start + len(words)}"


def form(ticket: Ticket, text: str, **more: object) -> dict[str, object]:
    newest = Message.objects.filter(thread=ticket.primary_id).latest("pk").pk
    return {"thread": ticket.primary_id, "text": text, "seen_up_to": newest, **more}


def test_it_says_which_question_is_answered_by_which_words(client: Client, now: datetime) -> None:
    ticket = asked(now)
    page = client.post(f"/tickets/{ticket.pk}/check", form(ticket, ONE), headers=HX).content.decode()
    assert page.count("point--yes") == 1
    assert page.count("point--no") == 1
    assert "Il pacco arriva giovedì" in page
    assert page.index("point--yes") < page.index("point--no")
    assert not AnswerReview.objects.exists()


def test_it_comes_back_filled_and_saved_without_javascript(client: Client, now: datetime) -> None:
    ticket = asked(now)
    page = client.post(f"/tickets/{ticket.pk}/check", form(ticket, ONE)).content.decode()
    assert "<html" in page
    assert "point--no" in page
    assert ticket.drafts.get().text == ONE


def test_it_stops_an_answer_that_leaves_a_question_open_and_keeps_its_words(client: Client, now: datetime) -> None:
    ticket = asked(now)
    response = client.post(f"/tickets/{ticket.pk}/messages", form(ticket, ONE), headers=HX)
    page = response.content.decode()
    assert response.status_code == 422
    assert ONE in page
    assert f'name="decide-{key_of(ticket, COVER)}"' in page
    assert not Message.objects.filter(direction=Direction.OUT).exists()


def test_it_sends_once_somebody_said_when(client: Client, now: datetime) -> None:
    ticket = asked(now)
    key = key_of(ticket, COVER)
    day = (timezone.localtime(now) + timedelta(days=3)).date()
    said = {"asked": [key], f"decide-{key}": "later", f"day-{key}": day.isoformat()}
    response = client.post(f"/tickets/{ticket.pk}/messages", form(ticket, ONE, **said))
    assert response.status_code == 303
    assert Promise.objects.get().day == day
    assert OpenDecision.objects.get().answer == Message.objects.get(direction=Direction.OUT)


def test_it_lets_a_whole_answer_leave(client: Client, now: datetime) -> None:
    ticket = asked(now)
    assert client.post(f"/tickets/{ticket.pk}/messages", form(ticket, BOTH)).status_code == 303
    assert AnswerReview.objects.get().open_questions == 0


def test_it_offers_what_is_missing_in_the_buyer_s_words(client: Client, now: datetime) -> None:
    ticket = asked(now, f"Ordine {orders.NUMBER}. {WHERE}")
    orders.bought(now=now, on=ticket.channel, shipments=[orders.parcel(now=now)])
    Message.objects.filter(thread=ticket.primary_id).update(order_ids=[orders.NUMBER])
    known = known_for(ticket=ticket, thread_id=ticket.primary_id or 0, now=now)
    assert known.facts.values["tracking_number"] == "084120533718"
    page = client.post(f"/tickets/{ticket.pk}/check", form(ticket, ONE), headers=HX).content.decode()
    assert 'data-put="084120533718"' in page
    response = client.post(f"/tickets/{ticket.pk}/messages", form(ticket, ONE), headers=HX)
    assert response.status_code == 422
    complete = f"{ONE} Il numero è {known.words['tracking_number']}, {known.words.get('tracking_url', '')}"
    assert client.post(f"/tickets/{ticket.pk}/messages", form(ticket, complete)).status_code == 303


def test_it_recalls_what_was_granted_before(client: Client, now: datetime) -> None:
    ticket = asked(now)
    lead = excepting.approvers()[0]
    excepting.grant(ticket=ticket, what="Return after 60 days", reason="Hospital", approved_by=lead, by=lead, now=now)
    page = client.post(f"/tickets/{ticket.pk}/check", form(ticket, ONE), headers=HX).content.decode()
    assert "Return after 60 days" in page


def test_it_leads_from_resolving_to_what_is_open_and_resolves_there(client: Client, now: datetime) -> None:
    ticket = asked(now)
    ticket.primary.holdings.get().obligations.update(ended_at=now, ended_as="answered")  # type: ignore[union-attr]
    response = client.post(f"/tickets/{ticket.pk}/resolution", headers=HX)
    assert response["HX-Redirect"].startswith(f"/tickets/{ticket.pk}/open")
    page = client.get(f"/tickets/{ticket.pk}/open").content.decode()
    keys = [key_of(ticket, words) for words in (WHERE, COVER)]
    assert all(f'name="decide-{key}"' in page for key in keys)
    half = {"asked": keys, f"decide-{keys[0]}": "answered"}
    assert client.post(f"/tickets/{ticket.pk}/open", half).status_code == 422
    said = {**half, f"decide-{keys[1]}": "not", f"reason-{keys[1]}": "Asked by telephone"}
    assert client.post(f"/tickets/{ticket.pk}/open", said).status_code == 303
    ticket.refresh_from_db()
    assert ticket.resolved_at is not None


def test_it_lets_only_leads_say_what_answers_must_state(
    client: Client, enter: Callable[..., Client], now: datetime
) -> None:
    assert enter(ben()).get("/review/data").status_code == 403
    page = client.get("/review/data").content.decode()
    assert 'name="where_is_my_order-tracking_number-seller" checked' in page
    assert 'name="where_is_my_order-tracking_number-marketplace">' in page
    boxes = {"invoice-refund_id-seller": "on"}
    assert client.post("/review/data", boxes).status_code == 303
    assert table()["invoice"].by_seller == {"refund_id"}
    assert table()["where_is_my_order"].by_seller == frozenset()


def test_it_keeps_a_heartbeat_of_who_answers(client: Client, now: datetime) -> None:
    ticket = asked(now)
    assert client.post(f"/tickets/{ticket.pk}/attention", {"suggested": "1"}).status_code == 204
    assert Attention.objects.get().suggested


def test_it_asks_the_database_as_often_for_many_messages(client: Client, now: datetime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ticket = asked(now)
    address, sent = f"/tickets/{ticket.pk}/check", form(ticket, ONE)
    client.post(address, sent, headers=HX)
    with CaptureQueriesContext(connection) as few:
        client.post(address, sent, headers=HX)
    assert ticket.primary is not None
    for minute in range(6):
        message = world.says(ticket.primary, f"{WHERE} {COVER}", at=now - timedelta(minutes=minute))
        questions = [{"start": 0, "end": len(WHERE), "topic": "where_is_my_order", "confidence": 0.9}]
        MessageReading.objects.create(message=message, questions=questions, language="it", version="test")
    with CaptureQueriesContext(connection) as many:
        client.post(address, sent, headers=HX)
    assert len(many) == len(few)


def test_it_hints_at_what_a_channel_takes(now: datetime) -> None:
    amazon = known_for(ticket=(one := asked(now)), thread_id=one.primary_id or 0, now=now).background
    words = [hint.words for hint in hints_for(amazon, "Ecco <b>il numero</b> [Importante] del suo pacco di ieri.")]
    assert len(words) == 2
    ebay_ticket = world.ticket("Dove?", by="Zed Rossi", now=now, on=world.channel("ebay", "eBay.it"))
    ebay = known_for(ticket=ebay_ticket, thread_id=ebay_ticket.primary_id or 0, now=now).background
    assert hints_for(ebay, "parola " * EBAY_MOST_LETTERS)[0].stops
    assert not any(hint.stops for hint in hints_for(ebay, "Il pacco arriva domani mattina con il corriere."))
    english = "Thank you for writing, the parcel will be with you on Thursday morning."
    assert any("English" in hint.words for hint in hints_for(amazon, english))


def test_it_stops_what_is_too_long_for_ebay(client: Client, now: datetime) -> None:
    ticket = world.ticket("Dove?", by="Zed Rossi", now=now, on=world.channel("ebay", "eBay.it"))
    response = client.post(f"/tickets/{ticket.pk}/messages", form(ticket, "x" * (EBAY_MOST_LETTERS + 1)), headers=HX)
    assert response.status_code == 422
    assert not Message.objects.filter(direction=Direction.OUT).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_it_checks_as_one_writes_and_puts_in_what_is_missing(desk: Callable[..., Any], now: datetime) -> None:
    ticket = asked(now, f"Ordine {orders.NUMBER}. {WHERE} {COVER}")
    orders.bought(now=now, on=ticket.channel, shipments=[orders.parcel(now=now)])
    Message.objects.filter(thread=ticket.primary_id).update(order_ids=[orders.NUMBER])
    page = desk(ada(), f"/tickets/{ticket.pk}")
    page.fill("#answer", ONE)
    page.click(".point--no [data-put='084120533718']")
    page.wait_for_selector(".point--no [data-put='084120533718']", state="detached")
    assert "084120533718" in page.input_value("#answer")
    page.click("[data-send]")
    page.wait_for_selector(f"[name='decide-{key_of(ticket, COVER)}'][value=answered]")
    assert "084120533718" in page.input_value("#answer")
