"""The trained scorers, and that training repeats itself."""

from pathlib import Path

import numpy as np
import pytest

from sportello.channels.mail.kinds.corpora import marks, read_buyers, read_corpus, recombined
from sportello.channels.mail.kinds.features import SIZE, features
from sportello.channels.mail.kinds.scorer import load
from sportello.channels.mail.kinds.training import train, version_of


@pytest.mark.parametrize("name", ["people", "notices"])
def test_it_gives_probabilities_that_add_up_to_one(name: str) -> None:
    scores = load(name).scores("Lamp", "It hums.")
    assert np.isclose(sum(np.exp(list(scores.values()))), 1, atol=1e-4)


@pytest.mark.parametrize("body", ["", " ", "x" * 500_000, "\U0001f600", "\ud800", "\n" * 10_000])
def test_it_bounds_the_features_of_any_text(body: str) -> None:
    places, weights = features("", body)
    assert len(places) == len(weights) <= 8_000
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
    assert len(examples) > 1_400
    assert right / len(examples) > 0.97


@pytest.mark.parametrize("name", ["people", "notices"])
def test_it_was_trained_from_the_corpus_as_it_stands(name: str) -> None:
    assert load(name).version == version_of(name, read_corpus(name))


def test_it_was_trained_from_the_buyers_messages_nearly_as_they_stand() -> None:
    heard = load("people").heard
    assert len(heard) > 2_000
    assert len(heard & set(marks(read_buyers()))) >= 0.95 * len(heard)


def test_it_trains_the_same_scorer_twice(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    corpus, buyers = tmp_path / "corpus", tmp_path / "buyers" / "en"
    corpus.mkdir()
    buyers.mkdir(parents=True)
    lines = [
        f"{kind} | s | {text}"
        for kind, text in (("buyer", "Where is it?"), ("bulk", "Buy now."), ("auto_reply", "Away."))
    ]
    (corpus / "people.en.txt").write_text("\n".join(lines * 5))
    (buyers / "01.txt").write_text("=== email | | |\n{{refund_status:Where is my money?}}\n")
    kept = [np.load(train("people", corpus, tmp_path / each, tmp_path / "buyers")) for each in ("a", "b")]
    assert str(kept[0]["version"]) == str(kept[1]["version"])
    assert np.array_equal(kept[0]["weights"], kept[1]["weights"])
    assert list(kept[0]["heard"]) == list(kept[1]["heard"]) != []


def test_it_recombines_sentences_within_a_label_and_language_only() -> None:
    examples = read_corpus("people")[:40]
    spoken = {label: " ".join(e.body for e in examples if e.label == label) for label in {e.label for e in examples}}
    made = recombined(examples, 2)
    assert len(made) == 120
    assert all(set(e.body.split()) <= set(spoken[e.label].split()) for e in made)


def test_it_hears_buyers_without_marks_and_leaves_out_who_asks_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "01.txt").write_text(
        "=== email | Lamp | damaged_or_defective |\nIt hums.\n"
        "=== amazon | | | claim\n{{where_is_my_order:Where is it?}} I wait.\n"
        "=== email | Offer | other |\nWe sell boxes.\n"
    )
    heard = read_buyers(tmp_path)
    assert [(e.subject, e.body, e.language) for e in heard] == [
        ("Lamp", "It hums.", "en"),
        ("", "Where is it? I wait.", "en"),
    ]
