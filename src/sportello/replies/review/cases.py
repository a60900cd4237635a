"""What the review is asked and what it says; frozen, free of Django, the same for every consumer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .required import TABLE, Datum, Needs


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a buyer wants answered, as they put it, its topic, and the language of its message."""

    text: str
    topic: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """All that a reply must do: the questions in order of asking, and what is known.

    `replies` are what was sent since the first of them, the draft last. `facts` holds known values by datum (days in
    ISO 8601, amounts as "12.90 EUR"); `by_marketplace` says that the marketplace fulfils the order.
    """

    questions: tuple[Question, ...]
    replies: tuple[str, ...]
    language: str
    facts: Mapping[str, str] = field(default_factory=dict)
    by_marketplace: bool = False
    today: date | None = None
    table: Mapping[str, Needs] = field(default_factory=lambda: TABLE)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a reply that answer a question best: `replies[reply][start:end] == text`."""

    reply: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a question is answered, how likely that is (0 to 1), and by which words (None when by none)."""

    question: Question
    answered: bool
    chance: float
    words: Words | None
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """What a reply leaves open. `missing` are known data that it should state; `version` names model and corpus."""

    verdicts: tuple[Verdict, ...]
    missing: tuple[Datum, ...]
    version: str

    @property
    def open(self) -> tuple[Verdict, ...]:
        """The questions that no reply answers."""
        return tuple(verdict for verdict in self.verdicts if not verdict.answered)

    @property
    def complete(self) -> bool:
        """Whether nothing is open and nothing is missing."""
        return not self.open and not self.missing
