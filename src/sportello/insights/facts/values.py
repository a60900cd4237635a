"""Facts as values: what a circle of tickets, a visit or an order comes to. Pure; the tables repeat these fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as figures read it: `at` is in whole seconds since 1970, `actor` 0 for the machine."""

    id: int
    at: int
    kind: str
    actor: int
    subject: int
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of an agent's attention to a ticket: the one that held the conversation before any merge."""

    ticket: int
    agent: int
    day: date
    seconds: int


@dataclass(frozen=True, slots=True)
class About:
    """What an issue, an answer or a repeat contact is about, in codes and ids."""

    channel: int = 0
    language: str = ""
    topics: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    complexity: str = ""
    order: int = 0
    product: int = 0
    carrier: str = ""
    country: str = ""
    fulfilled_by: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One ticket; where it is the root, the whole issue. See `IssueFact` for the fields."""

    ticket: int
    root: int
    about: About
    began_at: datetime | None
    began_channel: int
    opened_at: datetime | None
    first_answered_at: datetime | None = None
    first_seconds: int | None = None
    first_worked: int | None = None
    resolved_at: datetime | None = None
    spells: tuple[int, ...] = ()
    handled: int = 0
    agents: tuple[int, ...] = ()
    tickets: int = 1
    messages: int = 0
    answers: int = 0
    repeats: int = 0
    window_ends_at: datetime | None = None
    solved_at_first: bool | None = None

    @property
    def is_whole(self) -> bool:
        """Whether this row speaks of a whole issue that figures count."""
        return self.ticket == self.root and self.opened_at is not None


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation. See `ObligationFact`."""

    obligation: int
    root: int
    channel: int
    opened_at: datetime
    due_at: datetime
    ended_at: datetime | None
    ended_as: str
    agent: int
    worked: int | None
    turn: int
    hit: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. See `AnswerFact`."""

    message: int
    root: int
    ticket: int
    about: About
    at: datetime
    kind: str
    agent: int
    settles_at: datetime
    settled: bool
    is_first: bool = False
    macros: tuple[int, ...] = ()
    articles: tuple[int, ...] = ()
    reviewed: bool = False
    asked: int = 0
    left_open: int = 0
    missing: tuple[str, ...] = ()
    again_at: datetime | None = None
    again_why: str = ""
    again_about: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """One repeat contact. See `RepeatFact`."""

    message: int
    root: int
    ticket: int
    of: int
    subject: About
    at: datetime
    reason: str
    about: str
    corrected: bool
    answer: int
    agent: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested repeat. See `SuggestionFact`."""

    suggestion: int
    root: int
    channel: int
    ticket: int
    of: int
    flagged: bool
    flagged_at: datetime | None
    state: str
    decided_at: datetime | None
    minutes: int
    agent: int


@dataclass(frozen=True, slots=True)
class Work:
    """An agent's seconds at an issue on one local day."""

    root: int
    agent: int
    day: date
    seconds: int


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything that is known of the tickets of one circle."""

    issues: Sequence[Issue] = ()
    owed: Sequence[Owed] = ()
    answers: Sequence[Answer] = ()
    repeats: Sequence[Repeat] = ()
    suggestions: Sequence[Suggestion] = ()
    work: Sequence[Work] = ()


def in_order(circle: Circle) -> Circle:
    """The same circle with its facts in the order of their ids, so that equal ones are equal."""
    return Circle(
        tuple(sorted(circle.issues, key=lambda one: one.ticket)),
        tuple(sorted(circle.owed, key=lambda one: one.obligation)),
        tuple(sorted(circle.answers, key=lambda one: one.message)),
        tuple(sorted(circle.repeats, key=lambda one: one.message)),
        tuple(sorted(circle.suggestions, key=lambda one: one.suggestion)),
        tuple(sorted(circle.work, key=lambda one: (one.root, one.agent, one.day))),
    )


@dataclass(frozen=True, slots=True)
class Visited:
    """One visit. See `VisitFact`."""

    visit: int
    centre: int
    channel: int
    language: str
    audience: str
    began_at: datetime
    held_out: bool
    at_form: bool
    outcome: str
    ticket: int = 0
    topics: tuple[str, ...] = ()
    articles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """One order. See `OrderFact`."""

    order: int
    channel: int
    placed_at: datetime
    products: tuple[int, ...] = ()
    carrier: str = ""
    country: str = ""
    fulfilled_by: str = ""
    cancelled: bool = False
    ship_by: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    is_late: bool = False
    is_tracked: bool = False
    claimed_at: datetime | None = None
    claim: str = ""
    bad_feedback_at: datetime | None = None
    return_asked_at: datetime | None = None


@dataclass(slots=True)
class Facts:
    """What a batch comes to, of all kinds."""

    circles: dict[int, Circle] = field(default_factory=dict)
    visits: dict[int, Visited] = field(default_factory=dict)
    orders: dict[int, Placed] = field(default_factory=dict)
