"""What speaks for a sentence of a reply answering a question. Pure; every piece of evidence has a name."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sportello.reading.encoder import Matrix

from .amounts import has_amount
from .cases import Question
from .dates import has_time
from .heads import Linear
from .tracing import Traces
from .words import ASKED, LANGUAGES, PUT_OFF, YES_OR_NO

# Acts of a sentence as the corpus marks them; the answer is what the review is looking for.
ANSWER: Final = "answer"
APOLOGY: Final = "apology"
COURTESY: Final = "courtesy"
PROMISE: Final = "promise"
VAGUE: Final = "vague"
INFORMATION: Final = "inform"
ASKS: Final = "ask"

KINDS: Final = ("when", "much", "many", "where", "why", "who", "how")
BEST: Final = 3
_LONGEST: Final = 40


def pair_evidence(
    questions: Sequence[Question],
    asked: Traces,
    texts: Sequence[str],
    said: Traces,
    *,
    language: str,
    acts: Linear,
    topics: Linear,
) -> tuple[Matrix, Matrix]:
    """Evidence of each question with each sentence (questions x sentences x pieces), and the sentences' acts."""
    does = acts.chances(said.whole)
    about, wished = topics.chances(said.whole), topics.chances(asked.whole)
    likeness, closeness = asked.whole @ said.whole.T, asked.centred @ said.centred.T
    weight = does[:, [acts.place(ANSWER), acts.place(INFORMATION)]].sum(1)
    place = np.cumsum(weight) / max(1e-6, float(weight.sum()))
    told = np.array([_told(text, language) for text in texts], np.float32)
    rows = []
    for i, question in enumerate(questions):
        own = topics.classes.index(question.topic) if question.topic in topics.classes else None
        topic = about[:, own] if own is not None else np.full(len(texts), 1 / len(topics.classes), np.float32)
        columns = [
            likeness[i],
            closeness[i],
            *_by_words(asked, i, said),
            topic,
            np.log(topic + 1e-3),
            about @ wished[i],
            _ahead(likeness, i),
            _ahead(closeness, i),
            np.abs(place - (i + 0.5) / len(questions)),
            likeness[i] - likeness[i].max(),
            weight,
            np.full(len(texts), float((weight > 0.5).sum()) / len(questions)),
            np.full(len(texts), float(len(questions) > 1)),
            *_fitting(question, language, told),
        ]
        rows.append(np.column_stack([*columns, told, does]))
    return np.array(rows, np.float32), does


def _by_words(asked: Traces, i: int, said: Traces) -> list[Matrix]:
    """How well each word of one side is met by its best word of the other: on average, the best few, and by weight."""
    question, worth = asked.words[i], asked.weights[i]
    found = []
    for words, weights in zip(said.words, said.weights, strict=True):
        near = question @ words.T
        there, back = near.max(1), near.max(0)
        told = worth.argsort()[::-1][:BEST]
        found.append(
            (
                float(there.mean()),
                float(np.sort(there)[-BEST:].mean()),
                float(back.mean()),
                float(np.sort(back)[-BEST:].mean()),
                float(there @ worth / worth.sum()),
                float(back @ weights / weights.sum()),
                float(there[told].mean()),
                float((near * worth[:, None] * weights[None, :]).max()),
            )
        )
    return [np.array(column, np.float32) for column in zip(*found, strict=True)]


def _ahead(likeness: Matrix, i: int) -> Matrix:
    """How much better a sentence fits this question than the best of the others."""
    if len(likeness) == 1:
        return np.full(likeness.shape[1], 0.2, np.float32)
    others = np.delete(likeness, i, axis=0).max(0)
    return np.asarray(likeness[i] - others, np.float32)


def _told(text: str, language: str) -> tuple[float, ...]:
    """What kind of thing a sentence tells: a time, a sum, a figure, a yes or no, a question, that it
    comes later, how much of it."""
    code = language if language in LANGUAGES else "en"
    return (
        float(has_time(text, code)),
        float(has_amount(text)),
        float(re.search(r"\d", text) is not None),
        float(YES_OR_NO[code].search(text) is not None),
        float("?" in text),
        float(PUT_OFF[code].search(text) is not None),
        min(len(text.split()), _LONGEST) / (_LONGEST / 2),
    )


def asks_for(question: Question, language: str) -> Mapping[str, bool]:
    """Which kinds of thing a question asks for by its question words; none of them: a yes, a no, or a deed."""
    code = question.language if question.language in LANGUAGES else language
    code = code if code in LANGUAGES else "en"
    return {kind: ASKED[code][kind].search(question.text) is not None for kind in KINDS}


def _fitting(question: Question, language: str, told: Matrix) -> list[Matrix]:
    """Whether what is asked for is of the kind that the sentence tells."""
    asks = asks_for(question, language)
    time, money, figure, plain = told[:, 0], told[:, 1], told[:, 2], told[:, 3]
    wh = float(any(asks.values()))
    constant = np.ones(len(told), np.float32)
    return [
        constant * float(asks["when"]),
        time * float(asks["when"]),
        constant * float(asks["much"]),
        money * float(asks["much"]),
        figure * float(asks["many"] or asks["much"]),
        constant * float(asks["where"]),
        constant * float(asks["why"] or asks["how"]),
        constant * wh,
        plain * (1 - wh),
    ]
