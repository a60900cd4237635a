"""Search against PostgreSQL: what a buyer types, and what they may read."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sportello.accounts.testing import ada
from sportello.knowledge import publishing
from sportello.knowledge.models import Audience, Edition, Findable, Place, Search, Synonym
from sportello.knowledge.search import artefact, asked, finding, helping, storing, synonyms
from sportello.knowledge.search.finding import find, search
from sportello.knowledge.testing import published

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    finding.forget()
    helping.forget()
    yield
    finding.forget()
    helping.forget()


@pytest.fixture
def shelf(db: None) -> dict[str, Edition]:
    return {
        "late": published(
            "late", title="Follow your parcel", keywords=("tracking", "late"), body="Open the tracking link."
        ),
        "return": published(
            "return",
            topic="return_request",
            title="Return an article",
            keywords=("send back", "withdrawal"),
            body="You have 30 days to send it back.",
        ),
        "bulb": published(
            "bulb",
            topic="product_question",
            title="The bulb of the Stella lamp",
            keywords=("socket", "watt"),
            body="Screw in an E14 bulb of at most 7 watts. The ferrule is made of brass.",
        ),
        "invoice": published("invoice", topic="invoice", title="Your invoice as a PDF", keywords=("receipt",)),
    }


def slugs(query: str, *, audience: str = Audience.ANY, language: str = "en") -> list[str]:
    return [hit.edition.article.slug for hit in find(query, audience, language, None, NOW)]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("where is my parcel", "late"),
        ("i want to send this back", "return"),
        ("which bulb for the stela lamp", "bulb"),
        ("need a reciept", "invoice"),
    ],
)
def test_it_finds_what_a_buyer_means(shelf: dict[str, Edition], query: str, slug: str) -> None:
    assert slugs(query)[0] == slug


def test_it_finds_across_languages_and_says_so(shelf: dict[str, Edition]) -> None:
    hit = find("come faccio a restituire un articolo?", Audience.ANY, "it", None, NOW)[0]
    assert (hit.edition.article.slug, hit.in_other_language) == ("return", True)


def test_it_prefers_the_readers_own_language(shelf: dict[str, Edition]) -> None:
    published("return", topic="return_request", language="it", title="Rendere un articolo", keywords=("reso",))
    hit = find("come faccio a restituire un articolo?", Audience.ANY, "it", None, NOW)[0]
    assert (hit.edition.language, hit.in_other_language) == ("it", False)


def test_it_never_shows_what_the_reader_may_not_see(shelf: dict[str, Edition]) -> None:
    published("shop-return", topic="return_request", audience="shop", title="Return to our shop", body="Send it back.")
    assert "shop-return" in slugs("return to the shop", audience="shop")
    assert "shop-return" not in slugs("return to the shop", audience="amazon")
    assert "shop-return" not in slugs("return to the shop")


def test_it_stops_showing_what_was_taken_down(shelf: dict[str, Edition]) -> None:
    assert "bulb" in slugs("stella bulb")
    publishing.withdraw(edition=shelf["bulb"], by=None, now=NOW)
    assert "bulb" not in slugs("stella bulb")


def test_it_finds_an_edition_published_a_moment_ago(shelf: dict[str, Edition]) -> None:
    assert "warranty" not in slugs("how long is the warranty")
    published("warranty", topic="warranty", title="How long the warranty lasts", keywords=("guarantee",))
    assert slugs("how long is the warranty")[0] == "warranty"


def test_it_answers_nothing_where_nothing_fits(shelf: dict[str, Edition]) -> None:
    assert slugs("what will the weather be like tomorrow") == []


def test_it_says_which_order_was_typed(shelf: dict[str, Edition]) -> None:
    found = search("302-1234567-1234567", Audience.ANY, "en", None, NOW)
    assert (found.hits, found.order_numbers) == ((), ("302-1234567-1234567",))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "?!…",
        "\0",
        "foo & !bar | (",
        "l'été",
        "Größe",
        "😀😀",
        "a" * 10_000,
        "word " * 4_000,
        "%' OR 1=1 --",
        "\ud800",
        "12345678901234567",
        "\\",
        "\u202e txet",
    ],
)
def test_it_takes_whatever_is_typed(shelf: dict[str, Edition], query: str) -> None:
    assert len(find(query, Audience.ANY, "de", None, NOW)) <= finding.LIMIT


def test_it_asks_no_more_of_the_database_for_more_articles(
    shelf: dict[str, Edition], django_assert_max_num_queries: object
) -> None:
    for _ in range(2):  # the first makes editions ready, the second loads them
        find("parcel", Audience.ANY, "en", None, NOW)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        find("bulb", Audience.ANY, "en", None, NOW)


def test_it_learns_the_owners_words(shelf: dict[str, Edition]) -> None:
    assert "bulb" not in slugs("zorblax")
    synonyms.keep(language="en", word="Zorblax", stands_for="Stella lamp bulb", by=ada(), now=NOW)
    assert slugs("zorblax")[0] == "bulb"
    synonyms.drop(synonym=Synonym.objects.get(), by=ada(), now=NOW)
    assert "bulb" not in slugs("zorblax")


def test_it_puts_what_helped_before_first() -> None:
    assert helping.advantage(0, 0) == 0
    assert 0 < helping.advantage(3, 0) < helping.advantage(400, 0) <= 0.7
    assert helping.advantage(0, 400) == -0.7


def test_it_counts_what_helped(shelf: dict[str, Edition]) -> None:
    for _ in range(4):
        helping.note_help(edition=shelf["late"], helped=True, now=NOW)
    assert helping.helped(now=NOW)["late"] > 0


def test_it_forgets_vectors_of_texts_that_nobody_reads_any_more(shelf: dict[str, Edition]) -> None:
    storing.make_ready(now=NOW)
    assert Findable.objects.count() == len(shelf)
    publishing.withdraw(edition=shelf["late"], by=None, now=NOW)
    storing.make_ready(now=NOW)
    assert Findable.objects.count() == len(shelf) - 1


def test_it_keeps_what_it_computed_to_the_bit_that_counts(shelf: dict[str, Edition]) -> None:
    storing.make_ready(now=NOW)
    (kept,) = storing.kept([shelf["late"].published_id or 0], artefact.load()).values()
    assert kept.vectors.shape == (len(kept.kinds), 512)
    assert abs(float(kept.needs.astype(float).sum()) - 1) < 0.05


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("where is 302-1234567-1234567", "where is #"),
        ("refund to ada@example.com please", "refund to … please"),
        ("send it to Via Roma 12 instead", "send it to … instead"),
        ("bitte an Hauptstraße 5 schicken", "bitte an … schicken"),
        ("call me on +39 333 123 4567", "call me on #"),
        ("an e14 bulb of 7 watts", "an e14 bulb of 7 watts"),
        ("my name is ada rossi, where is it", "my name is …, where is it"),
    ],
)
def test_it_keeps_no_personal_data_of_a_query(typed: str, kept: str) -> None:
    assert asked.veiled(typed) == kept


def test_it_lists_what_found_nothing_the_commonest_first(shelf: dict[str, Edition]) -> None:
    for query in ("do you hire", "gift wrapping", "Do you hire", "where is my parcel"):
        found = search(query, Audience.ANY, "en", None, NOW)
        asked.note(query=query, found=found, place=Place.HELP, language="en", audience="any", now=NOW)
    Search.objects.filter(text__in=("do you hire", "gift wrapping")).update(shown=[])
    first, second = asked.unanswered(since=NOW)
    assert (first.text, first.times, second.text) == ("do you hire", 2, "gift wrapping")
