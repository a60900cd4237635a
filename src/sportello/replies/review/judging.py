"""The review: is every question answered, by which words, and is the data there? A pure, versioned judgement."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from sportello.reading.encoder import UNIVERSAL, Encoder, Matrix

from .artefact import Model, load
from .cases import Matter, Question, Review, Verdict, Words
from .evidence import PROMISE, pair_evidence
from .required import called_for, missing
from .tracing import Piece, Traces, pieces, traces

_LIKELY: Final = 0.5
_PUT_OFF: Final = 0.25


def review(matter: Matter, *, model: Model | None = None, encoder: Encoder = UNIVERSAL) -> Review:
    """What the replies leave open of a matter. Some ten milliseconds for a reply of 100 words.

    An empty reply answers nothing; a text without questions is complete when no data is called for. Raises OSError
    when no model is installed.
    """
    known = model or load()
    said = pieces(matter.replies)
    wanted = called_for(
        (question.topic for question in matter.questions), by_marketplace=matter.by_marketplace, table=matter.table
    )
    reply = "\n\n".join(matter.replies)
    gaps = missing(reply, wanted=wanted, facts=matter.facts, language=matter.language, today=matter.today)
    return Review(tuple(_verdicts(matter, said, known, encoder)), gaps, known.version)


def _verdicts(matter: Matter, said: Sequence[Piece], model: Model, encoder: Encoder) -> list[Verdict]:
    questions = matter.questions
    if not questions or not said:
        return [Verdict(question, answered=False, chance=0.0, words=None) for question in questions]
    pairs, does, closeness = judged(questions, [piece.text for piece in said], matter.language, model, encoder)
    promise = does[:, model.acts.place(PROMISE)]
    found = []
    for i, question in enumerate(questions):
        best = said[int(pairs[i].argmax())]
        chance = float(pairs[i].max())
        answered = chance >= model.limit
        words = Words(best.reply, best.start, best.end, best.text) if answered else None
        put_off = not answered and bool(((promise > _LIKELY) & (closeness[i] > _PUT_OFF)).any())
        found.append(Verdict(question, answered, round(chance, 4), words, promised=put_off))
    return found


def judged(
    questions: Sequence[Question], texts: Sequence[str], language: str, model: Model, encoder: Encoder = UNIVERSAL
) -> tuple[Matrix, Matrix, Matrix]:
    """The chance that a sentence answers a question (questions x sentences), the sentences' acts, how near pairs
    stand."""
    # Questions stay while an answer is typed, so what the encoder makes of them is kept a while.
    own = tuple(question.text for question in questions)
    asked = _remembered(own, model) if encoder is UNIVERSAL else traces(own, model.axes, encoder)
    said = traces(texts, model.axes, encoder)
    evidence, does = pair_evidence(
        questions, asked, texts, said, language=language, acts=model.acts, topics=model.topics
    )
    flat = evidence.reshape(-1, evidence.shape[-1])
    pairs = np.mean([layer.chances(flat) for layer in model.pairs], axis=0).reshape(len(questions), len(texts))
    return np.asarray(pairs, np.float32), does, asked.centred @ said.centred.T


@lru_cache(maxsize=64)
def _remembered(texts: tuple[str, ...], model: Model) -> Traces:
    return traces(texts, model.axes)
