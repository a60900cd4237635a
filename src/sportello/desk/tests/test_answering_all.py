"""One answer for all conversations of a ticket, over HTTP."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from sportello.accounts.testing import ada
from sportello.channels.models import Outbox
from sportello.inbox.merging import merge
from sportello.inbox.models import Message, Obligation, Thread, Ticket

from . import world

HX = {"HX-Request": "true"}


def three(now: datetime) -> tuple[Ticket, Thread, Thread, Thread]:
    """A ticket with two conversations on Amazon, the first of which is the main one, and one by mail."""
    first = world.ticket("Dov'è?", by="Cleo Marino", now=now, due_in=timedelta(hours=1))
    second = world.ticket("Allora?", by="Cleo Due", now=now)
    by_mail = world.ticket("Scrivo anche qui", by="Cleo Tre", now=now, on=world.channel("email", "Posta"))
    one, other, last = (world.thread_of(ticket) for ticket in (first, second, by_mail))
    for gone in (second, by_mail):
        merge(ticket=gone, into=first, by=ada(), now=now)
    return Ticket.objects.get(pk=first.pk), one, other, last


def form(main: Thread, **more: object) -> dict[str, object]:
    return {"thread": main.pk, "text": "Arriva domani.", "seen_up_to": Message.objects.latest("pk").pk, **more}


def sent() -> list[tuple[int, str, str]]:
    return list(Message.objects.filter(direction="out").order_by("pk").values_list("thread", "kind", "text"))


def test_it_shows_what_goes_where_before_it_leaves(client: Client, now: datetime) -> None:
    ticket, main, second, by_mail = three(now)
    composer = client.get(f"/tickets/{ticket.pk}").context["pane"].composer
    assert composer.held.thread_id == main.pk
    assert [(one.thread.pk, one.choice.way) for one in composer.also] == [(second.pk, "notice"), (by_mail.pk, "notice")]
    assert "Buongiorno Cleo Due," in composer.also[0].choice.notice


def test_it_answers_there_alone_when_the_agent_turns_to_another_conversation(client: Client, now: datetime) -> None:
    ticket, _main, second, _by_mail = three(now)
    composer = client.get(f"/tickets/{ticket.pk}?thread={second.pk}").context["pane"].composer
    assert {one.choice.way for one in composer.also} == {"nothing"}


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_sends_each_its_part_and_none_twice(client: Client, now: datetime, headers: dict[str, str]) -> None:
    ticket, main, second, by_mail = three(now)
    ways = {f"way-{second.pk}": "notice", f"notice-{second.pk}": "Ecco\r\nqui.", f"way-{by_mail.pk}": "full"}
    given = form(main, also=[second.pk, by_mail.pk], then="stay", **ways)
    for _click in range(2):
        assert client.post(f"/tickets/{ticket.pk}/messages", given, headers=headers).status_code in {200, 303}
    assert sent() == [
        (main.pk, "answer", "Arriva domani."), (second.pk, "notice", "Ecco\nqui."),
        (by_mail.pk, "answer", "Arriva domani."),
    ]  # fmt: skip
    assert Outbox.objects.count() == 3
    assert not Obligation.objects.filter(ended_at=None).exists()


def test_it_resolves_when_every_conversation_got_something(client: Client, now: datetime) -> None:
    ticket, main, second, by_mail = three(now)
    ways = {f"way-{one.pk}": "notice" for one in (second, by_mail)} | {f"notice-{second.pk}": "Ecco."}
    given = form(main, also=[second.pk, by_mail.pk], then="resolve", **ways, **{f"notice-{by_mail.pk}": "Ecco qui."})
    client.post(f"/tickets/{ticket.pk}/messages", given)
    assert Ticket.objects.get(pk=ticket.pk).resolved_at is not None


def test_it_comes_back_with_every_text_when_one_part_cannot_leave(client: Client, now: datetime) -> None:
    ticket, main, second, by_mail = three(now)
    ways = {f"way-{one.pk}": "notice" for one in (second, by_mail)} | {f"notice-{second.pk}": "Ecco qui."}
    given = form(main, also=[second.pk, by_mail.pk], **ways, **{f"notice-{by_mail.pk}": "Risposto su Amazon"})
    response = client.post(f"/tickets/{ticket.pk}/messages", given)
    assert response.status_code == 422
    composer = response.context["pane"].composer
    assert "Posta: A notice must not name another marketplace." in composer.problem
    assert [one.choice.notice for one in composer.also] == ["Ecco qui.", "Risposto su Amazon"]
    assert [one.problem for one in composer.also] == ["", "A notice must not name another marketplace."]
    assert composer.text == "Arriva domani."
    assert sent() == []


def test_it_asks_for_all_when_the_buyer_wrote_in_one(client: Client, now: datetime) -> None:
    ticket, main, second, by_mail = three(now)
    given = form(main, also=[second.pk], **{f"way-{second.pk}": "full", f"full-{second.pk}": "Altre parole."})
    world.says(by_mail, "Anzi no!", at=now)
    response = client.post(f"/tickets/{ticket.pk}/messages", given)
    assert response.status_code == 409
    assert response.context["pane"].composer.also[0].choice.full == "Altre parole."
    assert sent() == []


def test_it_sends_nothing_to_a_conversation_of_another_ticket(client: Client, now: datetime) -> None:
    ticket, main, _second, _by_mail = three(now)
    stranger = world.thread_of(world.ticket(by="Dora Neri", now=now))
    given = form(main, also=[stranger.pk, "x", "999"], **{f"way-{stranger.pk}": "full", "way-999": "full"})
    client.post(f"/tickets/{ticket.pk}/messages", given)
    assert sent() == [(main.pk, "answer", "Arriva domani.")]


def test_it_says_where_nothing_can_be_sent(client: Client, now: datetime) -> None:
    ticket, _main, second, _by_mail = three(now)
    Thread.objects.filter(pk=second.pk).update(reply_to="")
    page = client.get(f"/tickets/{ticket.pk}").content.decode()
    assert "gives no address for this conversation" in page
    assert f'name="way-{second.pk}" value="notice"' not in page


def test_it_costs_the_same_however_many_conversations_wait(
    client: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ticket, *_threads = three(now)
    client.get(f"/tickets/{ticket.pk}")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"/tickets/{ticket.pk}")
    for number in range(5):
        merge(ticket=world.ticket(by=f"Cleo {number}", now=now), into=ticket, by=ada(), now=now)
    with django_assert_num_queries(len(few)):
        client.get(f"/tickets/{ticket.pk}")
