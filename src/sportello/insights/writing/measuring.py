"""Measuring what gaps are valued by: what visits tell of readers, how long tickets take, which answers were good."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum

from sportello.inbox.models import (
    AnswerReview,
    Attention,
    Direction,
    Holding,
    Message,
    MessageKind,
    RepeatRule,
    Ticket,
)
from sportello.portal.deflection import DEFLECTED, WROTE
from sportello.portal.models import StepKind, Visit, VisitStep

from .choosing import PastAnswer
from .valuing import Counted

VISITS_SINCE: Final = timedelta(days=180)
_KNOWN_END: Final = DEFLECTED | WROTE
_SPOKEN: Final = (MessageKind.BUYER, MessageKind.SERVICE_NOTICE)


def survivors() -> dict[int, int]:
    """The ticket that each merged ticket went into."""
    merged = Ticket.objects.filter(merged_into__isnull=False)
    return {ticket: into for ticket, into in merged.values_list("pk", "merged_into") if into is not None}


@dataclass(frozen=True, slots=True)
class Reading:
    """What settled visits tell: how many ended without a message, of all, by topic of what was read, by edition."""

    house: Counted
    topics: Mapping[str, Counted]
    editions: Mapping[int, Counted]


def reading(*, now: datetime) -> Reading:
    """The visits of the last 180 days whose end is known, but those of the hold-out; three queries."""
    visits = Visit.objects.settled().filter(began_at__gte=now - VISITS_SINCE, held_out=False, outcome__in=_KNOWN_END)
    helped = Count("pk", filter=Q(outcome__in=DEFLECTED))
    house = visits.aggregate(helped=helped, all=Count("pk"))
    read = VisitStep.objects.filter(kind=StepKind.READ, edition__isnull=False, visit__in=visits)
    return Reading(
        Counted(house["helped"], house["all"]),
        {str(topic): Counted(good, all_) for topic, good, all_ in _shares(read, "edition__article__topic")},
        {int(edition): Counted(good, all_) for edition, good, all_ in _shares(read, "edition")},
    )


def _shares(read: QuerySet[VisitStep], by: str) -> list[tuple[Any, int, int]]:
    helped = Count("visit", distinct=True, filter=Q(visit__outcome__in=DEFLECTED))
    rows = read.values(by).annotate(helped=helped, all=Count("visit", distinct=True)).order_by()
    return [(row[by], row["helped"], row["all"]) for row in rows]


def minutes_by_ticket(*, since: datetime) -> dict[int, float]:
    """The minutes agents were at each ticket since then; a ticket that nobody's page measured is left out."""
    length = ExpressionWrapper(F("until") - F("since"), output_field=DurationField())
    rows = Attention.objects.filter(until__gte=since).values("holding__ticket").annotate(time=Sum(length)).order_by()
    found = {row["holding__ticket"]: row["time"].total_seconds() / 60 for row in rows}
    return {ticket: minutes for ticket, minutes in found.items() if minutes > 0}


def counted(tickets: Iterable[int], minutes: Mapping[int, float]) -> Counted:
    """The minutes of those of the tickets that were measured."""
    known = [minutes[ticket] for ticket in tickets if ticket in minutes]
    return Counted(sum(known), len(known))


def past_answers(nearness: Mapping[int, float], *, now: datetime) -> dict[int, PastAnswer]:
    """The last full answer of each of these tickets, and how it went, by ticket; four queries.

    `nearness` is how typical each ticket's question is. An answer is settled once the time in which a buyer who writes
    again repeats an issue is over.
    """
    days = RepeatRule.objects.filter(pk=1).values_list("days", flat=True).first()
    window = timedelta(days=days or RepeatRule._meta.get_field("days").default)
    held = dict(Holding.objects.filter(ticket__in=nearness, until_id=None).values_list("thread", "ticket"))
    said = _said(held)
    last = {ticket: answer for ticket, spoken in said.items() if (answer := _last_answer(spoken))}
    reviews = AnswerReview.objects.in_bulk([answer.pk for answer in last.values()])
    return {
        ticket: PastAnswer(
            message=answer.pk,
            text=answer.text,
            nearness=nearness[ticket],
            wrote_again=_wrote_again(said[ticket], answer, window),
            is_settled=answer.sent_at + window <= now,
            left_open=review.open_questions if (review := reviews.get(answer.pk)) else 0,
            missing=len(review.missing) if review else 0,
        )
        for ticket, answer in last.items()
    }


def _said(held: Mapping[int, int]) -> dict[int, list[Message]]:
    rows = Message.objects.filter(thread__in=held).only("thread", "direction", "kind", "sent_at", "text")
    said: dict[int, list[Message]] = defaultdict(list)
    for message in rows.order_by("sent_at", "pk"):
        said[held[message.thread_id]].append(message)
    return said


def _last_answer(spoken: Sequence[Message]) -> Message | None:
    answers = [one for one in spoken if one.direction == Direction.OUT and one.kind == MessageKind.ANSWER]
    return answers[-1] if answers else None


def _wrote_again(spoken: Collection[Message], answer: Message, window: timedelta) -> bool:
    return any(
        one.direction == Direction.IN
        and one.kind in _SPOKEN
        and answer.sent_at < one.sent_at <= answer.sent_at + window
        for one in spoken
    )
