"""An impatient second click, or a form sent again after a lost connection, must not send an answer twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.inbox import standing
from sportello.inbox.answering_all import Part, send_all
from sportello.inbox.courtesy import Way
from sportello.inbox.deciding_open import NOTHING_SAID, Decisions
from sportello.inbox.models import Direction, Message, Thread, Ticket
from sportello.inbox.reviewing import NOTHING_KNOWN, Facts

SAME_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Review:
    """What the review of an answer goes by: what is known, and what the agent said of what is open."""

    facts: Facts = NOTHING_KNOWN
    decisions: Decisions = NOTHING_SAID


NOTHING_MORE = Review()


def just_said(*, thread: Thread | int, text: str, by: Agent, now: datetime) -> bool:
    """Whether this agent sent these very words to this thread within the last two minutes."""
    said = Message.objects.filter(thread=thread, direction=Direction.OUT, agent=by, sent_at__gt=now - SAME_WITHIN)
    return bool(text.strip()) and said.filter(text=text.strip()).exists()


@transaction.atomic
def send_once(
    *, ticket: Ticket, parts: Sequence[Part], by: Agent, now: datetime, seen_up_to: int, review: Review = NOTHING_MORE
) -> int:
    """Send the parts of an answer that the same agent did not just send there; returns how many were sent now.

    Raises what `inbox.answering_all.send_all` raises. Threads and ticket are locked first, so that of two identical
    requests at the same time the second one sees what the first one sent.
    """
    for thread_id in sorted({part.thread_id for part in parts}):
        standing.locked_thread(thread_id)
    standing.locked(ticket.pk)
    wanted = [part for part in parts if part.way is not Way.NOTHING]
    new = [part for part in wanted if not just_said(thread=part.thread_id, text=part.text, by=by, now=now)]
    if wanted and not new:
        return 0
    said = send_all(
        ticket=ticket,
        parts=new,
        by=by,
        now=now,
        seen_up_to=seen_up_to,
        facts=review.facts,
        decisions=review.decisions,
    )
    return len(said)
