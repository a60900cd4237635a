"""The trained scorers, and that training repeats itself."""

from pathlib import Path

import numpy as np
import pytest

from sportello.channels.mail.kinds.features import SIZE, features
from sportello.channels.mail.kinds.scorer import load
from sportello.channels.mail.kinds.training import COPIES, read_corpus, recombined, train, version_of


@pytest.mark.parametrize("name", ["people", "notices"])
def test_it_gives_probabilities_that_add_up_to_one(name: str) -> None:
    scores = load(name).scores("Lamp", "It hums.")
    assert np.isclose(sum(np.exp(list(scores.values()))), 1, atol=1e-4)


@pytest.mark.parametrize("body", ["", " ", "x" * 500_000, "\U0001f600", "\n" * 10_000])
def test_it_bounds_the_features_of_any_text(body: str) -> None:
    places, weights = features("", body)
    assert len(places) == len(weights) <= 6_000
    assert all(0 <= place < SIZE for place in places)


def test_it_reads_digits_links_and_addresses_alike() -> None:
    first = features("Order 12", "see https://a.example/x or a@b.example")
    second = features("Order 34", "see https://b.example/y/z or c@d.example")
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])


def test_it_knows_its_own_corpus() -> None:
    scorer = load("people")
    examples = read_corpus("people")
    right = sum(max(s := scorer.scores(e.subject, e.body), key=lambda label: s[label]) == e.label for e in examples)
    assert len(examples) > 600
    assert right / len(examples) > 0.97


@pytest.mark.parametrize("name", ["people", "notices"])
def test_it_was_trained_from_the_corpus_as_it_stands(name: str) -> None:
    assert load(name).version == version_of(recombined(read_corpus(name), COPIES))


def test_it_trains_the_same_scorer_twice(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    lines = [
        f"{kind} | s | {text}"
        for kind, text in (("buyer", "Where is it?"), ("bulk", "Buy now."), ("auto_reply", "Away."))
    ]
    (corpus / "people.en.txt").write_text("\n".join(lines))
    kept = [np.load(train("people", corpus, tmp_path / each, copies=1)) for each in ("a", "b")]
    assert str(kept[0]["version"]) == str(kept[1]["version"])
    assert np.array_equal(kept[0]["weights"], kept[1]["weights"])


def test_it_recombines_sentences_within_a_label_and_language_only() -> None:
    examples = read_corpus("people")[:40]
    spoken = {label: " ".join(e.body for e in examples if e.label == label) for label in {e.label for e in examples}}
    made = recombined(examples, 2)
    assert len(made) == 120
    assert all(set(e.body.split()) <= set(spoken[e.label].split()) for e in made)
