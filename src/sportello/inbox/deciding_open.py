"""What an agent says of questions that stay open, and of data that is missing: answered, later, or not, because."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events

from . import promising
from .models import DecidedAs, Message, OpenDecision, PromiseKind, Ticket
from .models.promise import LONGEST
from .models.review import LONGEST_REASON
from .reviewing import Checked, Item


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one open thing: later needs a day of the channel's calendar, not needs a reason."""

    as_: DecidedAs
    day: date | None = None
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it can stand as it is."""
        if self.as_ == DecidedAs.LATER:
            return self.day is not None
        return self.as_ == DecidedAs.ANSWERED or bool(self.reason.strip())


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was said, by the key of a question (`Asked.key`) and by datum."""

    questions: Mapping[str, Said] = field(default_factory=dict)
    data: Mapping[str, Said] = field(default_factory=dict)

    def on(self, item: Item) -> Said | None:
        """What was said of a question; None when nothing that can stand."""
        said = self.questions.get(item.asked.key)
        return said if said is not None and said.is_whole else None


NOTHING_SAID = Decisions()


def undecided(checked: Checked, decisions: Decisions) -> Checked:
    """What is still open when these decisions are taken; a datum is only ever left out with a reason."""
    items = tuple(item for item in checked.open if decisions.on(item) is None)
    return Checked(
        items, tuple(datum for datum in checked.missing if not _is_let_go(datum, decisions)), checked.version
    )


def _is_let_go(datum: str, decisions: Decisions) -> bool:
    said = decisions.data.get(datum)
    return said is not None and said.as_ == DecidedAs.NOT and said.is_whole


def take(
    *, ticket: Ticket, checked: Checked, decisions: Decisions, by: Agent, now: datetime, answer: Message | None = None
) -> list[OpenDecision]:
    """Keep what was decided on what is open, and promise what comes later. In the caller's transaction.

    Raises `promising.CannotPromise` for a day that cannot be promised.
    """
    rows = [
        _on_question(ticket, item, said, by, now) for item in checked.open if (said := decisions.on(item)) is not None
    ]
    rows += [
        OpenDecision(ticket=ticket, datum=datum, taken_as=DecidedAs.NOT, reason=_short(decisions.data[datum].reason))
        for datum in checked.missing
        if _is_let_go(datum, decisions)
    ]
    for row in rows:
        row.by, row.at, row.answer = by, now, answer
    made = OpenDecision.objects.bulk_create(rows)
    for row in made:
        data: dict[str, events.Plain] = {
            "decision": row.pk,
            "as": str(row.taken_as),
            "topic": row.topic,
            "datum": row.datum,
        }
        events.record(kind="review.decided", now=now, subject=("ticket", ticket.pk), actor=by.pk, data=data)
    return made


def _on_question(ticket: Ticket, item: Item, said: Said, by: Agent, now: datetime) -> OpenDecision:
    asked = item.asked
    row = OpenDecision(
        ticket=ticket,
        message_id=asked.message_id,
        start=asked.start,
        end=asked.end,
        topic=asked.question.topic,
        taken_as=said.as_,
        reason=_short(said.reason) if said.as_ == DecidedAs.NOT else "",
    )
    if said.as_ == DecidedAs.LATER and said.day is not None:
        words = " ".join(asked.question.text.split())[:LONGEST]
        row.promise = promising.promise(
            ticket=ticket, kind=PromiseKind.ANSWER, words=words, day=said.day, by=by, now=now
        )
    return row


def _short(reason: str) -> str:
    return " ".join(reason.split())[:LONGEST_REASON]


def in_words(open_: Checked) -> str:
    """What is open, in one sentence for the agent."""
    questions: Sequence[str] = [f"“{' '.join(item.asked.question.text.split())}”" for item in open_.items]
    if questions:
        shown = ", ".join(questions[:3]) + (" …" if len(questions) > 3 else "")
        return _("Not answered yet: %(questions)s. Answer, or say when or why not.") % {"questions": shown}
    return _("The answer lacks what the buyer needs. Put it in, or say why not.")
