"""Searching a help centre, and what becomes of what is typed."""

import pytest

from sportello.knowledge.models import Search
from sportello.knowledge.testing import published
from sportello.portal.models import StepKind, VisitStep
from sportello.portal.testing import help_centre, visitor

pytestmark = pytest.mark.django_db

HOME = "/help/casa-lume/en"


def test_it_answers_and_offers_it_again_where_one_wants_to_write() -> None:
    help_centre()
    published("still", topic="tracking_stuck", title="My parcel has not moved for days")
    published("else", topic="warranty", title="How long the warranty lasts")
    client = visitor()
    page = client.get(f"{HOME}/search", {"q": "my parcel has not moved for days, tracking is stuck"}).text
    assert "has not moved" in page
    assert "has not moved" in client.get(f"{HOME}/contact").text
    assert "has not moved" not in visitor().get(f"{HOME}/contact").text


def test_it_notes_a_search_without_numbers_and_names_and_no_half_word() -> None:
    help_centre()
    published("still", topic="tracking_stuck", title="My parcel has not moved for days")
    client = visitor()
    assert client.get(f"{HOME}/search", {"q": "parcel", "part": "1"}).status_code == 200
    assert not Search.objects.exists()
    assert not VisitStep.objects.exists()
    client.get(f"{HOME}/search", {"q": "parcel 302-1234567-7654321 cleo@posta.example"})
    step = VisitStep.objects.get(kind=StepKind.SEARCHED)
    assert "302" not in step.words + Search.objects.get().text
    assert "posta" not in step.words + Search.objects.get().text


def test_it_leads_a_pasted_order_number_to_the_order() -> None:
    help_centre()
    page = visitor().get(f"{HOME}/search", {"q": "302 1234567 7654321"}).text
    assert "/order?number=302" in page
    shown = visitor().get(f"{HOME}/order?number=302%201234567%207654321").text
    assert 'value="302-1234567-7654321"' in shown


def test_it_offers_no_way_to_write_to_somebody_who_is_writing() -> None:
    help_centre()
    for path in ("search?part=1&", "suggestions?"):
        shown = visitor().get(f"{HOME}/{path}q=zzyzx quux").text
        assert ("Write to a person" in shown) == path.startswith("search")


@pytest.mark.parametrize(
    "query", ["", "?!...", "foo & !bar", "l'été", "Größe", "x" * 10_000, "\x00", "🪔", "((", "' --"]
)
def test_it_stands_whatever_is_typed(query: str) -> None:
    help_centre()
    for more in ({}, {"part": "1"}):
        assert visitor().get(f"{HOME}/search", {"q": query, **more}).status_code == 200
    assert visitor().get(f"{HOME}/suggestions", {"q": query}).status_code == 200


def test_it_shows_an_article_of_another_language_there() -> None:
    help_centre()
    published("still", topic="tracking_stuck", language="it", title="Il pacco è fermo da giorni")
    page = visitor().get(f"{HOME}/search", {"q": "my parcel is stuck, tracking does not move"}).text
    assert "/help/casa-lume/it/articles/still" in page
    assert 'lang="it"' in page


def test_it_brakes_fifty_requests_a_second_from_one_address() -> None:
    help_centre()
    client = visitor()
    codes = [client.get(f"{HOME}/suggestions", {"q": ""}).status_code for _request in range(100)]
    assert codes.count(200) == 90
    assert set(codes) == {200, 429}
