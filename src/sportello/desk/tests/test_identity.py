"""Who may be the same buyer, on the desk and over HTTP."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent
from sportello.accounts.testing import rio
from sportello.customers.considering import consider_waiting
from sportello.customers.facts import Facts, name_in_full, place_of, tidied
from sportello.customers.learning import ORDER, learn
from sportello.customers.linking import together
from sportello.customers.models import CustomerLink, Suggestion, SuggestionState
from sportello.customers.weights import Reason
from sportello.desk.identity import WORDS, identity_of
from sportello.inbox.models import Ticket

from . import world

HX = {"HX-Request": "true"}


def lives(ticket: Ticket, phone: str, now: datetime) -> None:
    """An order tells where the buyer of a ticket lives."""
    place = place_of(street="Via Roma 12", postcode="20121", city="Milano", country="IT")
    names = frozenset({name_in_full(str(ticket.customer.name))})
    told = Facts(names=names, places=frozenset({place}), phones=frozenset({phone}))
    learn(ticket.customer_id, tidied(told, country="IT"), source=ORDER, now=now)


@pytest.fixture
def pair(db: None, now: datetime) -> tuple[Ticket, Ticket]:
    """Two tickets of one person whom we know as two customers, compared by the background."""
    mine = world.ticket("Dov'è il pacco?", by="Cleo Marino", now=now)
    other = world.ticket("La lampada è rotta", by="Marino Cléo", now=now, on=world.channel("email", "Posta"))
    for ticket in (mine, other):
        lives(ticket, "3331234567", now)
    consider_waiting(clock=lambda: now)
    return mine, other


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(f"/tickets/{ticket.pk}").content.decode()


def address(ticket: Ticket, act: str) -> str:
    return f"/tickets/{ticket.pk}/people/{Suggestion.objects.get().pk}/{act}"


def test_it_asks_whether_two_are_one_and_says_why(client: Client, pair: tuple[Ticket, Ticket]) -> None:
    page = page_of(client, pair[0])
    assert "Is Marino Cléo the same person?" in page
    assert "marino.cléo@posta.example" in page
    assert "same telephone number" in page
    assert "La lampada è rotta" not in page.partition('id="buyer"')[2]


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_makes_one_person_with_one_click_and_parts_again(
    client: Client, pair: tuple[Ticket, Ticket], headers: dict[str, str]
) -> None:
    mine, other = pair
    done = client.post(address(mine, "acceptance"), headers=headers)
    assert done.status_code == (200 if headers else 303)
    assert together(mine.customer_id) == sorted([mine.customer_id, other.customer_id])
    page = page_of(client, mine)
    assert "La lampada è rotta" in page.partition('id="buyer"')[2]
    assert "1 link makes this one person" in page
    made = CustomerLink.objects.get()
    client.post(f"/tickets/{other.pk}/people/links/{made.pk}/removal", headers=headers)
    assert together(mine.customer_id) == [mine.customer_id]
    assert "La lampada è rotta" not in page_of(client, mine).partition('id="buyer"')[2]
    assert "the same person?" not in page_of(client, mine)


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_remembers_that_they_are_not_the_same(
    client: Client, pair: tuple[Ticket, Ticket], headers: dict[str, str], now: datetime
) -> None:
    client.post(address(pair[0], "refusal"), headers=headers)
    lives(pair[1], "3331234568", now)
    consider_waiting(clock=lambda: now)
    assert Suggestion.objects.get().state == SuggestionState.REFUSED
    assert all("the same person?" not in page_of(client, ticket) for ticket in pair)


def test_it_does_nothing_twice(client: Client, pair: tuple[Ticket, Ticket]) -> None:
    where = address(pair[0], "acceptance")
    client.post(where)
    assert client.post(where).status_code == 303
    assert client.post(address(pair[0], "refusal")).status_code == 303
    assert CustomerLink.objects.filter(undone_at=None).count() == 1


def test_it_shows_readers_the_question_without_its_buttons(
    enter: Callable[[Agent], Client], pair: tuple[Ticket, Ticket]
) -> None:
    client = enter(rio())
    page = page_of(client, pair[0])
    assert "the same person?" in page
    assert "/acceptance" not in page
    assert client.post(address(pair[0], "acceptance")).status_code == 403
    assert not CustomerLink.objects.exists()


def test_it_answers_for_nobody_elses_suggestion(client: Client, pair: tuple[Ticket, Ticket], now: datetime) -> None:
    stranger = world.ticket("Altro", by="Dora Neri", now=now)
    assert client.post(address(stranger, "acceptance")).status_code == 404
    assert client.post(address(stranger, "refusal")).status_code == 404
    client.post(address(pair[0], "acceptance"))
    made = CustomerLink.objects.get()
    assert client.post(f"/tickets/{stranger.pk}/people/links/{made.pk}/removal").status_code == 404


def test_it_asks_the_database_as_often_for_many_as_for_few(pair: tuple[Ticket, Ticket], now: datetime) -> None:
    with CaptureQueriesContext(connection) as few:
        identity_of(pair[0].customer_id)
    for n in range(12):
        lives(world.ticket("Ancora", by=f"Cleo Marino {n}", now=now), "3331234567", now)
    consider_waiting(clock=lambda: now)
    with CaptureQueriesContext(connection) as many:
        found = identity_of(pair[0].customer_id)
    assert len(found.likely) == 5
    assert len(many) == len(few)


def test_it_has_words_for_every_reason() -> None:
    assert set(WORDS) == set(Reason)
