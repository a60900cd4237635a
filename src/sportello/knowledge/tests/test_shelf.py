"""What buyers may read."""

from datetime import timedelta

import pytest

from sportello.business.models import Brand
from sportello.knowledge.models import Edition
from sportello.knowledge.shelf import visible
from sportello.knowledge.testing import LONG_AGO, draft, published

pytestmark = pytest.mark.django_db
NOW = LONG_AGO + timedelta(days=1)


def read_by(audience: str, language: str | None = "en", brand: Brand | None = None) -> set[Edition]:
    return set(visible(audience, language, brand, NOW))


def test_it_shows_an_unknown_visitor_what_is_for_everybody_and_never_a_shops_edition() -> None:
    everybody, shop = published(), published("gift-wrap", audience="shop")
    assert read_by("any") == {everybody}
    assert read_by("shop") == {everybody, shop}
    assert read_by("amazon") == {everybody}


def test_it_hides_an_edition_for_everybody_from_those_whose_rules_it_breaks() -> None:
    edition = published(breaks=("amazon",))
    assert read_by("amazon") == set()
    assert read_by("any") == set()
    assert read_by("ebay") == {edition}


def test_it_prefers_the_edition_written_for_the_audience() -> None:
    everybody, amazon, german = published(), published(audience="amazon"), published(language="de")
    assert read_by("amazon") == {amazon}
    assert read_by("ebay") == {everybody}
    assert read_by("amazon", None) == {amazon, german}


def test_it_falls_back_on_the_one_for_everybody_where_their_own_breaks_a_rule() -> None:
    everybody = published()
    published(audience="amazon", breaks=("amazon",))
    assert read_by("amazon") == {everybody}


def test_it_shows_no_draft_and_nothing_whose_time_is_over() -> None:
    draft("another")
    edition = published()
    edition.publications.update(until=NOW)
    assert read_by("any") == set()


def test_it_keeps_a_brands_articles_to_that_brand() -> None:
    mine = Brand.objects.create(name="Casa Lume", languages=["it"])
    other = Brand.objects.create(name="Nordlicht", languages=["de"])
    everywhere, own = published(), published("lamp-care")
    own.article.brands.add(mine)
    assert read_by("any", brand=mine) == {everywhere, own}
    assert read_by("any", brand=other) == {everywhere}
    assert read_by("any") == {everywhere}


def test_it_asks_once_whatever_number_of_editions_there_are(django_assert_num_queries: object) -> None:
    for number in range(5):
        published(f"article-{number}")
    with django_assert_num_queries(1):  # type: ignore[operator]
        texts = [(row.article.slug, row.published.title) for row in visible("any", "en", None, NOW) if row.published]
    assert len(texts) == 5
