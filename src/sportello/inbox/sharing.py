"""Who gets a ticket that nobody has: a judgement on rules, on who is there, and on what they hold. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket to be given: its language, its channel's id, its topics, and whether it is at risk."""

    ticket: int
    language: str
    channel: int | None
    topics: frozenset[str]
    at_risk: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """Which tickets a rule is for and among whom it shares them; what is empty narrows nothing.

    `by_load` gives to whoever has the fewest open tickets, else everybody has their turn. With `most`, who holds that
    many gets no more by this rule.
    """

    id: int
    languages: frozenset[str] = frozenset()
    channels: frozenset[int] = frozenset()
    topics: frozenset[str] = frozenset()
    only_at_risk: bool = False
    agents: frozenset[int] = frozenset()
    by_load: bool = False
    most: int | None = None

    def fits(self, case: Case) -> bool:
        """Whether the rule is for this ticket."""
        return (
            (not self.languages or case.language in self.languages)
            and (not self.channels or case.channel in self.channels)
            and (not self.topics or bool(self.topics & case.topics))
            and (case.at_risk or not self.only_at_risk)
        )


@dataclass(slots=True)
class Desk:
    """Who is there now, how many open tickets each holds, and when each last got one by which rule; changes as
    tickets are given."""

    present: frozenset[int]
    load: dict[int, int] = field(default_factory=dict)
    turns: dict[tuple[int, int], datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """A ticket given to an agent by a rule."""

    ticket: int
    agent: int
    rule: int


def share(cases: Iterable[Case], *, rules: Sequence[Rule], desk: Desk, now: datetime) -> list[Given]:
    """Give each ticket, in this order, by the first rule that fits it and has somebody who can take one more.

    A ticket that no rule can give stays where it is. `desk` is brought up to what was given.
    """
    found = (_give(case, rules, desk, now) for case in cases)
    return [given for given in found if given is not None]


def _give(case: Case, rules: Sequence[Rule], desk: Desk, now: datetime) -> Given | None:
    for rule in rules:
        able = _able(rule, desk) if rule.fits(case) else []
        if able:
            agent = min(able, key=lambda one: _order(one, rule, desk))
            desk.load[agent] = desk.load.get(agent, 0) + 1
            latest = max((at for (of, _one), at in desk.turns.items() if of == rule.id), default=now)
            desk.turns[rule.id, agent] = max(latest + timedelta(microseconds=1), now)
            return Given(case.ticket, agent, rule.id)
    return None


def _able(rule: Rule, desk: Desk) -> list[int]:
    there = desk.present & rule.agents if rule.agents else desk.present
    return [agent for agent in there if rule.most is None or desk.load.get(agent, 0) < rule.most]


def _order(agent: int, rule: Rule, desk: Desk) -> tuple[float, datetime, int]:
    turn = desk.turns.get((rule.id, agent), LONG_AGO)
    return (desk.load.get(agent, 0) if rule.by_load else 0), turn, agent


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket that somebody holds and that is due at `due_at`."""

    ticket: int
    agent: int
    due_at: datetime


def to_return(
    held: Iterable[Held], *, able: Collection[int], hours: Mapping[datetime, Collection[int]] | None
) -> list[Held]:
    """The tickets that come back because their agent is not there in time.

    `able` are the agents who may still answer. `hours` says who is on duty at moments from now on, None when nobody
    plans a rota: then everybody who may answer counts as there. A ticket stays with an agent who is on duty at one of
    the moments before it is due, or now.
    """
    now = min(hours) if hours else None
    return [one for one in held if one.agent not in able or not _is_there(one, hours, now)]


def _is_there(one: Held, hours: Mapping[datetime, Collection[int]] | None, now: datetime | None) -> bool:
    if hours is None:
        return True
    return any(one.agent in there for at, there in hours.items() if at < one.due_at or at == now)
