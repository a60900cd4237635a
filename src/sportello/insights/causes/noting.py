"""Notes of leads to agents: sending, taking back, acknowledging."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.insights.models import Acknowledgement, TrainingNote
from sportello.insights.models.training import LONGEST_NOTE


class CannotNote(ValueError):
    """The note cannot be sent; the message says why."""


@transaction.atomic
def send(*, text: str, agents: Sequence[Agent], by: Agent, now: datetime) -> TrainingNote:
    """Put a note on the desks of agents. Raises `CannotNote` when it says nothing, too much, or is for nobody."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise CannotNote(_("Write what the agents should do differently."))
    if len(words) > LONGEST_NOTE:
        raise CannotNote(_("The note is too long: at most %(most)s characters.") % {"most": LONGEST_NOTE})
    if not agents:
        raise CannotNote(_("Choose at least one agent."))
    note = TrainingNote.objects.create(text=words, by=by, at=now)
    note.agents.set(agents)
    data: dict[str, events.Plain] = {"agents": sorted(agent.pk for agent in agents)}
    events.record(kind="training.noted", now=now, subject=("training_note", note.pk), actor=by.pk, data=data)
    return note


@transaction.atomic
def withdraw(*, note: TrainingNote, by: Agent, now: datetime) -> bool:
    """Take a note from the desks of those who have not acknowledged it; False when that was done before."""
    changed = TrainingNote.objects.standing().filter(pk=note.pk).update(withdrawn_at=now, withdrawn_by=by)
    if changed:
        events.record(kind="training.withdrawn", now=now, subject=("training_note", note.pk), actor=by.pk)
    return bool(changed)


@transaction.atomic
def acknowledge(*, note: TrainingNote, by: Agent, now: datetime) -> Acknowledgement:
    """Say that an agent read a note that is for them; a second time changes nothing. Raises `TrainingNote.DoesNotExist`
    when it is for others."""
    mine = TrainingNote.objects.get(pk=note.pk, agents=by)
    row, made = Acknowledgement.objects.get_or_create(note=mine, agent=by, defaults={"at": now})
    if made:
        events.record(kind="training.acknowledged", now=now, subject=("training_note", mine.pk), actor=by.pk)
    return row
