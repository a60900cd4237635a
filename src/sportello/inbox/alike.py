"""Many alike: one text for many tickets, worded for each, sent to each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from sportello.accounts.models import Agent
from sportello.business.notices import Notices, notices
from sportello.business.wording import Filled, fill, unknown_places
from sportello.core import events

from . import answering_all, telling
from .answering_all import Part
from .courtesy import Offer, Side, Way, main_of, offers, sides_of
from .models import AlikeAnswer, AlikeRound, AlikeState, Ticket
from .replying import CannotSend, unreachable


@dataclass(frozen=True, slots=True)
class Worded:
    """What one ticket would get: the full answer to `main`, and what its other conversations that are owed one get.

    `texts` hold the words of each further conversation, by thread. `why_not` says why it cannot be sent, for the agent.
    """

    ticket: Ticket
    main: Side | None
    text: str
    others: Sequence[Offer]
    texts: dict[int, str]
    seen_up_to: int
    why_not: str

    @property
    def parts(self) -> list[Part]:
        """What goes where, the full answer first."""
        if self.main is None:
            return []
        first = Part(self.main.thread.pk, Way.FULL, self.text)
        return [first, *(Part(o.side.thread.pk, o.way, self.texts[o.side.thread.pk]) for o in self.others)]


def worded(*, tickets: Sequence[Ticket], text: str) -> list[Worded]:
    """A text with places (see `business.wording`) as each ticket would get it, in a constant number of queries."""
    sides = sides_of([ticket.pk for ticket in tickets])
    known = notices()
    return [_worded(ticket, sides[ticket.pk], text, known) for ticket in tickets]


def _worded(ticket: Ticket, sides: Sequence[Side], text: str, known: Notices) -> Worded:
    main = main_of(sides, ticket.primary_id)
    seen = max((side.newest_in for side in sides), default=0)
    if main is None:
        return Worded(ticket, None, text, (), {}, seen, _("This ticket holds no conversation."))
    filled = fill(text, main.values)
    numbers = [side.thread.order_id for side in sides]
    others = offers(main=main, others=sides, notices=known, foreign=numbers)
    texts = {o.side.thread.pk: o.notice if o.way is not Way.FULL else fill(text, o.side.values).text for o in others}
    why_not = unreachable(main.thread) or _gap(filled)
    return Worded(ticket, main, filled.text, others, texts, seen, why_not)


def _gap(filled: Filled) -> str:
    if not filled.missing:
        return ""
    if unknown_places(filled.text):
        return _("Only {name} and {order} are filled in.")
    if "order" in filled.missing:
        return _("The order number is not known here.")
    return _("The buyer's name is not known here.")


@dataclass(frozen=True, slots=True)
class ToSend:
    """What an agent decided to send to one ticket."""

    ticket: Ticket
    parts: Sequence[Part]
    seen_up_to: int


@transaction.atomic
def begin(*, key: UUID, answers: Sequence[ToSend], by: Agent, now: datetime) -> AlikeRound:
    """Let these answers go out one after the other; with a key that is known already nothing is added.

    Raises `CannotSend` without answers, and for a key that is another agent's.
    """
    known, made = AlikeRound.objects.get_or_create(key=key, defaults={"agent": by, "at": now})
    if not made:
        if known.agent_id != by.pk:
            raise CannotSend(_("These answers are somebody else's."))
        return known
    if not answers:
        raise CannotSend(_("There is nothing to send yet."))
    AlikeAnswer.objects.bulk_create(
        AlikeAnswer(round=known, ticket=one.ticket, parts=_plain(one.parts), seen_up_to=one.seen_up_to)
        for one in answers
    )
    data = {"tickets": [one.ticket.pk for one in answers]}
    events.record(kind="alike.begun", now=now, subject=("alike", known.pk), actor=by.pk, data=data)
    app.configure_task("inbox.send_alike").defer(round_id=known.pk)
    return known


def _plain(parts: Sequence[Part]) -> list[dict[str, str | int]]:
    return [{"thread": part.thread_id, "way": part.way.value, "text": part.text} for part in parts]


def waiting(round_id: int) -> list[int]:
    """The answers of a round that nobody has sent yet."""
    rows = AlikeAnswer.objects.filter(round=round_id, state=AlikeState.WAITING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def unfinished() -> list[int]:
    """The rounds of which something waits: a worker that was killed left it."""
    rows = AlikeAnswer.objects.filter(state=AlikeState.WAITING).order_by("round").distinct("round")
    return list(rows.values_list("round", flat=True))


def send_one(*, answer_id: int, now: datetime) -> bool:
    """Send one answer of a round, or note why it was refused; returns whether it was its turn.

    It is called sent in the transaction that sends it, so that no two workers, and no second try, send it again.
    """
    with transaction.atomic():
        rows = AlikeAnswer.objects.select_for_update(of=("self",), skip_locked=True).select_related("ticket")
        answer = rows.filter(pk=answer_id, state=AlikeState.WAITING).first()
        if answer is None:
            return False
        by = AlikeRound.objects.select_related("agent").get(pk=answer.round_id).agent
        with translation.override(by.language if by else None):
            answer.state, answer.reason = _sent(answer, by, now)
        answer.done_at = now
        answer.save(update_fields=["state", "reason", "done_at"])
    return True


def _sent(answer: AlikeAnswer, by: Agent | None, now: datetime) -> tuple[AlikeState, str]:
    if by is None or not by.is_active:
        return AlikeState.REFUSED, _("Whoever wanted to send this has left.")
    parts = [Part(part["thread"], Way(part["way"]), part["text"]) for part in answer.parts]
    try:
        with transaction.atomic():
            answering_all.send_all(
                ticket=answer.ticket, parts=parts, by=by, now=now, seen_up_to=answer.seen_up_to, decisions=None
            )
    except CannotSend as refused:
        telling.ticket_changed(ticket_id=answer.ticket_id, what="state", agent_id=by.pk)
        return AlikeState.REFUSED, str(refused)[:500]
    return AlikeState.SENT, ""
