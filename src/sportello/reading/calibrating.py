"""Probabilities that mean what they say, and the limits to act on them; from messages the heads had not seen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.artefact import Calibration, Limits
from sportello.reading.deciding import (
    Odds,
    by_message,
    compared,
    heard,
    lead,
    odds,
    probability,
    questions_of,
    signs,
    topics_of,
)
from sportello.reading.encoder import Matrix
from sportello.reading.heads import Judged
from sportello.reading.lessons import Lessons
from sportello.reading.network import INSIDE
from sportello.reading.scoring import Tally, matched
from sportello.reading.vocabulary import RISKS, TOPICS

_START: Final = Limits(topic=0.4, risk=0.4, eager=0.0, apart=0.7, agree=0.5, prior=0.5, sure=0.5)
_STRENGTH: Final = 0.3
_TRIED_ON: Final = 1_000
_CALM: Final = 0.01
_CERTAIN: Final = 4.0  # log-odds of what was always so in the messages at hand


def calibration(taught: Lessons, judged: Sequence[Judged], chosen: Sequence[int]) -> Calibration:
    """Regressions on what the heads said of the chosen messages, which they had not seen."""
    each = [judged[at] for at in chosen]
    rows = np.vstack([taught.wishes[at] for at in chosen])
    wish = _factors(np.vstack([signs(one) for one in each]), rows[:, INSIDE])
    wishful = rows[:, INSIDE] > 0
    voices, voice_bias = _voices(np.vstack([heard(one) for one in each])[wishful], rows[wishful, :INSIDE])
    labels = taught.labels[list(chosen)]
    said = np.array([_message(one, wish, voices, voice_bias) for one in each])
    message = np.array([_factors(said[:, column], labels[:, column]) for column in range(labels.shape[1])])
    topics = ((said * message[:, :3]).sum(axis=2) + message[:, 3])[:, : len(TOPICS)]
    right = labels[np.arange(len(labels)), topics.argmax(axis=1)]
    first = _factors(np.array([lead(row) for row in topics]), right)
    return Calibration(wish, voices, voice_bias, message, first)


def _message(judged: Judged, wish: Matrix, voices: Matrix, bias: Matrix) -> Matrix:
    chances = probability(signs(judged) @ wish[:-1] + wish[-1])
    return by_message(judged, chances, compared(heard(judged) @ voices + bias))


def _voices(spoken: Matrix, true: Matrix) -> tuple[Matrix, Matrix]:
    # One weight for each head, whatever the topic, and a small bias for each topic: a conditional logit.
    from scipy.optimize import minimize

    heads = spoken.shape[2]

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        said = compared(spoken @ weights[:heads] + weights[heads:])
        error = np.exp(said) - true
        bias = weights[heads:]
        slope = np.einsum("ctk,ct->k", spoken, error) / len(true)
        return float(-(said * true).sum() / len(true) + _CALM * bias @ bias), np.concatenate(
            [slope, error.mean(axis=0) + 2 * _CALM * bias]
        )

    start = np.concatenate([np.full(heads, 1 / heads), np.zeros(len(TOPICS))])
    found = np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x, np.float32)
    return found[:heads], found[heads:]


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
    # These lean on each other, so they are tried in turn; a share of the messages tells them well enough.
    chosen = range(0, len(chances), max(1, len(chances) // _TRIED_ON))
    for _ in range(2):
        for name, values in (
            ("eager", _steps(-0.25, 1, 0.25)),
            ("apart", _steps(0.2, 0.8, 0.2)),
            ("agree", _steps(0.25, 1, 0.25)),
            ("prior", _steps(0.25, 1, 0.25)),
        ):
            best = _best(best, name, values, lambda tried: question_tally(taught, chances, tried, chosen).f1)
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


def question_tally(
    taught: Lessons, chances: Sequence[Odds], chosen: Limits, among: Iterable[int] | None = None
) -> Tally:
    """Questions said and wanted, over all messages or `among` these."""
    tally = Tally()
    for at in range(len(chances)) if among is None else among:
        message = taught.messages[at]
        found = questions_of(message.body, taught.cut[at], chances[at], chosen)
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
