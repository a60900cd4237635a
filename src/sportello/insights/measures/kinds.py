"""What a measure is: which tallies it is made of, and in which respects it can be broken down."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise


class By(StrEnum):
    """In which respect figures are broken down. A value of it is a key: an id or a code."""

    CHANNEL = "channel"
    MARKETPLACE = "marketplace"
    TOPIC = "topic"
    CATEGORY = "category"
    RISK = "risk"
    LANGUAGE = "language"
    COMPLEXITY = "complexity"
    PRODUCT = "product"
    CARRIER = "carrier"
    COUNTRY = "country"
    FULFILLED_BY = "fulfilled_by"
    AGENT = "agent"
    MACRO = "macro"
    ARTICLE = "article"
    REASON = "reason"
    STATE = "state"
    OUTCOME = "outcome"
    AUDIENCE = "audience"


class Unit(StrEnum):
    """What a figure's value counts. A share lies between 0 and 1, an effect between -1 and 1; times are in seconds."""

    COUNT = "count"
    SHARE = "share"
    POINTS = "points"
    SECONDS = "seconds"
    PER_HUNDRED = "per_hundred"
    MONEY = "money"


class Better(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class How(StrEnum):
    """How a figure is made of its tallies.

    SUM: the part. LEVEL: the part of all days up to the last. SHARE: part of whole. MEAN: the part's total by its
    number. MEDIAN: the middle of the part's buckets. QUOTIENT: part by whole. RATE: part for a hundred of the whole.
    EFFECT: the share of the whole (the hold-out) less the share of the part. COST and SAVED: see `asking`.
    """

    SUM = "sum"
    LEVEL = "level"
    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    QUOTIENT = "quotient"
    RATE = "rate"
    EFFECT = "effect"
    COST = "cost"
    SAVED = "saved"


class Behind(StrEnum):
    """Which tickets stand behind a figure: those with this on a day of the span."""

    BEGAN = "began"
    OPENED = "opened"
    FIRST = "first"
    NEXT = "next"
    DUE = "due"
    OWED = "owed"
    OPEN = "open"
    RESOLVED = "resolved"
    WINDOW = "window"
    REPEATED = "repeated"
    ANSWERED = "answered"
    SETTLED = "settled"
    REVIEWED = "reviewed"
    WORKED = "worked"
    FLAGGED = "flagged"
    DECIDED = "decided"
    VISITED = "visited"
    CLAIMED = "claimed"
    FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a tally: how many (`n`) or their sum (`total`), of the whole or of one key of a breakdown."""

    name: str
    of: str = "n"
    by: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its definition.

    `part` and `whole` are what it is made of (see `How`); several terms are added. In the breakdowns `against_all` the
    whole is not broken down: of all contacts, how many were repeats for this reason.
    """

    slug: str
    title: Promise
    definition: Promise
    unit: Unit
    better: Better
    how: How
    behind: Behind
    part: tuple[Term, ...]
    whole: tuple[Term, ...] = ()
    breakdowns: tuple[By, ...] = ()
    against_all: tuple[By, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Everything it is made of."""
        return (*self.part, *self.whole)


WHERE: Final = (By.CHANNEL, By.MARKETPLACE)
ABOUT: Final = (
    *WHERE, By.TOPIC, By.CATEGORY, By.RISK, By.LANGUAGE, By.COMPLEXITY, By.PRODUCT, By.CARRIER, By.COUNTRY,
    By.FULFILLED_BY,
)  # fmt: skip
ABOUT_AND_WHO: Final = (*ABOUT, By.AGENT)
