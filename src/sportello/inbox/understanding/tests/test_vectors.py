"""A message's vector is that of what it says, in whatever language, and costs no second look at its sentences."""

from collections.abc import Sequence
from unittest.mock import patch

import numpy as np

from sportello.inbox.understanding import reader
from sportello.reading import UNIVERSAL, embed
from sportello.reading.encoder import Encoded


def vector(text: str, subject: str = "") -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    (found,) = reader.understand([(text, subject, "email")])
    assert found is not None
    return np.frombuffer(found.embedding, np.float16).astype(np.float32)


def test_it_is_the_sentence_itself_for_a_message_of_one_sentence() -> None:
    text = "Where is my parcel?"
    assert float(vector(text) @ embed([text])[0]) > 0.99


def test_it_is_nearer_to_the_same_in_another_language_than_to_something_else() -> None:
    asked = vector("Where is my parcel? It should have come on Monday.")
    same = vector("Dov'è il mio pacco? Doveva arrivare lunedì.")
    other = vector("The zip of the jacket is broken. I want to exchange it.")
    assert float(asked @ same) > float(asked @ other) + 0.2


def test_it_has_no_direction_without_words() -> None:
    assert not vector("").any()


def test_it_encodes_every_sentence_once() -> None:
    encoded: list[tuple[str, ...]] = []
    whole = UNIVERSAL.encode

    def counting(texts: Sequence[Sequence[str]]) -> list[Encoded]:
        encoded.extend(tuple(text) for text in texts)
        return whole(texts)

    with patch.object(UNIVERSAL, "encode", counting):
        reader.understand([("Where is it? I wait.", "", ""), ("My refund?", "Money", "")])
    assert len(encoded) == 4
