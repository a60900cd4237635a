"""What there is in the quarter: orders, tickets, conversations, messages and visits, as they come to be."""

from dataclasses import dataclass, field

from sportello.sandbox.shop.products import Product

from .catalogue import Carrier, Market, Person, Text


@dataclass(slots=True)
class AfterSale:
    """A claim, case or feedback on an order: its kind, when it was opened, and the stars that feedback gives."""

    kind: str
    at: int
    stars: int = 0


@dataclass(slots=True)
class Order:
    """One order with one product and one parcel. `quiet` ones belong to buyers who help themselves."""

    number: int
    market: Market
    product: Product
    carrier: Carrier
    country: str
    language: str
    buyer: int
    by_marketplace: bool
    placed: int
    ship_by: int
    shipped: int | None = None
    delivered: int | None = None
    cancelled: int | None = None
    stuck: bool = False
    quiet: bool = False
    claims: list[AfterSale] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the messages of a conversation may speak of."""

    language: str
    buyer: int
    product: Product
    carrier: Carrier
    order: Order | None
    at: int


@dataclass(slots=True)
class Resolved:
    """A ticket's end, and when it was opened again."""

    at: int
    by: Person
    until: int | None = None


@dataclass(slots=True, eq=False)
class Ticket:
    """One ticket. `into` is the one it was merged into; `carrier` that of its order's parcel, once it had one."""

    number: int
    opened: int
    market: Market
    buyer: int
    language: str
    order: Order | None
    carrier: str = ""
    into: "Ticket | None" = None
    threads: list["Thread"] = field(default_factory=list)
    resolved: list[Resolved] = field(default_factory=list)
    suggestion: "Suggestion | None" = None
    busy: bool = False

    @property
    def survivor(self) -> "Ticket":
        """The ticket that holds its conversations now."""
        ticket = self
        while ticket.into is not None:
            ticket = ticket.into
        return ticket

    @property
    def is_resolved(self) -> bool:
        """Whether it rests."""
        return bool(self.resolved) and self.resolved[-1].until is None


@dataclass(slots=True, eq=False)
class Thread:
    """One conversation in one channel; `home` is the ticket that it began."""

    number: int
    market: Market
    home: Ticket
    scene: Scene
    messages: list["Message"] = field(default_factory=list)
    owed: "Owed | None" = None


@dataclass(slots=True, eq=False)
class Message:
    """What one side said, written at `at` and arrived at `arrived`. Of a buyer's: `topics`, `risks`, whether it is
    hard. Of ours: who wrote it with which texts, how many questions stood and stayed open, which data it left out,
    whether it asks something."""

    number: int
    thread: Thread
    at: int
    arrived: int
    inbound: bool
    kind: str
    text: str
    topics: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    hard: bool = False
    by: Person | None = None
    macro: Text | None = None
    article: Text | None = None
    asked: int = 0
    open: int = 0
    missing: tuple[str, ...] = ()
    asks: bool = False


@dataclass(slots=True, eq=False)
class Owed:
    """The answer a conversation is owed."""

    number: int
    thread: Thread
    first: Message
    opened: int
    due: int
    worked: int = 0
    ended: int | None = None
    how: str = ""
    by: Person | None = None
    answer: Message | None = None


@dataclass(slots=True)
class Stretch:
    """A stretch of an agent's attention to a conversation."""

    thread: Thread
    by: Person
    since: int
    until: int


@dataclass(slots=True, eq=False)
class Repeat:
    """A buyer's message that was counted as a repeat contact; `of` is None in the same conversation. `dropped` once an
    agent said that it is none."""

    message: Message
    of: Ticket | None
    reason: str
    detail: str
    at: int
    dropped: bool = False


@dataclass(slots=True, eq=False)
class Suggestion:
    """A newer ticket that seems to repeat an older one, and what became of that."""

    number: int
    ticket: Ticket
    of: Ticket
    at: int
    state: str = "standing"
    by: Person | None = None
    decided: int | None = None


@dataclass(slots=True, eq=False)
class Merge:
    """A ticket that was put into another one."""

    number: int
    ticket: Ticket
    into: Ticket
    by: Person
    at: int
    reopened: Resolved | None = None


@dataclass(slots=True)
class Step:
    """One step of a visit, of a `StepKind`."""

    at: int
    kind: str
    article: Text | None = None
    words: str = ""
    found: int | None = None


@dataclass(slots=True, eq=False)
class Visit:
    """One buyer's attempt to help themselves."""

    number: int
    began: int
    language: str
    topic: str
    product: Product
    held_out: bool
    steps: list[Step] = field(default_factory=list)
    order: Order | None = None
    ticket: Ticket | None = None
    message: Message | None = None
    outcome: str = ""
    settled: int | None = None

    @property
    def last(self) -> int:
        """When its last step was."""
        return self.steps[-1].at if self.steps else self.began

    @property
    def at_form(self) -> bool:
        """Whether it came to the contact form."""
        return any(step.kind == "form" for step in self.steps)


type About = Message | Owed | Merge | Suggestion | Repeat | Order | Text | Step | Thread | None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, in the words of the record of events: when, to which ticket or visit, by whom."""

    at: int
    kind: str
    subject: Ticket | Visit
    by: Person | None = None
    about: About = None
