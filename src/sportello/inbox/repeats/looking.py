"""Looking at a buyer's message that just came: does it repeat an open issue, and why did they write again?

The check is written with the message, in one transaction; looking happens after it, so that nobody waits for it and a
mistake in it costs no message. What a crash left open, `catch_up` looks at.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from sportello.core import events
from sportello.inbox import merging, telling
from sportello.inbox.access import holding_of
from sportello.inbox.merging import CannotMerge
from sportello.inbox.models import MergedBy, Message, RepeatCheck, RepeatRule, RepeatState, RepeatSuggestion, Ticket

from .artefact import load
from .gathering import candidates, gathered
from .scoring import Score, score
from .telling_why import tell_contact

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
PATIENCE: Final = timedelta(seconds=30)
"""How long a check may wait before somebody else looks: whoever took the message in does so at once."""

AT_ONCE: Final = 100


def note(message: Message, *, history: bool, now: datetime, begins: bool = False) -> None:
    """Have a buyer's message looked at when the current transaction commits; old mail that is imported is not.

    `begins` is said of a message whose thread was made for it; of others the thread is asked.
    """
    if history:
        return
    opens = begins or not Message.objects.filter(thread=message.thread_id, pk__lt=message.pk).exists()
    RepeatCheck.objects.create(message=message, opens=opens, at=now)
    transaction.on_commit(lambda: _look_safely(message.pk, now))


def catch_up(*, now: datetime) -> int:
    """Look at messages whose check waits for longer than it should; returns how many were looked at."""
    waiting = RepeatCheck.objects.filter(looked_at=None, at__lte=now - PATIENCE, attempts__lt=MOST_ATTEMPTS)
    ids = list(waiting.order_by("at").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_look_safely(message_id, now) for message_id in ids)


def look(message_id: int, *, now: datetime) -> bool:
    """Look at one message that waits for it; False when somebody else did. Raises OSError without a scorer."""
    counted = RepeatCheck.objects.filter(pk=message_id, looked_at=None).update(attempts=F("attempts") + 1)
    if not counted:
        return False
    check = RepeatCheck.objects.select_related("message__thread__channel").get(pk=message_id)
    ticket = Ticket.objects.get(pk=holding_of(check.message).ticket_id)
    found = _repeated(check, ticket, now) if check.opens else None
    with transaction.atomic():
        claimed = RepeatCheck.objects.filter(pk=message_id, looked_at=None).update(looked_at=now)
        if not claimed:
            return False
        if found is not None:
            _suggest(check.message, ticket, found, now)
        else:
            tell_contact(check.message, ticket, of=None, now=now)
    return True


def rule() -> RepeatRule:
    """What the owner decided about repeats, or what stands before anything was decided."""
    return RepeatRule.objects.filter(pk=1).first() or RepeatRule()


def _look_safely(message_id: int, now: datetime) -> bool:
    """A mistake in looking is logged and tried again later; it must not stop the messages behind this one."""
    try:
        return look(message_id, now=now)
    except Exception:
        log.exception("message %s could not be looked at for repeats", message_id)
        return False


def _repeated(check: RepeatCheck, ticket: Ticket, now: datetime) -> Score | None:
    """The score of the ticket that the message repeats, if there is one."""
    if not check.message.text.strip():
        return None
    tickets = candidates(check.message, ticket, now=now, days=rule().days)
    if not tickets:
        return None
    model = load()
    fresh, known = gathered(check.message, tickets, model)
    return next((one for one in score(fresh, known, model) if one.named), None)


def _suggest(message: Message, ticket: Ticket, found: Score, now: datetime) -> None:
    of = Ticket.objects.get(pk=found.key)
    made, is_new = RepeatSuggestion.objects.get_or_create(
        ticket=ticket,
        of=of,
        defaults={
            "score": found.value,
            "version": found.version,
            "reasons": [{"code": reason.code, "about": reason.about} for reason in found.reasons],
            "at": now,
        },
    )
    if not is_new:
        return
    data: dict[str, int | str | float] = {"of": of.pk, "suggestion": made.pk, "score": found.value}
    events.record(kind="repeat.flagged", now=now, subject=("ticket", ticket.pk), data={**data, "by": found.version})
    tell_contact(message, ticket, of=of, now=now)
    telling.ticket_changed(ticket_id=ticket.pk, what="state")
    if _may_join(found, of, now):
        _join(made, now)


def _may_join(found: Score, of: Ticket, now: datetime) -> bool:
    """Whether the owner wants this one merged without being asked: same order, same topic, not long ago."""
    decided = rule()
    codes = {reason.code for reason in found.reasons}
    recent = now - of.last_message_at <= timedelta(days=decided.join_days)
    return decided.join and recent and {"order", "topic"} <= codes


def _join(suggestion: RepeatSuggestion, now: datetime) -> None:
    try:
        merging.merge(ticket=suggestion.ticket, into=suggestion.of, by=None, now=now, way=MergedBy.RULE)
    except CannotMerge:
        log.info("suggestion %s: one ticket already", suggestion.pk)
    suggestion.state, suggestion.decided_at = RepeatState.MERGED, now
    suggestion.save(update_fields=["state", "decided_at"])
    data: dict[str, events.Plain] = {"suggestion": suggestion.pk, "of": suggestion.of_id, "minutes": 0}
    subject = ("ticket", suggestion.ticket_id)
    events.record(kind="repeat.merged", now=now, subject=subject, data={**data, "flagged": True, "way": "rule"})
