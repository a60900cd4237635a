"""The measures themselves, worked out of the true figures: each as its definition says it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Final

from .ledger import Ledger, Sum


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which days and which channels (none named: all) a measure is asked, and of which value of a breakdown;
    `hourly` is what an hour of an agent costs."""

    ledger: Ledger
    since: date
    until: date
    channels: Collection[str] = ()
    by: str = ""
    key: str = ""
    hourly: float | None = None

    def sum(self, measure: str, *, by: str | None = None, key: str = "") -> Sum:
        """The figure asked for; another breakdown than that asked for where one is given ("" for the whole)."""
        kind, value = (self.by, self.key) if by is None else (by, key)
        return self.ledger.whole(
            measure, since=self.since, until=self.until, by=kind, key=value, channels=self.channels
        )

    def up_to(self, measure: str) -> int:
        """What stood at the end of the last day."""
        return self.ledger.whole(measure, until=self.until, channels=self.channels).n

    def middle(self, measure: str) -> float | None:
        """The median of its lengths of time: of an even number the lower one of the two in the middle."""
        found = self.ledger.lengths(measure, since=self.since, until=self.until, channels=self.channels)
        return float(median_low(found)) if found else None


_OF_CONTACTS: Final = frozenset({"topic", "category", "language"})

type Formula = Callable[[Asked], float | None]


def _mean(measure: str) -> Formula:
    def formula(asked: Asked) -> float | None:
        found = asked.sum(measure)
        return _ratio(found.total, found.n)

    return formula


def _number(measure: str) -> Formula:
    return lambda asked: float(asked.sum(measure).n)


def _middle(measure: str) -> Formula:
    return lambda asked: asked.middle(measure)


def _standing(measure: str) -> Formula:
    return lambda asked: float(asked.up_to(measure))


def _for_a_hundred(measure: str) -> Formula:
    def formula(asked: Asked) -> float | None:
        # Nobody knows in which language, or about which topic, an order was not asked about.
        orders = asked.sum("orders", by="") if asked.by in _OF_CONTACTS else asked.sum("orders")
        return _ratio(100 * asked.sum(measure).n, orders.n)

    return formula


def _with_deflected(asked: Asked) -> float | None:
    due, helped = asked.sum("deadlines"), asked.sum("helped")
    return _ratio(due.total + helped.total, due.n + helped.n)


def _effect(asked: Asked) -> float | None:
    plain, answered = (_ratio(found.total, found.n) for found in (asked.sum("plain"), asked.sum("answered")))
    return None if plain is None or answered is None else plain - answered


def _order_questions(asked: Asked) -> float | None:
    return _ratio(100 * asked.sum("issues", by="category", key="delivery").n, asked.sum("orders").n)


def _returns_and_claims(asked: Asked) -> float | None:
    returns = asked.sum("issues", by="category", key="returns").n
    return _ratio(100 * (returns + asked.sum("claims").n), asked.sum("orders").n)


def _policy_time(asked: Asked) -> float | None:
    return float(asked.sum("work", by="category", key="policy").total)


def _repeat_rate(asked: Asked) -> float | None:
    contacts = asked.sum("contacts", by="") if asked.by == "reason" else asked.sum("contacts")
    return _ratio(asked.sum("repeats").n, contacts.n)


def _time_per_answer(asked: Asked) -> float | None:
    return _ratio(asked.sum("work").total, asked.sum("answers").n)


def _cost_per_contact(asked: Asked) -> float | None:
    if asked.hourly is None:
        return None
    return _ratio(asked.sum("work").total / 3600 * asked.hourly, asked.sum("issues").n)


def _saved(asked: Asked) -> float | None:
    effect, each = _effect(asked), _cost_per_contact(asked)
    return None if effect is None or each is None else effect * asked.sum("answered").n * each


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


MEASURES: Final[Mapping[str, Formula]] = {
    "first_response": _mean("first"),
    "first_response_median": _middle("first"),
    "first_response_worked": _mean("first_worked"),
    "first_response_worked_median": _middle("first_worked"),
    "next_response": _mean("next"),
    "next_response_median": _middle("next"),
    "next_response_worked": _mean("next_worked"),
    "deadline_hit": _mean("deadlines"),
    "deadline_hit_with_deflected": _with_deflected,
    "backlog": _standing("owing"),
    "answers": _number("answers"),
    "wrote_again": _mean("again"),
    "left_open": _mean("reviewed"),
    "time_per_answer": _time_per_answer,
    "tickets": _number("tickets"),
    "issues": _number("issues"),
    "open_issues": _standing("open"),
    "handling": _mean("handled"),
    "resolution": _mean("resolution"),
    "resolution_median": _middle("resolution"),
    "reopened": _mean("resolved"),
    "first_contact": _mean("first_contact"),
    "repeat_rate": _repeat_rate,
    "repeats": _number("repeats"),
    "repeats_flagged": _number("flagged"),
    "repeats_decided": _number("decided"),
    "time_to_merge": _mean("joined"),
    "visits": _number("visits"),
    "deflection": _mean("helped"),
    "deflection_explicit": _mean("explicit"),
    "deflection_implied": _mean("implied"),
    "deflection_effect": _effect,
    "orders": _number("orders"),
    "contact_rate": _for_a_hundred("issues"),
    "order_questions": _order_questions,
    "returns_and_claims": _returns_and_claims,
    "policy_time": _policy_time,
    "claim_rate": _for_a_hundred("claims"),
    "bad_feedback": _for_a_hundred("feedback"),
    "cost_per_contact": _cost_per_contact,
    "saved": _saved,
}
"""Every measure by its name in the reports."""
