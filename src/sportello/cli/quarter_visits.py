"""The simulated quarter's visits, what was searched in them, and what they sent, as rows."""

from collections.abc import Callable, Iterator
from hashlib import sha256

from sportello.knowledge.models import Audience, Search
from sportello.portal.models import Contact, Visit, VisitStep
from sportello.sandbox.quarter import entities
from sportello.sandbox.quarter.catalogue import MARKETPLACES
from sportello.sandbox.quarter.playing import Played

from .quarter_copying import Row, at, copy, last_id, moment
from .quarter_ground import Ground
from .quarter_orders import Buyers
from .quarter_tickets import Begun

type Step = Callable[[int], None]

NOTHING_FITS, SOMETHING_FITS = 0.95, 0.1


def audience_of(visit: entities.Visit) -> str:
    """For whom pages are written in a visit: known by the order that was looked up."""
    if visit.order is None:
        return Audience.ANY.value
    kind = visit.order.market.kind
    return kind if kind in MARKETPLACES else Audience.SHOP.value


class Visits:
    """Writes the visits."""

    def __init__(self, played: Played, ground: Ground, buyers: Buyers, begun: Begun) -> None:
        self._visits, self._seed = played.visits, played.seed
        self._ground, self._buyers, self._begun = ground, buyers, begun
        self.begin, self.contacts_begin = last_id(Visit), last_id(Contact)

    def write(self, *, step: Callable[[int], None]) -> None:
        """Write everything."""
        copy(Visit, _VISIT, map(self._visit, self._visits), step=step)
        copy(VisitStep, _STEP, self._steps(), step=step)
        copy(Search, ("at", "place", "language", "audience", "text", "shown", "none"), self._searches(), step=step)
        copy(Contact, _CONTACT, self._sent(), step=step)

    def _visit(self, visit: entities.Visit) -> Row:
        order = visit.order
        known = self._buyers.ids.get(order.buyer) if order else None
        wrote = self._buyers.ids[visit.ticket.buyer] if visit.ticket else None
        return (
            self.begin + visit.number, self._ground.centre, self._key("visit", visit), audience_of(visit),
            order.market.site if order else "", visit.language, visit.held_out, at(visit.began), at(visit.last),
            self._begun.order + order.number if order else None, known or wrote,
            self._begun.ticket + visit.ticket.number if visit.ticket else None, visit.outcome, moment(visit.settled),
        )  # fmt: skip

    def _key(self, what: str, visit: entities.Visit) -> str:
        return sha256(f"{what}/{self._seed}/{self.begin + visit.number}".encode()).hexdigest()

    def _steps(self) -> Iterator[Row]:
        for visit in self._visits:
            for step in visit.steps:
                edition = self._ground.articles[step.article.place].edition if step.article else None
                choice = self._ground.choices[visit.topic] if step.kind in {"chose", "sent"} else None
                found = 1 if step.kind == "shown" else step.found
                yield self.begin + visit.number, at(step.at), step.kind, edition, choice, step.words, found

    def _searches(self) -> Iterator[Row]:
        for visit in self._visits:
            for step in visit.steps:
                if step.kind == "searched":
                    shown = [used.of for used in [*self._ground.articles.values()][: step.found or 0]]
                    none = SOMETHING_FITS if shown else NOTHING_FITS
                    yield at(step.at), "help", visit.language, audience_of(visit), step.words, shown, none

    def _sent(self) -> Iterator[Row]:
        place = self.contacts_begin
        for visit in self._visits:
            if visit.message is None:
                continue
            place += 1
            message, key = visit.message, self._key("contact", visit)
            owed = message.thread.owed
            promised = at(owed.due if owed and owed.first is message else message.at + 24 * 3600)
            yield (
                place, self._ground.centre, self.begin + visit.number, self._begun.envelope + message.number,
                f"S{place:08}", key, visit.topic, self._ground.choices[visit.topic], visit.language, "mail",
                at(message.at), promised,
            )  # fmt: skip

    def contact_ids(self) -> dict[int, int]:
        """The ids of what was sent, by the numbers of the visits."""
        sent = (visit.number for visit in self._visits if visit.message is not None)
        return {number: self.contacts_begin + place for place, number in enumerate(sent, 1)}


_VISIT = (
    "id", "centre_id", "key", "audience", "site", "language", "held_out", "began_at", "last_at", "order_id",
    "customer_id", "ticket_id", "outcome", "settled_at",
)  # fmt: skip
_STEP = ("visit_id", "at", "kind", "edition_id", "choice_id", "words", "found")
_CONTACT = (
    "id", "centre_id", "visit_id", "envelope_id", "reference", "key", "topic", "choice_id", "language", "answer_by",
    "sent_at", "promised_at",
)  # fmt: skip
