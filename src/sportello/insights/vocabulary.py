"""The events that figures are made of, and what each of them holds. Pure.

Whoever writes such an event (an act, an import, a simulation) writes exactly these keys; a test holds the acts to it.
Three rules stand for all of them:

- Moments in the data are whole seconds since 1970 in UTC, rounded down, and so is `Event.at` when figures read it: a
  length of time is the difference of two such numbers. `core.epoch.epoch` makes them.
- Within one subject the ids of events stand in the order in which things happened to it; `Event.at` may lie before that
  of an earlier event, because a mail that was written first may be read last.
- Ids, numbers, codes and truth values only, never names or text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

type Value = type[int] | type[str] | type[bool] | type[float] | tuple[type[list], type[int] | type[str]]  # type: ignore[type-arg]

IDS: Final = (list, int)
CODES: Final = (list, str)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event: what its subject is, the keys its data always has, and those it may have besides.

    `by_agent` says whether `Event.actor_id` names an agent: always (True), never (False), or it depends (None).
    """

    subject: str
    always: Mapping[str, Value] = field(default_factory=dict)
    sometimes: Mapping[str, Value] = field(default_factory=dict)
    by_agent: bool | None = False


_READ: Final[Mapping[str, Value]] = {"language": str, "topics": CODES, "risks": CODES, "complexity": str}
_OWED: Final[Mapping[str, Value]] = {"obligation": int, "thread": int, "channel": int, "opened": int, "due": int}
# `worked` is how much of the time from `opened` to the end lies within the channel's opening hours, in seconds.
_ENDED: Final[Mapping[str, Value]] = {**_OWED, "worked": int}
_SAID: Final[Mapping[str, Value]] = {"message": int, "thread": int, "channel": int}
_TOLD: Final[Mapping[str, Value]] = {"message": int}
_VISIT: Final[Mapping[str, Value]] = {"centre": int}

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        # A ticket begins with a thread; one that was split off names the ticket it came from and the first message.
        "ticket.opened": Kind(
            "ticket",
            {"thread": int, "channel": int},
            {"history": bool, "ticket": int, "first": int},
            by_agent=None,
        ),
        "ticket.resolved": Kind("ticket", by_agent=True),
        "ticket.reopened": Kind("ticket", by_agent=None),
        # The subject is the survivor, `ticket` what went into it. A parted merge is told to both, of the other one.
        "ticket.merged": Kind("ticket", {"merge": int, "ticket": int, "way": str}, by_agent=None),
        "ticket.parted": Kind("ticket", {"merge": int, "ticket": int}, by_agent=True),
        # What a ticket is about, once its order is known; the latest one counts. "" and 0 where something is unknown.
        "ticket.about": Kind(
            "ticket", {"order": int, "product": int, "carrier": str, "country": str, "fulfilled_by": str}
        ),
        # `sent` is when the buyer wrote, `kind` a value of `MessageKind`; `history` is counted nowhere.
        "message.received": Kind("ticket", {**_SAID, **_READ, "by": str, "sent": int, "kind": str}, {"history": bool}),
        # A later reading said something else than what counted before, or an agent corrected it.
        "message.understood": Kind("ticket", {"message": int, **_READ}),
        "reading.corrected": Kind(
            "ticket",
            {"message": int, "of": str, "slug": str, "holds": bool, "topics": CODES, "risks": CODES},
            by_agent=True,
        ),
        # `window` is for how many days a buyer who writes again repeats. A reviewed answer says how many questions
        # were open when it was written, how many it left open, and which known data it did not state.
        "message.sent": Kind(
            "ticket",
            {**_SAID, "sent": int, "language": str, "window": int},
            {"asked": int, "open": int, "missing": CODES},
            by_agent=True,
        ),
        "message.noticed": Kind("ticket", {**_SAID, "sent": int, "language": str, "window": int}, by_agent=True),
        "message.answered_elsewhere": Kind("ticket", {**_SAID, "sent": int, "language": str, "window": int}),
        # An answer did not leave, or came back; `reached` counts it again.
        "message.failed": Kind("ticket", _TOLD),
        "message.uncertain": Kind("ticket", _TOLD),
        "message.cancelled": Kind("ticket", _TOLD),
        "message.bounced": Kind("ticket", _TOLD),
        "message.reached": Kind("ticket", _TOLD),
        "obligation.opened": Kind("ticket", _OWED),
        # It began or falls due at another time, or belongs to another ticket since its thread was split.
        "obligation.changed": Kind("ticket", _OWED, by_agent=None),
        "obligation.resumed": Kind("ticket", _OWED),
        "obligation.answered": Kind("ticket", _ENDED, by_agent=None),
        "obligation.noticed": Kind("ticket", _ENDED, by_agent=None),
        "obligation.answered_elsewhere": Kind("ticket", _ENDED),
        "obligation.no_response_needed": Kind("ticket", _ENDED, by_agent=True),
        # `edition` is a macro's edition in the first and an article's in the second; both count for the next answer.
        "macro.inserted": Kind("ticket", {"macro": int, "edition": int, "version": int}, by_agent=True),
        "article.taken": Kind("ticket", {"edition": int, "version": int, "thread": int, "link": bool}, by_agent=True),
        # The subject is the ticket that holds the buyer's new message, `of` the ticket whose issue it repeats.
        "repeat.flagged": Kind("ticket", {"of": int, "suggestion": int, "score": float, "by": str}),
        "repeat.counted": Kind("ticket", {"message": int, "of": int, "reason": str, "detail": str}),
        "repeat.corrected": Kind("ticket", {"message": int, "reason": str}, by_agent=True),
        "repeat.merged": Kind(
            "ticket", {"suggestion": int, "of": int, "minutes": int, "flagged": bool}, {"way": str}, by_agent=None
        ),
        "repeat.missed": Kind("ticket", {"suggestion": int, "of": int, "minutes": int, "flagged": bool}, by_agent=None),
        "repeat.dismissed": Kind(
            "ticket", {"suggestion": int, "of": int, "minutes": int, "flagged": bool}, by_agent=True
        ),
        # `channel` is that of the centre's form, 0 when it has none. Settled again after it went on, the last counts.
        "visit.began": Kind("visit", {**_VISIT, "channel": int, "held_out": bool, "language": str}),
        "visit.read": Kind("visit", {**_VISIT, "edition": int}),
        "visit.form": Kind("visit", _VISIT),
        "visit.settled": Kind(
            "visit",
            {**_VISIT, "outcome": str, "held_out": bool, "at_form": bool, "audience": str, "topics": CODES},
            {"ticket": int},
        ),
        # What an order is stands in the dated rows of orders; these say that it is to be looked at again.
        # The country outlives the address, which is erased.
        "order.recorded": Kind("order", {"account": int}, {"country": str}),
        "order.changed": Kind("order", {"account": int}, {"country": str}),
    }
)
"""Every kind of event that figures read, by its name."""


def faults(kind: str, subject: str, data: Mapping[str, object]) -> list[str]:
    """What is wrong with an event's subject and data, in words; a kind that figures do not read is never wrong."""
    known = KINDS.get(kind)
    if known is None:
        return []
    wrong = [] if subject == known.subject else [f"the subject is a {subject}, not a {known.subject}"]
    wrong += [f"{key} is missing" for key in known.always if key not in data]
    wrong += [f"{key} is not known" for key in data if key not in known.always and key not in known.sometimes]
    expected = {**known.sometimes, **known.always}
    return wrong + [
        f"{key} is {value!r}" for key, value in data.items() if key in expected and not fits(value, expected[key])
    ]


def fits(value: object, kind: Value) -> bool:
    """Whether a value of an event's data is of this kind; a truth value is no number."""
    if isinstance(kind, tuple):
        return isinstance(value, list) and all(fits(one, kind[1]) for one in value)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind
