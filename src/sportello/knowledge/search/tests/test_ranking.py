"""Ranking, without a database."""

import numpy as np
import pytest

from sportello.knowledge.search.artefact import load
from sportello.knowledge.search.corpus import Unlabelled, queries, shelf
from sportello.knowledge.search.evaluating import Case, Library, figures
from sportello.knowledge.search.needs import topic_of_need
from sportello.knowledge.search.pieces import Kind, Text, pieces_of
from sportello.knowledge.search.ranking import NOTHING, Beside, Ranking, rank, understood
from sportello.knowledge.search.training import corpus_digest, folds_of
from sportello.reading.vocabulary import LANGUAGES, TOPICS

TEXTS = [
    Text(1, "late", "where_is_my_order", "any", "en", "Follow your parcel", keywords=("tracking",), original=True),
    Text(2, "late", "where_is_my_order", "any", "it", "Segui il pacco", keywords=("tracciamento",)),
    Text(3, "return", "return_request", "any", "en", "Return an article", keywords=("send back",), original=True),
    Text(4, "return", "return_request", "shop", "en", "Return to our shop", keywords=("send back",), original=True),
    Text(5, "invoice", "invoice", "any", "de", "Die Rechnung als PDF", keywords=("Beleg",), original=True),
]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(TEXTS, load())


def best(found: Ranking) -> int:
    return found.hits[0].text.key


def test_it_shows_the_readers_language_and_audience_first(library: Library) -> None:
    assert best(library.ranking("dov'è il mio pacco", "any", "it")) == 2
    assert best(library.ranking("how do I send it back", "shop", "en")) == 4
    assert best(library.ranking("how do I send it back", "amazon", "en")) == 3


def test_it_finds_the_only_edition_in_another_language(library: Library) -> None:
    assert best(library.ranking("mi serve la fattura", "any", "it")) == 5


def test_it_shows_one_edition_of_an_article(library: Library) -> None:
    found = library.ranking("send back an article", "shop", "en", limit=9)
    assert len({hit.text.article for hit in found.hits}) == len(found.hits)


def test_it_gives_chances_that_sum_to_one_with_none(library: Library) -> None:
    found = library.ranking("where is my parcel", "any", "en", limit=9)
    assert sum(hit.score for hit in found.hits) + found.none == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("query", ["", "?!", "302-1234567-1234567", "\0"])
def test_it_finds_nothing_without_words(library: Library, query: str) -> None:
    assert library.ranking(query, "any", "en") == NOTHING


def test_it_finds_nothing_on_an_empty_shelf() -> None:
    assert Library([], load()).ranking("where is my parcel", "any", "en") == NOTHING


def test_it_lets_what_helped_before_break_a_tie(library: Library) -> None:
    query = understood("where is my parcel", library.model)
    plain = rank(query, library.shelf("any", "en"), library.model)
    helped = rank(query, library.shelf("any", "en"), library.model, beside=Beside(helped={"late": 0.7}))
    assert helped.hits[0].score > plain.hits[0].score


def test_it_cuts_an_edition_into_pieces_without_markup() -> None:
    text = Text(
        1, "x", "invoice", "any", "en", "Title", body="## Go\n\nOpen **[Your Orders](help:home)** at {{ a.b }}."
    )
    assert (Kind.BODY, "Open Your Orders at .") in pieces_of(text)


def test_it_counts_a_query_that_nothing_answers_apart() -> None:
    right = Ranking((), 1.0, fits=False)
    cases = [(Case("1", "en", "any", "x", ()), right), (Case("2", "en", "any", "y", ("late",)), right)]
    assert figures(cases) == {"accuracy_at_1": 0.0, "accuracy_at_3": 0.0, "mrr": 0.0, "none_when_none": 1.0}


def test_it_ships_the_model_of_its_corpus() -> None:
    assert load().corpus == corpus_digest()


def test_it_has_queries_in_every_language_and_a_topic_for_every_need() -> None:
    needs = topic_of_need()
    assert set(needs.values()) == set(TOPICS)
    assert {(one.language, one.need) for one in queries()} == {(code, need) for code in LANGUAGES for need in needs}
    assert {need for one in shelf() for need in one.needs} <= set(needs)


def test_it_keeps_queries_that_say_the_same_in_two_languages_in_one_fold() -> None:
    asked = queries()
    folds = folds_of(asked)
    first = {(one.language, one.need): fold for one, fold in reversed(list(zip(asked, folds, strict=True)))}
    assert all(first["en", need] == first["de", need] for need in topic_of_need())


def test_it_refuses_a_corpus_with_an_unknown_need(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "en.txt").write_text("# where_is_the_moon\nwhere is it\n")
    with pytest.raises(Unlabelled, match="where_is_the_moon"):
        queries(folder)


def test_it_gives_a_text_needs_that_sum_to_one() -> None:
    query = understood("lost my return label", load())
    assert query is not None
    assert float(np.sum(query.needs)) == pytest.approx(1, abs=1e-4)
    assert list(topic_of_need())[int(query.needs.argmax())] == "return_label"
