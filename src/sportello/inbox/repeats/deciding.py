"""What agents make of suggested repeats: merge, not a repeat, another reason; and what became of them otherwise."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.customers import linking
from sportello.inbox import merging, telling
from sportello.inbox.models import (
    Direction,
    Merge,
    MergedBy,
    Message,
    RepeatContact,
    RepeatReason,
    RepeatState,
    RepeatSuggestion,
)

_LOOK_BACK: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)


class AlreadyDecided(ValueError):
    """Somebody decided on this suggestion before; the message says so."""


@transaction.atomic
def accept(*, suggestion: RepeatSuggestion, by: Agent, now: datetime) -> Merge:
    """Merge the newer ticket into the one that it repeats.

    Raises `AlreadyDecided`, and `merging.CannotMerge` when both are one ticket already.
    """
    row = _standing(suggestion)
    # Merging takes the tickets' locks; the suggestion's state is written behind them.
    answered = _was_answered(row, now)
    made = merging.merge(ticket=row.ticket, into=row.of, by=by, now=now, way=MergedBy.SUGGESTION)
    _decide(row, RepeatState.MISSED if answered else RepeatState.MERGED, by, now)
    return made


@transaction.atomic
def dismiss(*, suggestion: RepeatSuggestion, by: Agent, now: datetime) -> None:
    """Say that this is not a repeat; it stays said. Raises `AlreadyDecided`."""
    row = _standing(suggestion)
    _decide(row, RepeatState.DISMISSED, by, now)
    RepeatContact.objects.filter(of=row.of, message__thread__holdings__ticket=row.ticket).delete()
    telling.ticket_changed(ticket_id=row.ticket_id, what="state", agent_id=by.pk)


@transaction.atomic
def correct(*, contact: RepeatContact, reason: RepeatReason, ticket_id: int, by: Agent, now: datetime) -> None:
    """Give a repeat contact the reason that an agent sees; what it was about goes when the reason changes."""
    row = RepeatContact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if row.reason != reason:
        row.detail = ""
    row.reason, row.corrected_by, row.corrected_at = reason, by, now
    row.save(update_fields=["reason", "detail", "corrected_by", "corrected_at"])
    data: dict[str, int | str] = {"message": row.message_id, "reason": reason.value}
    events.record(kind="repeat.corrected", now=now, subject=("ticket", ticket_id), actor=by.pk, data=data)


@transaction.atomic
def settle(*, now: datetime) -> int:
    """Close suggestions whose tickets were put together in another way, and note what agents merged unsuggested;
    returns how many were closed or noted."""
    merged = RepeatSuggestion.objects.filter(state=RepeatState.STANDING, ticket__merged_into__isnull=False)
    done = 0
    for row in merged.select_for_update(of=("self",), skip_locked=True, no_key=True):
        if merging.survivor_of(row.ticket_id) == merging.survivor_of(row.of_id):
            merge = Merge.objects.filter(ticket=row.ticket_id, undone_at=None).select_related("by").first()
            at = merge.at if merge else now
            state = RepeatState.MISSED if _was_answered(row, at) else RepeatState.MERGED
            _decide(row, state, merge.by if merge else None, at)
            done += 1
    return done + sum(_note_unsuggested(merge) for merge in _unsuggested(now))


def _standing(suggestion: RepeatSuggestion) -> RepeatSuggestion:
    row = RepeatSuggestion.objects.select_for_update(no_key=True).get(pk=suggestion.pk)
    if row.state != RepeatState.STANDING:
        raise AlreadyDecided(_("Somebody has decided this already."))
    return row


def _decide(row: RepeatSuggestion, state: RepeatState, by: Agent | None, now: datetime) -> None:
    row.state, row.by, row.decided_at = state, by, now
    row.save(update_fields=["state", "by", "decided_at"])
    _tell(row, now)


def _tell(row: RepeatSuggestion, now: datetime) -> None:
    minutes = max(0, (now - row.at) // _MINUTE)
    data = {"suggestion": row.pk, "of": row.of_id, "minutes": minutes, "flagged": row.score is not None}
    actor = row.by_id
    events.record(kind=f"repeat.{row.state}", now=now, subject=("ticket", row.ticket_id), actor=actor, data=data)


def _was_answered(row: RepeatSuggestion, at: datetime) -> bool:
    """Whether somebody answered the newer ticket for itself before it was merged."""
    ours = Message.objects.filter(thread__holdings__home=row.ticket_id) | Message.objects.filter(
        thread__holdings__ticket=row.ticket_id
    )
    return ours.filter(direction=Direction.OUT, sent_at__gte=row.at, sent_at__lte=at).exists()


def _unsuggested(now: datetime) -> list[Merge]:
    """Merges of the last day by hand, of tickets that no suggestion had brought together with any other."""
    recent = Merge.objects.filter(way=MergedBy.HAND, undone_at=None, at__gte=now - _LOOK_BACK)
    settled = RepeatSuggestion.objects.filter(state__in=[RepeatState.MERGED, RepeatState.MISSED]).values("ticket")
    tickets = recent.exclude(ticket__in=settled, ticket__gt=F("into"))
    return list(tickets.exclude(into__in=settled, into__gt=F("ticket")).select_related("ticket", "into", "by"))


def _note_unsuggested(merge: Merge) -> bool:
    newer, older = sorted((merge.ticket, merge.into), key=lambda ticket: -ticket.pk)
    if newer.customer_id not in linking.together(older.customer_id):
        return False
    row = RepeatSuggestion(ticket=newer, of=older, at=newer.created_at, by=merge.by, decided_at=merge.at)
    row.state = RepeatState.MISSED if _was_answered(row, merge.at) else RepeatState.MERGED
    row.save()
    _tell(row, merge.at)
    return True
