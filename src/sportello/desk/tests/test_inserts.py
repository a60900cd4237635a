"""The owner's pages about inserts: making, wording, printing, putting away."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben
from sportello.inbox.models import Thread, Ticket
from sportello.knowledge.testing import draft, published
from sportello.orders.models import Product
from sportello.portal.models import HelpCentre, Insert, Road
from sportello.portal.testing import NOW, help_centre, order, visitor

from .world import ticket

pytestmark = pytest.mark.django_db
NEW = {"name": "Lamps, spring", "audience": "amazon", "site": "amazon.de", "language": "de", "batch": "2026-11"}


@pytest.fixture
def owner(enter: Callable[[Agent], Client]) -> Client:
    return enter(ada())


def made(owner: Client, centre: HelpCentre, **given: str) -> Road:
    answer = owner.post(f"/help-centres/{centre.pk}/inserts", {**NEW, **given})
    assert answer.status_code == 302
    return Road.objects.latest("pk")


def test_it_makes_an_insert_whose_headline_is_offered_in_its_language(owner: Client) -> None:
    centre = help_centre()

    road = made(owner, centre)

    insert = Insert.objects.get(road=road)
    assert insert.topic == "where_is_my_order"
    assert insert.headline
    assert insert.headline != "Where is my order?"
    page = owner.get(f"/help-centres/{centre.pk}/inserts/{road.pk}").text
    assert f"/r/{road.code}" in page
    pdf = owner.get(f"/help-centres/{centre.pk}/inserts/{road.pk}/a6.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert owner.get(f"/help-centres/{centre.pk}/inserts/{road.pk}/code.svg").status_code == 200


def test_it_offers_what_buyers_of_that_product_ask(owner: Client) -> None:
    centre = help_centre()
    lamp, shade = (Product.objects.create(title=title, created_at=NOW) for title in ("Lamp", "Shade"))
    bought = order("#1042")
    bought.lines.update(product=lamp)
    asked = ticket(now=timezone.now())
    Ticket.objects.filter(pk=asked.pk).update(topics=["assembly"], created_at=timezone.now())
    Thread.objects.filter(holdings__ticket=asked).update(order_id="#1042")

    about_lamp = made(owner, centre, product=str(lamp.pk), language="en")
    about_shade = made(owner, centre, product=str(shade.pk), language="en")

    assert Insert.objects.get(road=about_lamp).headline == "Assembly and use"
    assert Insert.objects.get(road=about_shade).headline == "Where is my order?"


def test_it_prints_nothing_that_the_rules_forbid(owner: Client) -> None:
    centre = help_centre()
    words = "5 Sterne bei Amazon? Wir schenken Ihnen dafür einen Gutschein über 10 €."
    road = made(owner, centre, headline="Schreiben Sie uns eine Rezension", words=words)

    answer = owner.get(f"/help-centres/{centre.pk}/inserts/{road.pk}/a6.pdf")

    assert answer.status_code == 422
    assert "a6.pdf" not in answer.text


def test_it_takes_no_second_address_and_no_words_too_long(owner: Client) -> None:
    centre = help_centre()
    place = f"/help-centres/{centre.pk}/inserts"
    assert owner.post(place, {**NEW, "headline": "Siehe casalume.example.com"}).status_code == 422
    road = made(owner, centre, headline="Donaudampfschifffahrtsgesellschaftskapitänsmützen")
    assert owner.get(f"{place}/{road.pk}/50x30.pdf").status_code == 422


def test_it_words_anew_and_puts_away_while_the_code_lives(owner: Client) -> None:
    centre = help_centre()
    road = made(owner, centre)
    place = f"/help-centres/{centre.pk}/inserts"
    owner.post(f"{place}/{road.pk}", {"headline": "Wo ist es?", "words": ""})
    assert Insert.objects.get(road=road).headline == "Wo ist es?"
    owner.post(f"{place}/{road.pk}/putting-away")
    assert road.name not in owner.get(place).text.split("<details")[0]
    assert road.code in visitor().get(f"/r/{road.code}").headers["Location"]


def test_it_asks_as_often_for_one_insert_as_for_many(owner: Client) -> None:
    centre = help_centre()
    place = f"/help-centres/{centre.pk}/inserts"
    counts = []
    for _round in range(2):
        made(owner, centre)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert owner.get(place).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_it_is_the_owners_page(enter: Callable[[Agent], Client]) -> None:
    centre = help_centre()
    assert enter(ben()).get(f"/help-centres/{centre.pk}/inserts").status_code == 403


def test_it_shows_each_size_as_it_will_be_printed(owner: Client) -> None:
    centre = help_centre()
    road = made(owner, centre, headline="Wo ist meine Sendung & wann kommt sie?")
    page = owner.get(f"/help-centres/{centre.pk}/inserts/{road.pk}").text
    assert page.count("sheets__picture") == 3
    picture = owner.get(f"/help-centres/{centre.pk}/inserts/{road.pk}/a6.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"&amp;" in picture.content
    assert owner.get(f"/help-centres/{centre.pk}/inserts/{road.pk}/a0.svg").status_code == 404
    long = made(owner, centre, headline="Donaudampfschifffahrtsgesellschaftskapitaensmuetzenband")
    page = owner.get(f"/help-centres/{centre.pk}/inserts/{long.pk}").text
    assert "The words do not fit on this size." in page


def test_it_leads_to_the_article_that_the_owner_chose(owner: Client) -> None:
    centre = help_centre()
    article = published("where", title="Where your parcel is").article
    drafted = draft("nowhere")
    page = owner.get(f"/help-centres/{centre.pk}/inserts").text
    assert "Where your parcel is" in page
    assert drafted.article.slug not in page
    road = made(owner, centre, article=str(article.pk))
    assert road.article == article
    owner.post(f"/help-centres/{centre.pk}/inserts/{road.pk}", {"headline": "Other", "words": "", "article": ""})
    assert Road.objects.get(pk=road.pk).article is None


def test_it_lists_what_was_put_away_with_its_figures(owner: Client) -> None:
    centre = help_centre()
    road = made(owner, centre)
    owner.post(f"/help-centres/{centre.pk}/inserts/{road.pk}/putting-away")
    page = owner.get(f"/help-centres/{centre.pk}/inserts").text
    assert "Archived (1)" in page
    assert road.name in page.split("<details")[-1]
    assert "Archived on" in owner.get(f"/help-centres/{centre.pk}/inserts/{road.pk}").text
