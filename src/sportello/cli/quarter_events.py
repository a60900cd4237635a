"""The simulated quarter's events as the acts write them: the same kinds, the same data (`insights.vocabulary`)."""

from collections.abc import Callable, Iterator, Mapping
from heapq import merge
from typing import Final

from sportello.core.events import Plain
from sportello.core.models import Event
from sportello.inbox.models import RepeatRule
from sportello.sandbox.quarter import entities
from sportello.sandbox.quarter.playing import Played

from .quarter_copying import Row, at, copy
from .quarter_ground import Ground
from .quarter_tickets import VERSION, Begun
from .quarter_visits import Visits, audience_of

type Data = dict[str, Plain]
type Told = tuple[int, str, int | None, str, int, Data]

COLUMNS: Final = ("at", "kind", "actor_id", "subject_kind", "subject_id", "data")


class Events:
    """Tells what happened in the words of the record of events."""

    def __init__(self, played: Played, ground: Ground, begun: Begun, visits: Visits) -> None:
        self._played, self._ground, self._begun, self._visits = played, ground, begun, visits
        self._contacts = visits.contact_ids()
        self._window = RepeatRule().days

    def write(self, *, step: Callable[[int], None]) -> int:
        """Write all events, in the order of time; returns how many."""
        return copy(Event, COLUMNS, map(_row, self.told()), step=step)

    def told(self) -> Iterator[Told]:
        """All events, in the order of time; of one subject in the order in which things happened to it."""
        return merge(self._of_orders(), self._of_tickets(), self._of_visits(), key=lambda told: told[0])

    def _of_orders(self) -> Iterator[Told]:
        told: list[Told] = []
        for order in self._played.orders:
            account: Data = {"account": self._ground.accounts[order.market.kind]}
            subject = self._begun.order + order.number
            told.append((order.placed, "order.recorded", None, "order", subject, account))
            news = [order.cancelled, *(claim.at for claim in order.claims)]
            for moment in sorted(moment for moment in news if moment is not None and moment < self._played.time.ends):
                told.append((moment, "order.changed", None, "order", subject, account))  # noqa: PERF401
        return iter(sorted(told, key=lambda one: one[0]))

    def _of_tickets(self) -> Iterator[Told]:
        for happening in self._played.past.happened:
            actor = self._ground.agents[happening.by.place] if happening.by else None
            if isinstance(happening.subject, entities.Visit):
                number = self._contacts[happening.subject.number]
                data: Data = {"contact": number, "centre": self._ground.centre}
                data["visit"] = self._visits.begin + happening.subject.number
                yield happening.at, happening.kind, None, "contact", number, data
            else:
                ticket = self._begun.ticket + happening.subject.number
                yield happening.at, happening.kind, actor, "ticket", ticket, self._data(happening)

    def _data(self, happening: entities.Happening) -> Data:
        match happening.about:
            case entities.Thread() as thread if happening.kind == "ticket.opened":
                return {"thread": self._thread(thread), "channel": self._channel(thread)}
            case entities.Thread() as thread:
                return {"thread": self._thread(thread)}
            case entities.Owed() as owed:
                return self._owed(owed, ended=happening.kind != "obligation.opened")
            case entities.Message() as message:
                return self._message(message, happening.kind)
            case entities.Order() as order:
                return self._about(order, happening.subject)
            case entities.Repeat() as repeat:
                of = repeat.of or happening.subject
                data: Data = {"message": self._begun.message + repeat.message.number}
                return data | {"of": self._begun.ticket + of.number, "reason": repeat.reason, "detail": repeat.detail}
            case entities.Suggestion() as suggestion:
                return self._suggestion(suggestion, flagged=happening.kind == "repeat.flagged")
            case entities.Merge() as merged:
                gone = self._begun.ticket + merged.ticket.number
                return {"merge": self._begun.merge + merged.number, "ticket": gone, "way": "suggestion"}
        return {}

    def _thread(self, thread: entities.Thread) -> int:
        return self._begun.thread + thread.number

    def _channel(self, thread: entities.Thread) -> int:
        return self._ground.channels[thread.market.key]

    def _owed(self, owed: entities.Owed, *, ended: bool) -> Data:
        data: Data = {"obligation": self._begun.owed + owed.number, "thread": self._thread(owed.thread)}
        data |= {"channel": self._channel(owed.thread), "opened": owed.opened, "due": owed.due}
        return data | {"worked": owed.worked} if ended else data

    def _message(self, message: entities.Message, kind: str) -> Data:
        thread = message.thread
        number = self._begun.message + message.number
        said: Data = {"message": number, "thread": self._thread(thread), "channel": self._channel(thread)}
        match kind:
            case "message.received":
                by = "new" if thread.messages[0] is message else "case"
                return said | self._read(message) | {"by": by, "sent": message.at, "kind": message.kind}
            case "macro.inserted" if message.macro is not None:
                used = self._ground.macros[message.macro.place]
                return {"macro": used.of, "edition": used.edition, "version": used.version}
            case "article.taken" if message.article is not None:
                used = self._ground.articles[message.article.place]
                edition: Data = {"edition": used.edition, "version": used.version}
                return edition | {"thread": self._thread(thread), "link": False}
        said |= {"sent": message.at, "language": thread.market.language, "window": self._window}
        if kind == "message.sent":
            said |= {"asked": message.asked, "open": message.open, "missing": list(message.missing)}
        return said

    @staticmethod
    def _read(message: entities.Message) -> Data:
        topics, risks = list(message.topics), list(message.risks)
        complexity = "high" if message.hard else "low"
        return {"language": message.thread.scene.language, "topics": topics, "risks": risks, "complexity": complexity}

    def _about(self, order: entities.Order, ticket: entities.Ticket | entities.Visit) -> Data:
        carrier = ticket.carrier if isinstance(ticket, entities.Ticket) else ""
        data: Data = {"order": self._begun.order + order.number, "product": self._ground.products[order.product.key]}
        data |= {"carrier": carrier, "country": order.country}
        return data | {"fulfilled_by": "marketplace" if order.by_marketplace else "seller"}

    def _suggestion(self, suggestion: entities.Suggestion, *, flagged: bool) -> Data:
        data: Data = {"suggestion": self._begun.suggestion + suggestion.number}
        data["of"] = self._begun.ticket + suggestion.of.number
        if flagged:
            return data | {"score": 0.9, "by": VERSION}
        decided = suggestion.decided or suggestion.at
        return data | {"minutes": (decided - suggestion.at) // 60, "flagged": True}

    def _of_visits(self) -> Iterator[Told]:
        told: list[Told] = []
        for visit in self._played.visits:
            told += self._visit(visit)
        return iter(sorted(told, key=lambda one: one[0]))

    def _visit(self, visit: entities.Visit) -> Iterator[Told]:
        subject, centre = self._visits.begin + visit.number, {"centre": self._ground.centre}
        began: Mapping[str, Plain] = {"channel": self._ground.channels["form"], "held_out": visit.held_out}
        yield visit.began, "visit.began", None, "visit", subject, {**centre, **began, "language": visit.language}
        for step in visit.steps:
            yield step.at, f"visit.{step.kind}", None, "visit", subject, {**centre, **self._step(visit, step)}
        if visit.settled is not None:
            data: Data = {**centre, "outcome": visit.outcome, "held_out": visit.held_out, "at_form": visit.at_form}
            data |= {"audience": audience_of(visit), "topics": [visit.topic] if visit.at_form else []}
            if visit.ticket is not None:
                data["ticket"] = self._begun.ticket + visit.ticket.number
            yield visit.settled, "visit.settled", None, "visit", subject, data

    def _step(self, visit: entities.Visit, step: entities.Step) -> Data:
        told: Data = {}
        if step.article is not None:
            told["edition"] = self._ground.articles[step.article.place].edition
        if step.kind in {"chose", "sent"}:
            told["choice"] = self._ground.choices[visit.topic]
        if found := (1 if step.kind == "shown" else step.found):
            told["found"] = found
        return told


def _row(told: Told) -> Row:
    moment, *rest = told
    return [at(moment), *rest]
