"""What a message of the contact form brings along: what it is about, and what its writer had searched and read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sportello.desk.understanding import words
from sportello.portal.models import Contact, StepKind, VisitStep

MOST = 8


@dataclass(slots=True)
class Told:
    """The topic that was chosen, the reference, and what was searched, read and shown, each once."""

    reference: str
    topic: str
    held_out: bool
    searched: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    @property
    def lists(self) -> dict[StepKind, list[str]]:
        """Where each kind of step is told."""
        return {StepKind.SEARCHED: self.searched, StepKind.READ: self.read, StepKind.SHOWN: self.shown}


def told_in(thread_id: int) -> dict[int, Told]:
    """What the form's messages of a conversation bring along, by envelope."""
    contacts = list(Contact.objects.filter(envelope__message__thread=thread_id).select_related("visit"))
    found = {contact.envelope_id: _told(contact) for contact in contacts}
    by_visit = {contact.visit_id: contact for contact in contacts if contact.visit_id}
    for step in _steps([visit for visit in by_visit if visit]):
        contact = by_visit[step.visit_id]
        title = step.edition.published.title if step.edition and step.edition.published else step.words
        place = found[contact.envelope_id].lists[StepKind(step.kind)]
        if step.at <= contact.sent_at and title and title not in place and len(place) < MOST:
            place.append(title)
    return found


def _told(contact: Contact) -> Told:
    held_out = contact.visit is not None and contact.visit.held_out
    return Told(contact.reference, words.topic(contact.topic) if contact.topic else "", held_out)


def _steps(visits: Sequence[int]) -> Sequence[VisitStep]:
    kinds = [StepKind.SEARCHED, StepKind.READ, StepKind.SHOWN]
    steps = VisitStep.objects.filter(visit__in=visits, kind__in=kinds) if visits else VisitStep.objects.none()
    return list(steps.select_related("edition__published").order_by("at", "pk")[:100])
