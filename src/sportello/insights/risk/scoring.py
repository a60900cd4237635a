"""How likely an open ticket is to become a claim or bad feedback, with the reasons. Pure.

A logistic sum of a few signs, so that each reason has a weight of its own that can be shown and argued with. It starts
from prior weights (what sellers' handbooks and the marketplaces' own pages agree on, as odds) and learns from what
came: the weights that are most likely given both, with a normal prior around the stated ones (maximum a posteriori;
C. M. Bishop, Pattern Recognition and Machine Learning, 2006, 4.5). With few outcomes it stays where it began.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import exp, log, log2
from types import MappingProxyType
from typing import Final

import numpy as np

from sportello.carriers.states import State


class Sign(StrEnum):
    """Something that makes a claim or bad feedback likelier."""

    CLAIM_WORDS = "claim_words"
    FEEDBACK_WORDS = "feedback_words"
    LEGAL_WORDS = "legal_words"
    SAFETY_WORDS = "safety_words"
    SAYS_AGAIN = "says_again"
    REPEATS = "repeats"
    LATE = "late"
    DUE_SOON = "due_soon"
    PROMISE_BROKEN = "promise_broken"
    NOT_RECEIVED = "not_received"
    PARCEL_TROUBLE = "parcel_trouble"
    PARCEL_LATE = "parcel_late"
    RETURN_WAITS = "return_waits"
    OLD = "old"
    VALUE = "value"


PRIOR_BASE: Final = -4.6
"""Log-odds of a ticket without any sign: about one in a hundred."""

PRIORS: Final[Mapping[Sign, float]] = MappingProxyType(
    {
        Sign.CLAIM_WORDS: log(15),
        Sign.FEEDBACK_WORDS: log(8),
        Sign.LEGAL_WORDS: log(5),
        Sign.SAFETY_WORDS: log(4),
        Sign.SAYS_AGAIN: log(2.5),
        Sign.REPEATS: log(2.2),
        Sign.LATE: log(3),
        Sign.DUE_SOON: log(1.4),
        Sign.PROMISE_BROKEN: log(3),
        Sign.NOT_RECEIVED: log(4),
        Sign.PARCEL_TROUBLE: log(4),
        Sign.PARCEL_LATE: log(3),
        Sign.RETURN_WAITS: log(2),
        Sign.OLD: log(1.3),
        Sign.VALUE: log(1.2),
    }
)
SPREAD: Final = 0.7
"""Standard deviation of the prior of each weight: the true odds lie within a factor of four of the stated ones."""

SOON = timedelta(hours=4)
SHOWN: Final = 0.05
"""A reason that adds less than this to the log-odds is not worth a word."""


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """What is known of an open ticket. `repeats` counts repeat contacts, `value` is in the order's own currency, taken
    for what it is: prices of one shop are of one size. `parcel` is a word of `carriers.states`, "" when unknown."""

    ticket: int
    opened_at: datetime
    due_at: datetime | None = None
    risks: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    repeats: int = 0
    promise_broken: bool = False
    parcel: str = ""
    deliver_by: datetime | None = None
    return_waits: bool = False
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign adds to the log-odds. `examples` and `came` say what they were learnt from; none at first."""

    base: float = PRIOR_BASE
    of: Mapping[Sign, float] = PRIORS
    examples: int = 0
    came: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign that a ticket shows, how strongly, and what it adds to the log-odds."""

    sign: Sign
    strength: float
    adds: float


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely it is, between 0 and 1, and why, the strongest reason first."""

    ticket: int
    chance: float
    reasons: tuple[Reason, ...]


_WORDS: Final[Mapping[str, Sign]] = {
    "claim": Sign.CLAIM_WORDS,
    "negative_feedback": Sign.FEEDBACK_WORDS,
    "legal": Sign.LEGAL_WORDS,
    "safety": Sign.SAFETY_WORDS,
    "repeat_contact": Sign.SAYS_AGAIN,
}
_TROUBLE: Final = frozenset({State.EXCEPTION, State.RETURNING, State.EXPIRED, State.ATTEMPT_FAILED})
NOT_RECEIVED: Final = "delivered_not_received"


def signs(one: OpenTicket, now: datetime) -> dict[Sign, float]:
    """What a ticket shows at `now`: 1 for what is there, more for what is there more than once or for longer."""
    found: dict[Sign, float] = {_WORDS[risk]: 1.0 for risk in one.risks if risk in _WORDS}
    if NOT_RECEIVED in one.topics:
        found[Sign.NOT_RECEIVED] = 1.0
    if one.repeats:
        found[Sign.REPEATS] = float(min(one.repeats, 4))
    if one.due_at is not None and one.due_at <= now + SOON:
        found[Sign.LATE if one.due_at <= now else Sign.DUE_SOON] = 1.0
    if one.promise_broken:
        found[Sign.PROMISE_BROKEN] = 1.0
    if one.return_waits:
        found[Sign.RETURN_WAITS] = 1.0
    found |= _parcel(one, now)
    if (days := (now - one.opened_at) / timedelta(days=1)) >= 1:
        found[Sign.OLD] = min(log2(1 + days), 5.0)
    if one.value is not None and one.value >= 25:
        found[Sign.VALUE] = min(log2(float(one.value) / 12.5), 6.0)
    return found


def _parcel(one: OpenTicket, now: datetime) -> dict[Sign, float]:
    if one.parcel in _TROUBLE:
        return {Sign.PARCEL_TROUBLE: 1.0}
    if one.parcel != State.DELIVERED and one.deliver_by is not None and one.deliver_by < now:
        return {Sign.PARCEL_LATE: 1.0}
    return {}


def score(one: OpenTicket, now: datetime, weights: Weights = Weights()) -> Risk:
    """How likely this ticket is to become a claim or bad feedback."""
    found = [Reason(sign, strength, strength * weights.of[sign]) for sign, strength in signs(one, now).items()]
    chance = 1 / (1 + exp(-(weights.base + sum(reason.adds for reason in found))))
    worth = sorted((reason for reason in found if reason.adds >= SHOWN), key=lambda reason: -reason.adds)
    return Risk(one.ticket, chance, tuple(worth))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A ticket whose time is over: the signs it showed, and whether a claim or bad feedback came."""

    signs: Mapping[Sign, float]
    came: bool


STEPS: Final = 50


def learn(outcomes: Iterable[Outcome]) -> Weights:
    """The weights that are most likely after these outcomes, by Newton's method; the prior ones without any.

    No weight goes below nought: a sign may turn out to mean nothing, but not to be a comfort, because what agents do
    about tickets that show it hides what would have come.
    """
    seen = list(outcomes)
    if not seen:
        return Weights()
    names = list(Sign)
    x = np.array([[1.0, *(outcome.signs.get(name, 0.0) for name in names)] for outcome in seen])
    y = np.array([float(outcome.came) for outcome in seen])
    prior = np.array([PRIOR_BASE, *(PRIORS[name] for name in names)])
    found = _most_likely(x, y, prior)
    of = {name: max(float(weight), 0.0) for name, weight in zip(names, found[1:], strict=True)}
    return Weights(float(found[0]), MappingProxyType(of), len(seen), int(y.sum()))


def _most_likely(
    x: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
    y: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    prior: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    strength, w = np.eye(len(prior)) / SPREAD**2, prior.copy()
    for _step in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (p - y) + strength @ (w - prior)
        bend = (x * (p * (1 - p))[:, None]).T @ x + strength
        change = np.linalg.solve(bend, slope)
        # A full step may overshoot where all outcomes are alike.
        w = w - change * min(1.0, 2.0 / max(float(np.abs(change).max()), 1e-12))
        if float(np.abs(change).max()) < 1e-8:
            break
    return w
