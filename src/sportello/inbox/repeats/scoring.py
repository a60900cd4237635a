"""Does a new message concern an issue that the same buyer has open already? A pure, versioned judgement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from .artefact import Model, load
from .cases import Fresh, Known
from .evidence import evidence
from .likeness import numbers_shared

MOST: Final = 20
"""Tickets that are compared with a message: the newest ones."""

_ALIKE: Final = 0.45
_RARE_WORD: Final = 4.5
_COPY: Final = 0.5
_SURE: Final = 0.5
_ACT: Final = 0.55

type Plain = str | int | float


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a repeat: a code, and what it is about (an order number, a topic, days)."""

    code: str
    about: Plain = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How likely a message repeats the issue of the ticket `key` (0 to 1), why, and which scorer says so.

    `named` is true for the one ticket, if any, that the message is taken to repeat.
    """

    key: int
    value: float
    reasons: tuple[Reason, ...]
    named: bool
    version: str


def score(fresh: Fresh, known: Sequence[Known], model: Model | None = None) -> list[Score]:
    """Scores of the tickets, likeliest first; at most one is named. Raises OSError when no scorer is installed."""
    if not known:
        return []
    scorer = model or load()
    rows = evidence(fresh, known, scorer.acts)
    values = chances(rows, scorer)
    best = int(values.argmax())
    found = [
        Score(
            key=ticket.key,
            value=round(float(value), 4),
            reasons=tuple(_reasons(fresh, ticket, row)),
            named=place == best and float(value) >= scorer.limit,
            version=scorer.version,
        )
        for place, (ticket, row, value) in enumerate(zip(known, rows, values, strict=True))
    ]
    return sorted(found, key=lambda one: -one.value)


def chances(rows: Sequence[Mapping[str, float]], model: Model) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """The probability of each row of evidence."""
    table = np.array([[row[name] for name in model.names] for row in rows], np.float32)
    odds = (table - model.centre) / model.spread @ model.weights + model.bias
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float32)


def _reasons(fresh: Fresh, ticket: Known, row: Mapping[str, float]) -> list[Reason]:
    found = [Reason("order", number) for number in sorted(fresh.orders & ticket.orders)[:1]]
    found += [Reason("number", number) for number in sorted(numbers_shared(fresh, ticket), key=len)[-1:]]
    if row["copied"] > _COPY:
        found.append(Reason("copy"))
    found += [Reason("topic", slug) for slug in _topics_shared(fresh, ticket)]
    if row["sentence_best"] > _ALIKE or row["word_top"] > _ALIKE:
        found.append(Reason("words"))
    found += _product(ticket, row)
    if fresh.body.risks.get("repeat_contact", 0.0) > _SURE or row["act_again"] > _ACT:
        found.append(Reason("says_so"))
    elif row["act_chasing"] > _ACT:
        found.append(Reason("chases"))
    if row["asked_last"] and not row["asks"]:
        found.append(Reason("answers"))
    if row["unanswered"]:
        found.append(Reason("unanswered"))
    return [*found, Reason("days", max(0, (fresh.at - ticket.said[-1].at).days))]


def _topics_shared(fresh: Fresh, ticket: Known) -> list[str]:
    old = {topic for said in ticket.said for topic, chance in said.trace.topics.items() if chance > _SURE}
    return [
        topic for topic, chance in fresh.body.topics.items() if topic in old and chance > _SURE and topic != "other"
    ]


def _product(ticket: Known, row: Mapping[str, float]) -> list[Reason]:
    """A rare word of the ticket's subject in the new message: most often the thing that was bought."""
    return [Reason("subject", ticket.subject.text)] if row["stem_subject"] > _RARE_WORD and ticket.subject.text else []
