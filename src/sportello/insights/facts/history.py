"""Reading the events of a circle of tickets in the order of their ids: what was said, owed, merged and resolved. Pure.

The outcome is kept by the thing it is about (message, thread, merge, obligation), so that what happens later to any of
them finds it; `folding` then says to which issue each belongs now.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from .values import Happened

ANSWERED: Final = frozenset({"answered", "noticed", "answered_elsewhere"})
KINDS_OF_ANSWERS: Final = {
    "message.sent": "answer",
    "message.noticed": "notice",
    "message.answered_elsewhere": "elsewhere",
}


@dataclass(slots=True)
class Heard:
    """A buyer's message."""

    id: int
    thread: int
    channel: int
    sent: int
    language: str
    topics: list[str]
    risks: list[str]
    complexity: str
    live: bool


@dataclass(slots=True)
class Said:
    """An answer of ours."""

    id: int
    ticket: int
    thread: int
    channel: int
    sent: int
    kind: str
    agent: int
    window: int
    language: str
    data: dict[str, Any]
    macros: tuple[int, ...] = ()
    articles: tuple[int, ...] = ()
    arrived: bool = True


@dataclass(slots=True)
class Due:
    """An obligation."""

    id: int
    home: int
    channel: int
    opened: int
    due: int
    ended: int | None = None
    ended_as: str = ""
    agent: int = 0
    worked: int | None = None


@dataclass(slots=True)
class Again:
    """A repeat contact."""

    message: int
    ticket: int
    of: int
    reason: str
    about: str
    corrected: bool = False


@dataclass(slots=True)
class Flag:
    """A suggested repeat."""

    id: int
    ticket: int
    of: int
    flagged_at: int | None = None
    state: str = ""
    decided_at: int | None = None
    minutes: int = 0
    agent: int = 0


@dataclass(slots=True)
class Taken:
    """Texts put into a ticket since its last answer; parts of one answer that leave together share them."""

    macros: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    used_at: int | None = None

    def add(self, texts: list[int], edition: int) -> None:
        """Note an edition; what an answer used before counts no longer."""
        if self.used_at is not None:
            self.macros.clear()
            self.articles.clear()
            self.used_at = None
        texts.append(edition)

    def use(self, at: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """What an answer at this moment used, once each."""
        if self.used_at is not None and self.used_at != at:
            return (), ()
        self.used_at = at
        return tuple(dict.fromkeys(self.macros)), tuple(dict.fromkeys(self.articles))


@dataclass(slots=True)
class History:
    """What the events of a circle tell."""

    began: dict[int, Happened] = field(default_factory=dict)
    homes: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    merges: dict[int, tuple[int, int]] = field(default_factory=dict)
    heard: dict[int, Heard] = field(default_factory=dict)
    said: dict[int, Said] = field(default_factory=dict)
    due: dict[int, Due] = field(default_factory=dict)
    turns: dict[int, list[tuple[bool, int]]] = field(default_factory=dict)
    about: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    again: dict[int, Again] = field(default_factory=dict)
    flags: dict[int, Flag] = field(default_factory=dict)
    taken: dict[int, Taken] = field(default_factory=dict)

    def home_of(self, thread: int, message: int) -> int:
        """The ticket that holds a message of a thread when nothing is merged; 0 for a thread nobody opened."""
        found = 0
        for first, ticket in self.homes.get(thread, ()):
            if first <= message:
                found = ticket
        return found

    def holder(self, ticket: int) -> int:
        """The survivor: the ticket itself, or where the merges that stand lead from it."""
        into = dict(self.merges.values())
        seen = {ticket}
        while (ticket := into.get(ticket, ticket)) not in seen:
            seen.add(ticket)
        return ticket


def read(events: Iterable[Happened]) -> History:
    """What events tell, given in the order of their ids; kinds that figures do not read are passed over."""
    history = History()
    for event in events:
        if step := _STEPS.get(event.kind):
            step(history, event)
    return history


def _opened(history: History, event: Happened) -> None:
    data: Any = event.data
    history.began.setdefault(event.subject, event)
    homes = history.homes.setdefault(data.get("thread", 0), [])
    homes.append((data.get("first", 0), event.subject))
    homes.sort()


def _merged(history: History, event: Happened) -> None:
    data: Any = event.data
    history.merges[data["merge"]] = (data["ticket"], event.subject)


def _parted(history: History, event: Happened) -> None:
    data: Any = event.data
    history.merges.pop(data["merge"], None)


def _turned(history: History, event: Happened) -> None:
    history.turns.setdefault(event.subject, []).append((event.kind == "ticket.resolved", event.at))


def _is_about(history: History, event: Happened) -> None:
    history.about[event.subject] = (event.id, dict(event.data))


def _received(history: History, event: Happened) -> None:
    data: Any = event.data
    history.heard[data["message"]] = Heard(
        id=data["message"],
        thread=data["thread"],
        channel=data.get("channel", 0),
        sent=data.get("sent", event.at),
        language=data.get("language", ""),
        topics=data.get("topics", []),
        risks=data.get("risks", []),
        complexity=data.get("complexity", ""),
        live=not data.get("history", False),
    )


def _understood(history: History, event: Happened) -> None:
    data: Any = event.data
    if heard := history.heard.get(data["message"]):
        heard.topics, heard.risks = data.get("topics", heard.topics), data.get("risks", heard.risks)
        heard.language = data.get("language", heard.language)
        heard.complexity = data.get("complexity", heard.complexity)


def _answered(history: History, event: Happened) -> None:
    data: Any = event.data
    kind = KINDS_OF_ANSWERS[event.kind]
    said = Said(
        id=data["message"],
        ticket=event.subject,
        thread=data.get("thread", 0),
        channel=data.get("channel", 0),
        sent=data.get("sent", event.at),
        kind=kind,
        agent=event.actor,
        window=data.get("window", 14),
        language=data.get("language", ""),
        data=data,
    )
    if kind == "answer" and event.subject in history.taken:
        said.macros, said.articles = history.taken[event.subject].use(event.at)
    history.said[said.id] = said


def _lost(history: History, event: Happened) -> None:
    data: Any = event.data
    if said := history.said.get(data["message"]):
        said.arrived = event.kind == "message.reached"


def _owed(history: History, event: Happened) -> None:
    data: Any = event.data
    known = history.due.get(data["obligation"])
    home = _home(history, data.get("thread", 0), event.subject)
    opened, due = data.get("opened", event.at), data.get("due", event.at)
    if known is None:
        history.due[data["obligation"]] = Due(data["obligation"], home, data.get("channel", 0), opened, due)
        return
    known.opened, known.due = opened, due
    if event.kind == "obligation.changed":
        known.home = home
    if event.kind == "obligation.resumed":
        known.ended, known.ended_as, known.agent, known.worked = None, "", 0, None


def _ended(history: History, event: Happened) -> None:
    data: Any = event.data
    _owed(history, event)
    one = history.due[data["obligation"]]
    one.ended, one.ended_as, one.agent = event.at, event.kind.partition(".")[2], event.actor
    one.worked = data.get("worked")


def _home(history: History, thread: int, ticket: int) -> int:
    """Which of a thread's tickets an event of this ticket means: the one that it holds."""
    homes = [home for _first, home in history.homes.get(thread, ())]
    if len(homes) == 1:
        return homes[0]
    return next((home for home in reversed(homes) if history.holder(home) == ticket), ticket)


def _inserted(history: History, event: Happened) -> None:
    data: Any = event.data
    taken = history.taken.setdefault(event.subject, Taken())
    taken.add(taken.macros if event.kind == "macro.inserted" else taken.articles, data["edition"])


def _counted(history: History, event: Happened) -> None:
    data: Any = event.data
    detail = data.get("detail", "")
    history.again[data["message"]] = Again(data["message"], event.subject, data["of"], data["reason"], detail)


def _corrected(history: History, event: Happened) -> None:
    data: Any = event.data
    if again := history.again.get(data["message"]):
        again.about = again.about if again.reason == data["reason"] else ""
        again.reason, again.corrected = data["reason"], True


def _flagged(history: History, event: Happened) -> None:
    data: Any = event.data
    history.flags[data["suggestion"]] = Flag(data["suggestion"], event.subject, data["of"], flagged_at=event.at)


def _decided(history: History, event: Happened) -> None:
    data: Any = event.data
    flag = history.flags.setdefault(data["suggestion"], Flag(data["suggestion"], event.subject, data.get("of", 0)))
    flag.state, flag.decided_at = event.kind.partition(".")[2], event.at
    flag.minutes, flag.agent = data.get("minutes", 0), event.actor
    if flag.state == "dismissed":
        dropped = [one.message for one in history.again.values() if (one.ticket, one.of) == (flag.ticket, flag.of)]
        for message in dropped:
            del history.again[message]


_STEPS: Final[dict[str, Callable[[History, Happened], None]]] = {
    "ticket.opened": _opened,
    "ticket.merged": _merged,
    "ticket.parted": _parted,
    "ticket.resolved": _turned,
    "ticket.reopened": _turned,
    "ticket.about": _is_about,
    "message.received": _received,
    "message.understood": _understood,
    "reading.corrected": _understood,
    **dict.fromkeys(KINDS_OF_ANSWERS, _answered),
    **dict.fromkeys(("message.failed", "message.uncertain", "message.cancelled", "message.bounced"), _lost),
    "message.reached": _lost,
    **dict.fromkeys(("obligation.opened", "obligation.changed", "obligation.resumed"), _owed),
    **dict.fromkeys((f"obligation.{how}" for how in (*sorted(ANSWERED), "no_response_needed")), _ended),
    "macro.inserted": _inserted,
    "article.taken": _inserted,
    "repeat.counted": _counted,
    "repeat.corrected": _corrected,
    "repeat.flagged": _flagged,
    **dict.fromkeys(("repeat.merged", "repeat.missed", "repeat.dismissed"), _decided),
}
