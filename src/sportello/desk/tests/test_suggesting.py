"""Articles beside the answer, and what buyers searched."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora
from sportello.core.models import Event
from sportello.inbox.models import Draft, MessageReading, Ticket
from sportello.knowledge.models import Edition, Place, Search, Synonym
from sportello.knowledge.search import finding, helping
from sportello.knowledge.testing import published

from .world import channel, thread_of, ticket


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    finding.forget()
    helping.forget()
    yield
    finding.forget()
    helping.forget()


@pytest.fixture
def returns(db: None) -> Edition:
    return published(
        "return", topic="return_request", title="Return an article", body="You have 30 days to **send it back**."
    )


@pytest.fixture
def asked(now: datetime) -> Ticket:
    made = ticket("How can I send this back?", on=channel("email", "Mail"), now=now, language="en")
    message = thread_of(made).messages.get()
    MessageReading.objects.update_or_create(
        message=message,
        defaults={
            "version": "test",
            "complexity": "low",
            "topics": [{"slug": "return_request", "confidence": 0.9}],
            "topic_slugs": ["return_request"],
            "questions": [{"start": 0, "end": 25, "topic": "return_request", "confidence": 0.9}],
        },
    )
    return made


def part(client: Client, asked: Ticket, **values: str) -> str:
    page = client.get(reverse("desk:articles-for", args=[asked.pk]), values, headers={"HX-Request": "true"})
    return page.content.decode()


def test_it_suggests_an_article_for_a_simple_message(client: Client, asked: Ticket, returns: Edition) -> None:
    published("invoice", topic="invoice", title="Your invoice")
    shown = part(client, asked)
    assert shown.index("Return an article") < shown.index("Your invoice")


def test_it_suggests_nothing_for_a_message_that_is_not_simple(client: Client, asked: Ticket, returns: Edition) -> None:
    MessageReading.objects.update(complexity="high")
    assert "Return an article" not in part(client, asked)


def test_it_finds_an_article_by_typing(client: Client, asked: Ticket, returns: Edition) -> None:
    assert "Return an article" in part(client, asked, find="give it back")
    assert not Search.objects.exists()


def test_it_remembers_a_search_that_was_sent_off(client: Client, asked: Ticket, returns: Edition) -> None:
    page = client.get(reverse("desk:articles-for", args=[asked.pk]), {"find": "give back 302-1234567-1234567"})
    assert page.status_code == 200
    assert Search.objects.get().text == "give back #"


def test_it_offers_no_shop_edition_to_a_marketplaces_buyer(client: Client, now: datetime) -> None:
    published("shop-return", topic="return_request", audience="shop", title="Return to our shop")
    on_amazon = ticket("How can I send this back?", now=now, language="en")
    assert "Return to our shop" not in part(client, on_amazon, find="return to our shop")


def test_it_puts_the_text_into_the_draft_and_notes_it(client: Client, asked: Ticket, returns: Edition) -> None:
    address = reverse("desk:article-takings", args=[asked.pk, returns.pk])
    answer = client.post(address, {"thread": thread_of(asked).pk, "as": "text"})
    assert answer.status_code == 303
    assert Draft.objects.get().text == "You have 30 days to send it back."
    event = Event.objects.get(kind="article.taken")
    assert (event.subject_id, event.data["edition"], event.data["link"]) == (asked.pk, returns.pk, False)


def test_it_hands_the_words_to_the_page_that_inserts_them(client: Client, asked: Ticket, returns: Edition) -> None:
    address = reverse("desk:article-takings", args=[asked.pk, returns.pk])
    answer = client.post(address, {"thread": thread_of(asked).pk}, headers={"HX-Request": "true"})
    assert "You have 30 days to send it back." in answer.content.decode()
    assert not Draft.objects.exists()


def test_it_inserts_no_link_where_none_may_stand(client: Client, now: datetime, returns: Edition) -> None:
    on_amazon = ticket("How can I send this back?", now=now, language="en")
    address = reverse("desk:article-takings", args=[on_amazon.pk, returns.pk])
    assert client.post(address, {"thread": thread_of(on_amazon).pk, "as": "link"}).status_code == 404


def test_it_takes_nothing_that_the_buyer_may_not_read(client: Client, now: datetime) -> None:
    hidden = published("shop-return", topic="return_request", audience="shop", title="Return to our shop")
    on_amazon = ticket("How can I send this back?", now=now, language="en")
    address = reverse("desk:article-takings", args=[on_amazon.pk, hidden.pk])
    assert client.post(address, {"thread": thread_of(on_amazon).pk, "as": "text"}).status_code == 404


def test_it_shows_writers_what_found_nothing(enter: Callable[[Agent], Client], now: datetime) -> None:
    Search.objects.create(at=now, place=Place.HELP, language="it", audience="any", text="lista nozze", none=0.9)
    page = enter(cora()).get(reverse("desk:searches"))
    assert "lista nozze" in page.content.decode()


def test_it_keeps_and_forgets_a_synonym(enter: Callable[[Agent], Client]) -> None:
    client = enter(cora())
    given = {"language": "it", "word": "Moka", "stands_for": "caffettiera"}
    for stands_for in ("macchina", "caffettiera"):
        client.post(reverse("desk:synonyms"), {**given, "stands_for": stands_for})
    kept = Synonym.objects.get()
    assert (kept.word, kept.stands_for) == ("moka", "caffettiera")
    client.post(reverse("desk:synonym-removal", args=[kept.pk]))
    assert not Synonym.objects.exists()


def test_it_refuses_a_synonym_without_a_word(enter: Callable[[Agent], Client]) -> None:
    page = enter(cora()).post(reverse("desk:synonyms"), {"language": "it", "word": "?!", "stands_for": "x"})
    assert page.status_code == 422


def test_it_keeps_searches_from_agents_who_do_not_write(enter: Callable[[Agent], Client]) -> None:
    assert enter(ben()).get(reverse("desk:searches")).status_code == 403
    assert enter(ada()).get(reverse("desk:searches")).status_code == 200


def test_it_shows_the_likeliest_article_and_folds_the_others(client: Client, asked: Ticket, returns: Edition) -> None:
    published("label", topic="return_request", title="Print the return label", body="How to **send it back** by post.")
    client.force_login(ben())
    shown, _, folded = part(client, asked).partition('<details class="offers__more">')
    assert shown.count('class="offer"') == 1
    assert "1 other article" in folded
    assert folded.count('class="offer"') == 1
