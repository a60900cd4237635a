"""Probabilities that mean what they say, and the limits to act on them; from messages the heads had not seen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.artefact import Calibration, Limits
from sportello.reading.deciding import Odds, by_clauses, lead, odds, questions_of, topics_of, wish_chances
from sportello.reading.encoder import Matrix
from sportello.reading.heads import Judged
from sportello.reading.lessons import Lessons, wishful
from sportello.reading.scoring import Tally, matched
from sportello.reading.vocabulary import RISKS, TOPICS

_START: Final = Limits(topic=0.4, risk=0.4, wish=0.5, begin=0.5, prior=0.5, sure=0.5)
_STRENGTH: Final = 0.3
_CERTAIN: Final = 4.0  # log-odds of what was always so in the messages at hand


def calibration(taught: Lessons, judged: Sequence[Judged], chosen: Sequence[int]) -> Calibration:
    """Logistic regressions on what the heads said of the chosen messages, which they had not seen."""
    signs = np.vstack([judged[at].signs for at in chosen])
    wish = _factors(signs, np.concatenate([wishful(taught, at) for at in chosen]))
    labels = taught.labels[list(chosen)]
    heard = np.array(
        [
            (judged[at].by_words, judged[at].by_letters, by_clauses(judged[at], wish_chances(judged[at], wish)))
            for at in chosen
        ]
    )
    rows = np.array([_factors(heard[:, :, column], labels[:, column]) for column in range(labels.shape[1])])
    topics = (heard * rows[:, :3].T).sum(axis=1)[:, : len(TOPICS)] + rows[: len(TOPICS), 3]
    right = labels[np.arange(len(labels)), topics.argmax(axis=1)]
    first = _factors(np.array([lead(row) for row in topics]), right)
    return Calibration(wish, rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], first)


def crossed(taught: Lessons, judged: Sequence[Judged], folds: NDArray[np.int64]) -> list[Odds]:
    """Probabilities of each message by a calibration that saw neither it nor its fold."""
    found: dict[int, Odds] = {}
    for fold in np.unique(folds):
        fitted = calibration(taught, judged, np.flatnonzero(folds != fold).tolist())
        found |= {int(at): odds(judged[int(at)], fitted) for at in np.flatnonzero(folds == fold)}
    return [found[at] for at in range(len(judged))]


def limits(taught: Lessons, chances: Sequence[Odds]) -> Limits:
    """The limits with the best F1, one after the other."""
    best = _best(_START, "topic", _steps(0.15, 0.65), lambda tried: topic_tally(taught, chances, tried).f1)
    best = _best(best, "risk", _steps(0.15, 0.65), lambda tried: risk_tally(taught, chances, tried).f1)
    # These lean on each other, so they are tried in turn.
    for _ in range(2):
        for name, values in (
            ("wish", _steps(0.2, 0.7)),
            ("begin", _steps(0.1, 0.9, 0.1)),
            ("prior", _steps(0, 1.5, 0.25)),
        ):
            best = _best(best, name, values, lambda tried: question_tally(taught, chances, tried).f1)
    return best


def topic_tally(taught: Lessons, chances: Sequence[Odds], chosen: Limits) -> Tally:
    """Topics said and wanted, over all messages."""
    tally = Tally()
    for message, each in zip(taught.messages, chances, strict=True):
        tally.add((topic.slug for topic in topics_of(each, chosen)), message.topics)
    return tally


def risk_tally(taught: Lessons, chances: Sequence[Odds], chosen: Limits) -> Tally:
    """Risks said and wanted, over all messages."""
    tally = Tally()
    for message, each in zip(taught.messages, chances, strict=True):
        said = [slug for slug, chance in zip(RISKS, each.risks, strict=True) if chance >= chosen.risk]
        tally.add(said, message.risks)
    return tally


def question_tally(taught: Lessons, chances: Sequence[Odds], chosen: Limits) -> Tally:
    """Questions said and wanted, over all messages."""
    tally = Tally()
    for message, pieces, each in zip(taught.messages, taught.cut, chances, strict=True):
        found = questions_of(message.body, pieces, each, chosen)
        said = [(question.start, question.end, question.topic) for question in found]
        true = [(wish.start, wish.end, wish.topic) for wish in message.wishes]
        tally.count(matched(said, true), len(said), len(true))
    return tally


def _factors(heard: Matrix, came: Matrix) -> Matrix:
    from sklearn.linear_model import LogisticRegression

    if came.min() == came.max():
        return np.array([*np.zeros(heard.shape[1]), _CERTAIN if came[0] else -_CERTAIN], np.float32)
    head: Any = LogisticRegression(C=_STRENGTH, max_iter=500)
    head.fit(heard, came)
    return np.array([*head.coef_[0], head.intercept_[0]], np.float32)


def _steps(first: float, last: float, step: float = 0.05) -> list[float]:
    return [round(float(value), 2) for value in np.arange(first, last + step / 2, step)]


def _best(start: Limits, name: str, values: Iterable[float], score: Callable[[Limits], float]) -> Limits:
    tried = [replace(start, **{name: value}) for value in values]
    return max(tried, key=score)
