"""An impatient second click, or a form sent again after a lost connection, must not send an answer twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.inbox import standing
from sportello.inbox.models import Direction, Message, Thread, Ticket
from sportello.inbox.replying import AnswerFile, send

SAME_WITHIN = timedelta(minutes=2)


def just_said(*, thread: Thread, text: str, by: Agent, now: datetime) -> bool:
    """Whether this agent sent these very words to this thread within the last two minutes."""
    said = Message.objects.filter(thread=thread, direction=Direction.OUT, agent=by, sent_at__gt=now - SAME_WITHIN)
    return bool(text.strip()) and said.filter(text=text.strip()).exists()


@transaction.atomic
def send_once(
    *,
    ticket: Ticket,
    thread: Thread,
    text: str,
    by: Agent,
    now: datetime,
    seen_up_to: int,
    files: Sequence[AnswerFile],
) -> bool:
    """Send an answer unless the same agent just sent the same words there; returns whether it was sent now.

    Raises what `inbox.replying.send` raises. The ticket is locked first, so that of two identical requests at the
    same time the second one sees what the first one sent.
    """
    standing.locked(ticket.pk)
    if just_said(thread=thread, text=text, by=by, now=now):
        return False
    send(ticket=ticket, thread=thread, text=text, by=by, now=now, seen_up_to=seen_up_to, files=files)
    return True
