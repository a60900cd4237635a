"""What reading says of a message; frozen, free of Django, the same for every consumer."""

from dataclasses import dataclass
from typing import Literal

type Place = Literal["body", "subject"]
type NumberKind = Literal["order", "tracking", "asin", "sku", "invoice"]


@dataclass(frozen=True, slots=True)
class Language:
    """A language code (`en it de fr es`, or `und`) with a confidence of 0 to 1."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and how sure reading is of it, calibrated: of ten that say 0.8, eight are right."""

    slug: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that the buyer wants: `body[start:end] == text`."""

    start: int
    end: int
    text: str
    topic: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Number:
    """A number named in the body or the subject: `place[start:end] == text`, `value` without blanks in capitals.

    `issuer` is the marketplace of an order or the carrier of a parcel, where its shape or a word beside it says so.
    `checked` is true when the number has a check digit and it is right.
    """

    kind: NumberKind
    text: str
    value: str
    place: Place
    start: int
    end: int
    issuer: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk, how sure reading is, and the words of the body that show it best (empty when no place stands out)."""

    slug: str
    confidence: float
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that reading found in a message.

    `topics` are the ones to act on, best first. When `sure` is false, reading does not know: the one topic is only
    its best guess. `version` names model and corpus, so that readings can be redone when it changes.
    """

    language: Language
    topics: tuple[Topic, ...]
    questions: tuple[Question, ...]
    numbers: tuple[Number, ...]
    risks: tuple[Risk, ...]
    complexity: Literal["low", "high"]
    sure: bool
    version: str

    def values(self, kind: NumberKind) -> tuple[str, ...]:
        """The distinct numbers of one kind, in order of appearance, as the buyer wrote them."""
        return tuple(dict.fromkeys(number.text for number in self.numbers if number.kind == kind))
