"""The queue and the search as an agent gets them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora, rio, zed
from sportello.channels.models import Outbox
from sportello.inbox import handling, replying, resolving
from sportello.inbox.models import Holding, Ticket

from . import world

HX = {"HX-Request": "true"}


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/queue", "/queue?view=all", "/queue?view=owed&rows=300", "/search?q=Domanda"])
def test_it_asks_the_database_as_often_for_sixty_rows_as_for_three(client: Client, now: datetime, path: str) -> None:
    world.tickets(3, now=now)
    client.get(path)
    few = queries_of(client, path)
    made = world.tickets(57, now=now, assignee=ben())
    handling.tag(ticket=made[0], names=["moka"], by=ada(), now=now)
    assert queries_of(client, path) == few


def test_it_shows_the_most_urgent_first_and_says_why(client: Client, now: datetime) -> None:
    shop = world.channel("email", "info@casalume.example", round_the_clock=False)
    world.ticket("Kommt das noch?", by="Dieter Kranz", now=now, due_in=timedelta(hours=7), on=shop)
    world.ticket("Aiuto!", by="Cleo Marino", now=now, due_in=timedelta(minutes=-18))
    page = client.get("/queue").content.decode()
    assert page.index("Cleo Marino") < page.index("Dieter Kranz")
    assert "−0:18" in page
    assert "overdue" in page
    assert "office hours" in page


def test_it_gives_htmx_the_rows_alone(client: Client, now: datetime) -> None:
    world.ticket(now=now)
    part = client.get("/queue", headers=HX).content.decode()
    assert "Cleo Marino" in part
    assert "<html" not in part
    whole = client.get("/queue", headers={**HX, "HX-History-Restore-Request": "true"}).content.decode()
    assert "<html" in whole


def test_it_shows_more_by_a_link_that_needs_no_script(client: Client, now: datetime) -> None:
    world.tickets(60, now=now)
    first = client.get("/queue")
    after = first.context["listing"].after
    second = client.get("/queue", {"view": "owed", "after": after}).content.decode()
    assert "after=" in first.content.decode()
    assert "Domanda 59" in second
    assert "Domanda 3<" not in second


def test_it_shows_as_many_rows_as_a_refresh_asks_for(client: Client, now: datetime) -> None:
    world.tickets(60, now=now)
    assert len(client.get("/queue?rows=60").context["listing"].rows) == 60
    assert len(client.get("/queue?rows=nonsense").context["listing"].rows) == 50


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("owed", "1 ticket waits for the buyer."),
        ("late-soon", "Nothing is late"),
        ("mine", "No open ticket is yours."),
        ("unassigned", "Every open ticket has somebody."),
        ("snoozed", "Nothing is snoozed."),
        ("resolved", "Nothing is resolved yet."),
    ],
)
def test_it_says_in_an_empty_view_what_to_do_next(client: Client, now: datetime, view: str, words: str) -> None:
    waiting = world.ticket(now=now, due_in=None)
    handling.assign(ticket=waiting, to=ben(), by=ben(), now=now)
    assert words in client.get(f"/queue?view={view}").content.decode()


def test_it_leads_from_an_empty_desk_to_the_first_mailbox(client: Client, now: datetime) -> None:
    page = client.get("/queue").content.decode()
    assert page.count('href="/mailboxes/new"') == 2
    assert 'href="/people"' in page
    world.ticket(now=now, due_in=None)
    assert "/mailboxes/new" not in client.get("/queue").content.decode()


def test_it_sends_who_may_not_connect_a_mailbox_nowhere(enter: Callable[[Agent], Client]) -> None:
    page = enter(ben()).get("/queue").content.decode()
    assert "An owner connects it" in page
    assert "/mailboxes/new" not in page


@pytest.mark.parametrize("view", ["nonsense", "", "OWED", "owed' OR 1=1"])
def test_it_shows_what_is_owed_for_a_view_it_does_not_know(client: Client, now: datetime, view: str) -> None:
    world.ticket(now=now)
    assert "Cleo Marino" in client.get("/queue", {"view": view, "channel": "x", "after": "y"}).content.decode()


def test_it_keeps_to_one_channel_when_asked(client: Client, now: datetime) -> None:
    ebay = world.channel("ebay", "eBay", round_the_clock=False)
    world.ticket(by="Eva Bay", now=now, on=ebay)
    world.ticket(by="Anna Zon", now=now)
    rows = client.get(f"/queue?view=owed&channel={ebay.pk}", headers=HX).content.decode()
    assert "Eva Bay" in rows
    assert "Anna Zon" not in rows


@pytest.mark.parametrize(
    "query", ["l'été", "Größe", "配送", "foo & !bar", "'", "((", "%", "\\", "<b>", "a" * 500, "\0", " "]
)
def test_it_finds_or_does_not_find_but_never_stumbles(client: Client, now: datetime, query: str) -> None:
    world.ticket("Die Größe passt nicht, 配送 l'été foo bar", now=now)
    assert client.get("/search", {"q": query}).status_code == 200


@pytest.mark.parametrize("query", ["Größe", "groesse passt", "l'été", "Cleo", "cleo.marino@posta"])
def test_it_finds_a_ticket_by_its_words_and_its_buyer(client: Client, now: datetime, query: str) -> None:
    world.ticket("Die Größe passt nicht, groesse, l'été", now=now)
    assert "Cleo Marino" in client.get("/search", {"q": query}, headers=HX).content.decode()


def test_it_repeats_what_was_searched_as_it_was_typed(client: Client) -> None:
    page = client.get("/search", {"q": "foo & !<bar>"}).content.decode()
    assert "foo &amp; !&lt;bar&gt;" in page
    assert "Nothing found for" in page


def test_it_marks_what_was_said_since_this_agent_last_looked(
    client: Client, enter: Callable[[Agent], Client], now: datetime
) -> None:
    ticket = world.ticket(now=now)
    assert "entry--unread" in client.get("/queue", headers=HX).content.decode()
    client.get(f"/tickets/{ticket.pk}")
    assert "entry--unread" not in client.get("/queue", headers=HX).content.decode()
    assert "entry--unread" in enter(ben()).get("/queue", headers=HX).content.decode()
    Ticket.objects.update(last_message_at=now + timedelta(minutes=1))
    assert "entry--unread" in client.get("/queue", headers=HX).content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [("failed", "Answer not sent"), ("uncertain", "Delivery uncertain"), ("bounced", "Answer returned"), ("sent", "")],
)
def test_it_marks_a_ticket_whose_latest_answer_did_not_safely_leave(
    client: Client, now: datetime, state: str, words: str
) -> None:
    ticket = world.ticket(now=now)
    replying.send(ticket=ticket, thread=world.thread_of(ticket), text="Arriva domani.", by=ada(), now=now)
    Outbox.objects.update(state=state)
    rows = client.get("/queue?view=all", headers=HX).content.decode()
    if words:
        assert words in rows
    else:
        assert "chip--" not in rows
    Outbox.objects.update(state="failed")
    replying.send(ticket=ticket, thread=world.thread_of(ticket), text="Ancora una volta.", by=ada(), now=now)
    assert "chip--" not in client.get("/queue?view=all", headers=HX).content.decode()


def test_it_says_on_the_agents_own_clock_until_when_a_ticket_rests(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now, due_in=None)
    until = (now + timedelta(days=2)).replace(hour=22, minute=30)
    resolving.snooze(ticket=ticket, until=until, by=ada(), now=now)
    local = until.astimezone(ada().zone)
    rows = client.get("/queue?view=snoozed", headers=HX).content.decode()
    assert f"{local:%H:%M}</span>" in rows
    assert f"<small>{local.day} {local:%b}</small>" in rows


def test_it_counts_what_each_view_and_channel_holds(client: Client, now: datetime) -> None:
    world.ticket(now=now)
    snoozed = world.ticket(by="Dora Neri", now=now, due_in=timedelta(days=2))
    resolving.snooze(ticket=snoozed, until=now + timedelta(days=1), by=ada(), now=now)
    ways = client.get("/queue/ways").context["ways"]
    assert {str(way.name): way.shown for way in ways.to_do + ways.at_rest if way.shown} == {
        "Owed an answer": "1",
        "Late soon": "1",
        "Unassigned": "2",
        "Snoozed": "1",
    }


@pytest.mark.parametrize("path", ["/queue", "/search?q=x", "/queue/ways", "/tickets/1", "/tickets/1/conversation"])
def test_it_lets_in_only_who_may_read_tickets(enter: Callable[[Agent], Client], path: str) -> None:
    assert enter(cora()).get(path).status_code == 403
    assert enter(rio()).get(path).status_code in {200, 404}
    stranger = Client().get(path)
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/session")
    assert enter(zed()).get(path).status_code == 302


@pytest.mark.parametrize(
    ("page", "entry"), [("/settings/rota", "Settings"), ("/mailboxes/new", "Mailboxes"), ("/people", "People")]
)
def test_it_marks_the_entry_behind_which_a_page_stands(client: Client, page: str, entry: str) -> None:
    here = re.findall(r'title="([^"]+)"\s+aria-current="page"', client.get(page).content.decode())
    assert here == [entry]


def test_it_leads_from_the_front_door_to_the_queue(client: Client, enter: Callable[[Agent], Client]) -> None:
    assert client.get("/")["Location"] == "/queue"
    assert enter(cora()).get("/")["Location"] == "/profile"


def test_it_needs_no_style_attribute_and_no_inline_script(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    assert Holding.objects.filter(ticket=ticket).exists()
    for path in ("/queue", f"/tickets/{ticket.pk}"):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert " onclick=" not in page
        assert "hx-on" not in page
        assert "<script>" not in page
