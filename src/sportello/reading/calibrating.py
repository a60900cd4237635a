"""Probabilities that mean what they say, and the limits to act on them; from messages the heads had not seen."""

import warnings
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
    said_of,
    signs,
    topics_of,
)
from sportello.reading.encoder import Matrix
from sportello.reading.heads import Judged
from sportello.reading.lessons import Lessons
from sportello.reading.network import INSIDE
from sportello.reading.runs import SIGNS, Runs, runs_of
from sportello.reading.scoring import Tally, matched
from sportello.reading.vocabulary import RISKS, TOPICS

_START: Final = Limits(topic=0.4, risk=0.4, wish=0.4, sure_topic=0.5, prior=0.5, sure=0.5)
_STRENGTH: Final = 0.3
_TRIED_ON: Final = 1_000
_RUN_UNITS: Final = 32
_RUN_CALM: Final = 1.0
_RUN_EPOCHS: Final = 40
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
    nothing = np.zeros((SIGNS + 1, 1), np.float32), np.zeros(2, np.float32)
    begun = Calibration(wish, voices, voice_bias, *nothing, message, first)
    hidden, out = _run_head(taught, judged, chosen, begun)
    return replace(begun, run_hidden=hidden, run_out=out)


def _run_head(
    taught: Lessons, judged: Sequence[Judged], chosen: Sequence[int], begun: Calibration
) -> tuple[Matrix, Matrix]:
    # Tells the runs that are scored as a wish found (see scoring.matched) from the others.
    from sklearn.neural_network import MLPClassifier

    found = [runs_of(taught.cut[at].clauses, said_of(judged[at], begun)) for at in chosen]
    rows = np.vstack([runs.signs for runs in found])
    right = np.concatenate([_right(taught, at, runs) for at, runs in zip(chosen, found, strict=True)])
    centre, width = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-3)
    head: Any = MLPClassifier(
        (_RUN_UNITS,), alpha=_RUN_CALM, max_iter=_RUN_EPOCHS, early_stopping=True, random_state=_RUN_UNITS
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it stops after so many rounds is wanted
        head.fit((rows - centre) / width, right)
    hidden = head.coefs_[0] / width[:, None]
    bias = head.intercepts_[0] - centre @ hidden
    out = np.concatenate([head.coefs_[1][:, 0], head.intercepts_[1]])
    return np.asarray(np.vstack([hidden, bias]), np.float32), np.asarray(out, np.float32)


def _right(taught: Lessons, at: int, runs: Runs) -> NDArray[np.bool_]:
    clauses = taught.cut[at].clauses
    starts = np.array([clause.span.start for clause in clauses], np.int64)[runs.first]
    ends = np.array([clause.span.end for clause in clauses], np.int64)[runs.last - 1]
    right = np.zeros(len(starts), np.bool_)
    for wish in taught.messages[at].wishes:
        shared = np.minimum(ends, wish.end) - np.maximum(starts, wish.start)
        right |= 2 * shared >= np.maximum(ends - starts, wish.end - wish.start)
    return right


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
        found |= {
            int(at): odds(judged[int(at)], taught.cut[int(at)].clauses, fitted) for at in np.flatnonzero(folds == fold)
        }
    return [found[at] for at in range(len(judged))]


def limits(taught: Lessons, chances: Sequence[Odds]) -> Limits:
    """The limits with the best F1, one after the other."""
    best = _best(_START, "topic", _steps(0.15, 0.65), lambda tried: topic_tally(taught, chances, tried).f1)
    best = _best(best, "risk", _steps(0.15, 0.65), lambda tried: risk_tally(taught, chances, tried).f1)
    # These lean on each other, so they are tried in turn; a share of the messages tells them well enough.
    chosen = range(0, len(chances), max(1, len(chances) // _TRIED_ON))
    for _ in range(2):
        for name, values in (
            ("wish", _steps(0.25, 0.5)),
            ("sure_topic", _steps(0, 1, 0.25)),
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
