"""Are two customers one person? A judgement on what is known of both: level, score and reasons. Pure.

Links are made without asking on exact evidence alone: the same buyer id, the same relay address, the same order by the
marketplace's word, or the same mailbox that is one person's. Everything else is a suggestion: the score is the sum of
Fellegi-Sunter weights (log2 of how much likelier one person shows such an agreement than two people do).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from .agreements import agreements, exact
from .facts import Facts
from .weights import BESIDE_THE_NAME, HOUSEHOLD_COUNTS, SUGGEST_FROM, WEIGHTS, Reason

VERSION = "identity-1"
_MARKETPLACES_WORD = frozenset({Reason.SAME_BUYER_ID, Reason.SAME_RELAY, Reason.SAME_ORDER})
_DOUBTS = frozenset({Reason.OTHER_GIVEN_NAME, Reason.HARDLY_GIVEN_NAME, Reason.SAME_INITIAL})
_OF_A_HOUSEHOLD = frozenset(
    {
        Reason.SAME_ADDRESS,
        Reason.NEAR_ADDRESS,
        Reason.SAME_POSTCODE,
        Reason.SAME_CITY,
        Reason.SAME_FAMILY_NAME,
        Reason.NEAR_FAMILY_NAME,
        Reason.SAME_PHONE,
        Reason.SHARED_MAILBOX,
    }
)


class Level(StrEnum):
    """What follows from a judgement."""

    AUTOMATIC = "automatic"
    SUGGESTION = "suggestion"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely two customers are one person: `score` in bits, and why, the weightiest reason first."""

    level: Level
    score: float
    reasons: tuple[Reason, ...]


def judge(one: Facts, other: Facts) -> Judgement:
    """Whether what is known of two customers says that they are one person.

    Another given name, or only its initial, at one mailbox may be a family's: then the same address is a suggestion.
    """
    certain, found = exact(one, other), agreements(one, other)
    score = _score([*certain, *found])
    reasons = tuple(sorted({*certain, *found}, key=lambda reason: (-abs(WEIGHTS[reason]), reason)))
    if certain and not _is_somebody_else(found, certain):
        return Judgement(Level.AUTOMATIC, score, reasons)
    suggests = score >= SUGGEST_FROM and not BESIDE_THE_NAME.isdisjoint(reasons)
    return Judgement(Level.SUGGESTION if suggests else Level.NONE, score, reasons)


def _score(reasons: Collection[Reason]) -> float:
    """The sum of the weights; what a household shares counts for less when the given names differ."""
    other = not {Reason.OTHER_GIVEN_NAME, Reason.HARDLY_GIVEN_NAME}.isdisjoint(reasons)
    household = HOUSEHOLD_COUNTS if other else 1.0
    return sum(WEIGHTS[reason] * (household if reason in _OF_A_HOUSEHOLD else 1.0) for reason in reasons)


def _is_somebody_else(found: Collection[Reason], certain: Collection[Reason]) -> bool:
    """Whether a mailbox may be several people's by the names; a marketplace's word is not doubted."""
    return not _DOUBTS.isdisjoint(found) and _MARKETPLACES_WORD.isdisjoint(certain)
