"""Probabilities that mean what they say, and the limits to act on them; from messages the heads had not seen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.artefact import Calibration, Limits
from sportello.reading.deciding import odds, questions_of, topics_of
from sportello.reading.encoder import Matrix
from sportello.reading.heads import Judged
from sportello.reading.lessons import Lessons
from sportello.reading.scoring import Tally, matched
from sportello.reading.vocabulary import RISKS, TOPICS

_START: Final = Limits(topic=0.4, risk=0.4, wish=0.3, begin=0.5, sure=0.5)
_STRENGTH: Final = 0.3


def calibration(judged: Sequence[Judged], labels: Matrix) -> Calibration:
    """A logistic regression of each label on the log-odds of the two heads."""
    from sklearn.linear_model import LogisticRegression

    by_words = np.array([each.by_words for each in judged])
    by_letters = np.array([each.by_letters for each in judged])
    rows: list[tuple[float, float, float]] = []
    for column in range(labels.shape[1]):
        head: Any = LogisticRegression(C=_STRENGTH)
        head.fit(np.column_stack([by_words[:, column], by_letters[:, column]]), labels[:, column])
        rows.append((head.coef_[0][0], head.coef_[0][1], head.intercept_[0]))
    words, letters, bias = np.array(rows, np.float32).T
    return Calibration(words, letters, bias)


def crossed(judged: Sequence[Judged], labels: Matrix, folds: NDArray[np.int64]) -> Matrix:
    """Calibrated probabilities of each message by a calibration that saw neither it nor its fold."""
    chances = np.zeros_like(labels)
    for fold in np.unique(folds):
        others = [each for each, place in zip(judged, folds, strict=True) if place != fold]
        fitted = calibration(others, labels[folds != fold])
        for at in np.flatnonzero(folds == fold):
            found = odds(judged[int(at)], fitted)
            chances[at] = np.concatenate([found.topics, found.risks])
    return chances


def limits(taught: Lessons, judged: Sequence[Judged], fitted: Calibration, chances: Matrix) -> Limits:
    """The limits with the best F1, one after the other."""
    best = _START
    best = _best(best, "topic", _steps(0.15, 0.65), lambda tried: topic_tally(taught, chances, tried).f1)
    best = _best(best, "risk", _steps(0.15, 0.65), lambda tried: risk_tally(taught, chances, tried).f1)
    # Two limits that lean on each other are tried in turn.
    for name, values in (("wish", _steps(0.05, 0.5)), ("begin", _steps(0.1, 0.9, 0.1)), ("wish", _steps(0.05, 0.5))):
        best = _best(best, name, values, lambda tried: question_tally(taught, judged, fitted, tried).f1)
    return best


def topic_tally(taught: Lessons, chances: Matrix, chosen: Limits) -> Tally:
    """Topics said and wanted, over all messages."""
    tally = Tally()
    for message, row in zip(taught.messages, chances, strict=True):
        tally.add((topic.slug for topic in topics_of(row[: len(TOPICS)], chosen)), message.topics)
    return tally


def risk_tally(taught: Lessons, chances: Matrix, chosen: Limits) -> Tally:
    """Risks said and wanted, over all messages."""
    tally = Tally()
    for message, row in zip(taught.messages, chances, strict=True):
        said = [slug for slug, chance in zip(RISKS, row[len(TOPICS) :], strict=True) if chance >= chosen.risk]
        tally.add(said, message.risks)
    return tally


def question_tally(taught: Lessons, judged: Sequence[Judged], fitted: Calibration, chosen: Limits) -> Tally:
    """Questions said and wanted, over all messages."""
    tally = Tally()
    for message, pieces, each in zip(taught.messages, taught.cut, judged, strict=True):
        if not pieces.sentences:
            continue
        found = questions_of(message.body, pieces, odds(each, fitted), chosen)
        said = [(question.start, question.end, question.topic) for question in found]
        true = [(wish.start, wish.end, wish.topic) for wish in message.wishes]
        tally.count(matched(said, true), len(said), len(true))
    return tally


def _steps(first: float, last: float, step: float = 0.05) -> list[float]:
    return [round(float(value), 2) for value in np.arange(first, last + step / 2, step)]


def _best(start: Limits, name: str, values: Iterable[float], score: Callable[[Limits], float]) -> Limits:
    tried = [replace(start, **{name: value}) for value in values]
    return max(tried, key=score)
