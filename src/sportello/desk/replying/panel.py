"""What stands beside an answer: each question with the words that answer it, what is missing, what was granted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sportello.desk.complying.checking import Verdict, problems
from sportello.inbox import reviewing
from sportello.inbox.deciding_open import NOTHING_SAID, Decisions, Said
from sportello.inbox.models import DecidedAs, OpenDecision, PolicyException, Ticket
from sportello.inbox.reviewing import Checked, Item

from .hints import Hint, hints_for
from .known import Known, known_for
from .words import NAMES


@dataclass(frozen=True, slots=True)
class Row:
    """One question: `answered`, with the `words` of the draft that answer it, or what was said of it before or now."""

    key: str
    question: str
    answered: bool
    words: str
    promised: bool
    decision: OpenDecision | None
    said: Said | None

    @property
    def is_open(self) -> bool:
        """Whether something must be said of it before sending."""
        return not self.answered and self.decision is None


@dataclass(frozen=True, slots=True)
class Lack:
    """A datum that the draft should state: its name, and the words that put it in."""

    key: str
    name: str
    words: str
    said: Said | None


@dataclass(frozen=True, slots=True)
class Beside:
    """The whole of it. `asks` says that sending or resolving was stopped by it; `tomorrow` is offered as the day."""

    rows: Sequence[Row]
    lacks: Sequence[Lack]
    exceptions: Sequence[PolicyException]
    hints: Sequence[Hint]
    tomorrow: date
    written: bool
    ticket: Ticket
    verdict: Verdict | None = None
    asks: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether nothing speaks against sending."""
        return bool(self.rows) and not self.lacks and not any(row.is_open for row in self.rows)


def beside(
    *,
    ticket: Ticket,
    thread_id: int,
    draft: str,
    now: datetime,
    known: Known | None = None,
    decisions: Decisions = NOTHING_SAID,
    asks: bool = False,
) -> Beside:
    """Judge a draft and gather what is shown beside it."""
    known = known or known_for(ticket=ticket, thread_id=thread_id, now=now)
    checked = reviewing.check(ticket=ticket, draft=draft, facts=known.facts, now=now)
    return Beside(
        rows=[_row(item, decisions) for item in checked.items],
        lacks=_lacks(checked, known, decisions),
        exceptions=granted_to(ticket),
        hints=hints_for(known.background, draft),
        tomorrow=timezone.localtime(now).date() + timedelta(days=1),
        written=bool(draft.strip()),
        ticket=ticket,
        verdict=problems(thread=known.background.thread, text=draft) if known.background and draft.strip() else None,
        asks=asks,
    )


def granted_to(ticket: Ticket) -> Sequence[PolicyException]:
    """What this buyer was granted beyond policy and still stands, the newest first."""
    standing = PolicyException.objects.filter(ticket__customer=ticket.customer_id, withdrawn_at=None)
    return list(standing.select_related("approved_by").order_by("-at")[:5])


def _row(item: Item, decisions: Decisions) -> Row:
    verdict, key = item.verdict, item.asked.key
    return Row(
        key=key,
        question=" ".join(item.asked.question.text.split()),
        answered=verdict.answered,
        words=" ".join(verdict.words.text.split()) if verdict.words else "",
        promised=verdict.promised,
        decision=item.decision,
        said=decisions.questions.get(key) or (Said(DecidedAs.LATER) if verdict.promised else None),
    )


def _lacks(checked: Checked, known: Known, decisions: Decisions) -> list[Lack]:
    return [
        Lack(datum, str(NAMES[datum]), known.words.get(datum, ""), decisions.data.get(datum))
        for datum in checked.missing
    ]
