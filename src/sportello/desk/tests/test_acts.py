"""What agents do to tickets: every act is a resource, with and without htmx."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, rio, zed
from sportello.inbox import resolving
from sportello.inbox.models import Note, Obligation, Ticket

from . import world

HX = {"HX-Request": "true"}

POSTS = (
    "/tickets/{t}/messages",
    "/tickets/{t}/notes",
    "/tickets/{t}/draft",
    "/tickets/{t}/assignment",
    "/tickets/{t}/resolution",
    "/tickets/{t}/resolution/removal",
    "/tickets/{t}/snooze",
    "/tickets/{t}/snooze/removal",
    "/tickets/{t}/tags",
    "/tickets/{t}/parts",
    "/threads/{t}/no-response",
    "/outbox/{t}/retry",
    "/outbox/{t}/settlement",
    "/bulk/assignment",
    "/bulk/resolution",
)


@pytest.mark.parametrize("path", POSTS)
def test_it_changes_nothing_by_reading_and_nothing_for_who_may_only_read(
    client: Client, enter: Callable[[Agent], Client], now: datetime, path: str
) -> None:
    ticket = world.ticket(now=now)
    address = path.format(t=ticket.pk)
    assert client.get(address).status_code == 405
    assert enter(rio()).post(address, {"text": "x", "tags": "x", "assignee": ""}).status_code == 403
    assert Client().post(address).status_code == 302
    assert enter(zed()).post(address).status_code == 302
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.resolved_at, ticket.snoozed_until) == (None, None, None)


def test_it_goes_back_to_the_ticket_where_it_was_after_an_act_without_script(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    response = client.post(f"/tickets/{ticket.pk}/tags?view=mine", {"tags": "moka"})
    assert response.status_code == 303
    assert response["Location"] == f"/tickets/{ticket.pk}?view=mine"


def test_it_gives_htmx_the_news_and_tells_the_list(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    response = client.post(f"/tickets/{ticket.pk}/tags", {"tags": "moka"}, headers=HX)
    assert response["HX-Trigger"] == "desk:changed"
    assert "moka" in response.content.decode()
    assert "<textarea" not in response.content.decode()


def test_it_assigns_takes_and_gives_back(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    address = f"/tickets/{ticket.pk}/assignment"
    for assignee in (ben(), ada(), None):
        client.post(address, {"assignee": assignee.pk if assignee else ""})
        ticket.refresh_from_db()
        assert ticket.assignee == assignee


@pytest.mark.parametrize("assignee", ["9999", "x", "-1", "٣"])
def test_it_assigns_nobody_who_does_not_work_here(client: Client, now: datetime, assignee: str) -> None:
    ticket = world.ticket(now=now)
    assert client.post(f"/tickets/{ticket.pk}/assignment", {"assignee": assignee}).status_code == 404
    assert client.post(f"/tickets/{ticket.pk}/assignment", {"assignee": zed().pk}).status_code == 404


def test_it_hangs_tags_on_and_takes_them_off(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    client.post(f"/tickets/{ticket.pk}/tags", {"tags": " Moka ,  reso rapido,, moka"})
    assert sorted(ticket.tags.values_list("name", flat=True)) == ["moka", "reso rapido"]
    client.post(f"/tickets/{ticket.pk}/tags", {"tags": ""})
    assert not ticket.tags.exists()


def test_it_keeps_notes_and_no_empty_ones(client: Client, now: datetime) -> None:
    ticket, called = world.ticket(now=now), ben()
    client.post(f"/tickets/{ticket.pk}/notes", {"text": "  "})
    response = client.post(f"/tickets/{ticket.pk}/notes", {"text": "@Ben guarda"}, headers=HX)
    assert [note.text for note in Note.objects.all()] == ["@Ben guarda"]
    assert list(Note.objects.get().mentions.all()) == [called]
    assert 'hx-target="#note"' in response.content.decode()


def test_it_resolves_and_goes_on_to_the_next(client: Client, now: datetime) -> None:
    first, second = world.ticket(now=now, due_in=None), world.ticket(by="Dora Neri", now=now, due_in=None)
    Ticket.objects.filter(pk=first.pk).update(last_message_at=now)
    response = client.post(f"/tickets/{first.pk}/resolution?view=waiting")
    assert response["Location"] == f"/tickets/{second.pk}?view=waiting"
    last = client.post(f"/tickets/{second.pk}/resolution?view=waiting", headers=HX)
    assert (last.status_code, last["HX-Redirect"]) == (204, "/queue?view=waiting")
    assert Ticket.objects.resolved().count() == 2


def test_it_shows_htmx_the_next_ticket_under_its_own_address(client: Client, now: datetime) -> None:
    first, second = world.ticket(now=now, due_in=None), world.ticket(by="Dora Neri", now=now)
    response = client.post(f"/tickets/{first.pk}/resolution?view=owed", headers=HX)
    assert response["HX-Push-Url"] == f"/tickets/{second.pk}?view=owed"
    assert "Dora Neri" in response.content.decode()


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_says_why_a_ticket_that_owes_an_answer_stays(client: Client, now: datetime, headers: dict[str, str]) -> None:
    ticket = world.ticket(now=now)
    page = client.post(f"/tickets/{ticket.pk}/resolution", headers=headers, follow=True).content.decode()
    assert "The buyer is still owed an answer." in page
    assert not Ticket.objects.resolved().exists()


def test_it_opens_a_resolved_ticket_again(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now, due_in=None)
    client.post(f"/tickets/{ticket.pk}/resolution")
    assert "Reopen" in client.get(f"/tickets/{ticket.pk}").content.decode()
    client.post(f"/tickets/{ticket.pk}/resolution/removal")
    assert not Ticket.objects.resolved().exists()


def test_it_snoozes_until_an_offered_time_and_brings_back(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now, due_in=None)
    offered = client.get(f"/tickets/{ticket.pk}").context["pane"].snoozes[-1].until
    client.post(f"/tickets/{ticket.pk}/snooze", {"until": offered.isoformat()})
    ticket.refresh_from_db()
    assert ticket.snoozed_until == offered
    assert "Bring back now" in client.get(f"/tickets/{ticket.pk}").content.decode()
    client.post(f"/tickets/{ticket.pk}/snooze/removal")
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_it_reads_a_time_without_zone_on_the_agents_own_clock(enter: Callable[[Agent], Client], now: datetime) -> None:
    agent = ada()
    Agent.objects.filter(pk=agent.pk).update(time_zone="America/New_York")
    ticket = world.ticket(now=now, due_in=None)
    day = (now + timedelta(days=3)).date()
    enter(agent).post(f"/tickets/{ticket.pk}/snooze", {"until": f"{day}T09:00"})
    ticket.refresh_from_db()
    assert ticket.snoozed_until is not None
    with timezone.override("America/New_York"):
        assert timezone.localtime(ticket.snoozed_until).strftime("%Y-%m-%d %H:%M") == f"{day} 09:00"


def test_it_offers_any_other_time_on_the_agents_own_clock(enter: Callable[[Agent], Client], now: datetime) -> None:
    agent = ada()
    Agent.objects.filter(pk=agent.pk).update(time_zone="America/New_York")
    ticket = world.ticket(now=now, due_in=None)
    page = enter(agent).get(f"/tickets/{ticket.pk}").content.decode()
    field = re.search(
        r'<input id="until" type="datetime-local" name="until" min="([^"]+)" value="([^"]+)" required>', page
    )
    assert field
    with timezone.override("America/New_York"):
        least = timezone.make_aware(datetime.fromisoformat(field[1]))
    assert timedelta(0) <= timezone.now() - least < timedelta(minutes=3)
    assert field[2].endswith("T09:00")


@pytest.mark.parametrize("until", ["", "tomorrow", "2020-01-01T09:00", "9999-12-31T23:59:59", "0001-01-01T00:00"])
def test_it_says_when_a_time_is_none_to_snooze_until(client: Client, now: datetime, until: str) -> None:
    ticket = world.ticket(now=now, due_in=None)
    response = client.post(f"/tickets/{ticket.pk}/snooze", {"until": until}, follow=True)
    if not until.startswith("9999"):
        assert "Choose a time in the future." in response.content.decode()
    assert response.status_code == 200


def test_it_makes_a_ticket_of_its_own_from_a_message_on(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    later = world.says(world.thread_of(ticket), "Altra domanda: la fattura?", at=now)
    response = client.post(f"/tickets/{ticket.pk}/parts", {"message": later.pk})
    new = Ticket.objects.exclude(pk=ticket.pk).get()
    assert response["Location"] == f"/tickets/{new.pk}?view=owed"
    page = client.get(response["Location"]).content.decode()
    assert "Altra domanda" in page
    assert f"This is now ticket {new.pk} of its own." in page


def test_it_says_why_a_ticket_cannot_begin_at_its_beginning(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    first = world.thread_of(ticket).messages.get().pk
    page = client.post(f"/tickets/{ticket.pk}/parts", {"message": first}, follow=True).content.decode()
    assert "there is nothing to separate" in page
    assert client.post(f"/tickets/{ticket.pk}/parts", {"message": "x"}).status_code == 404


def test_it_stops_the_clock_of_a_thread_that_needs_no_response(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    client.post(f"/threads/{ticket.primary_id}/no-response")
    assert Obligation.objects.get().ended_as == "no_response_needed"
    assert client.post("/threads/999/no-response").status_code == 404


def test_it_assigns_and_resolves_many_and_says_which_it_could_not(client: Client, now: datetime) -> None:
    owed, free, other = (
        world.ticket(now=now),
        world.ticket(by="Dora Neri", now=now, due_in=None),
        world.ticket(by="Emil Ostertag", now=now, due_in=None),
    )
    chosen = {"ticket": [owed.pk, free.pk, "x", 999]}
    page = client.post("/bulk/assignment?view=all", {**chosen, "assignee": ben().pk}, follow=True)
    assert "2 tickets assigned." in page.content.decode()
    assert Ticket.objects.filter(assignee=ben()).count() == 2
    page = client.post("/bulk/resolution?view=all", chosen, follow=True)
    assert "1 ticket resolved." in page.content.decode()
    assert f"Not #{owed.pk}: The buyer is still owed an answer." in page.content.decode()
    assert list(Ticket.objects.resolved()) == [free]
    other.refresh_from_db()
    assert other.assignee is None


def test_it_gives_htmx_the_rows_and_the_counts_after_many_acts(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now, due_in=None)
    response = client.post("/bulk/resolution?view=waiting", {"ticket": ticket.pk}, headers=HX)
    part = response.content.decode()
    assert 'hx-target="#toasts"' in part
    assert "1 ticket resolved." in part
    assert "No buyer has the word." in part
    assert "Choose some tickets first." in client.post("/bulk/resolution", headers=HX).content.decode()


def test_it_resolves_already_resolved_ones_without_a_word_of_trouble(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now, due_in=None)
    resolving.resolve(ticket=ticket, by=ben(), now=now)
    assert "1 ticket resolved." in client.post("/bulk/resolution", {"ticket": ticket.pk}, follow=True).content.decode()
