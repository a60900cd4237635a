"""Whether an article helped a visitor."""

from django.db import transaction

from sportello.core import events
from sportello.core.events import Plain
from sportello.knowledge.models import Edition
from sportello.knowledge.search.helping import note_help

from .models import StepKind, Vote
from .visiting import Visiting


@transaction.atomic
def vote(visiting: Visiting, *, edition: int, helpful: bool, reason: str) -> None:
    """Note a vote; a second one on the same edition replaces the first, and the same one again adds nothing.

    "It helped" says that it is solved.
    """
    visit = visiting.begin()
    if visit is None:
        return
    given = {"helpful": helpful, "reason": reason, "at": visiting.now}
    before = Vote.objects.filter(visit=visit, edition=edition).values_list("helpful", flat=True).first()
    Vote.objects.update_or_create(visit=visit, edition_id=edition, defaults=given)
    if before != helpful:
        note_help(edition=Edition.objects.get(pk=edition), helped=helpful, now=visiting.now)
    data: dict[str, Plain] = {"edition": edition, "helpful": helpful, "reason": reason, "centre": visiting.centre.pk}
    events.record(kind="visit.voted", now=visiting.now, subject=("visit", visit.pk), data=data)
    if helpful:
        visiting.note(StepKind.SOLVED, edition=edition)
