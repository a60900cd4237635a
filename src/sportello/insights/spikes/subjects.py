"""New subjects: messages that fit no topic, put together by meaning, so that many of one kind are seen.

Leader clustering (Hartigan, Clustering Algorithms, 1975): a message joins the nearest subject when it is near enough,
else it begins one. In sentences of our own in five languages, a message stood at 0.57 or more to the centre of others
that say the same (nine in ten), and at 0.47 or less to the centre of any other subject.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from sportello.core.models import Event
from sportello.inbox.models import MessageReading
from sportello.insights.models import IssueFact, NewSubject, SubjectMember
from sportello.reading.encoder import SENTENCE_WIDTH

NEAR = 0.5
"""The cosine with a subject's centre from which a message is about it."""

LATELY = timedelta(days=2)
REMEMBERED = timedelta(days=60)
AT_ONCE = 500
FITS_NONE = "other"

type Vector = NDArray[np.float32]


@transaction.atomic
def take_in(*, now: datetime) -> int:
    """Put the messages of the last days that fit no topic into subjects; returns how many. Forgets what grew old."""
    NewSubject.objects.filter(last_at__lt=now - REMEMBERED).delete()
    waiting = _waiting(now)
    if not waiting:
        return 0
    subjects = list(NewSubject.objects.select_for_update().order_by("pk"))
    totals = [np.frombuffer(bytes(subject.total), "<f4") for subject in subjects]
    members = []
    for ticket, (at, vector) in waiting.items():
        place = _nearest(totals, vector)
        if place is None:
            subjects.append(NewSubject.objects.create(total=vector.tobytes(), begun_at=at, last_at=at))
            totals.append(vector)
            place = len(subjects) - 1
        else:
            totals[place] = totals[place] + vector
        subjects[place].total = totals[place].astype("<f4").tobytes()
        subjects[place].last_at = max(subjects[place].last_at, at)
        members.append(SubjectMember(ticket=ticket, subject=subjects[place], at=at))
    NewSubject.objects.bulk_update({member.subject for member in members}, ["total", "last_at"])
    return len(SubjectMember.objects.bulk_create(members))


def _waiting(now: datetime) -> dict[int, tuple[datetime, Vector]]:
    """The tickets whose issue fits no topic, with when it began and the vector of its first message."""
    lately = IssueFact.objects.whole().filter(opened_at__gte=now - LATELY, topics__contained_by=[FITS_NONE])
    placed = SubjectMember.objects.filter(at__gte=now - LATELY).values("ticket")
    found = lately.exclude(ticket__in=placed).order_by("opened_at", "ticket")
    opened = found.values_list("ticket", "opened_at")[:AT_ONCE]
    at = {ticket: moment for ticket, moment in opened if moment is not None}
    vectors = _vectors(list(at))
    return {ticket: (moment, vectors[ticket]) for ticket, moment in at.items() if ticket in vectors}


def _vectors(tickets: list[int]) -> Mapping[int, Vector]:
    firsts = first_messages(tickets)
    held = MessageReading.objects.filter(message__in=firsts.values(), embedding__isnull=False)
    rows = {
        pk: np.frombuffer(bytes(row), "<f2").astype("<f4") for pk, row in held.values_list("pk", "embedding") if row
    }
    whole = {pk: row for pk, row in rows.items() if row.size == SENTENCE_WIDTH and row.any()}
    return {ticket: _unit(whole[message]) for ticket, message in firsts.items() if message in whole}


def first_messages(tickets: list[int]) -> Mapping[int, int]:
    """The message that began each of these tickets, as the record of events says."""
    received = Event.objects.filter(kind="message.received", subject_kind="ticket", subject_id__in=tickets)
    found: dict[int, int] = {}
    for ticket, data in received.order_by("pk").values_list("subject_id", "data"):
        found.setdefault(ticket, int(data["message"]))
    return found


def _nearest(totals: list[Vector], vector: Vector) -> int | None:
    if not totals:
        return None
    centres = np.stack(totals)
    near = centres @ vector / np.maximum(np.linalg.norm(centres, axis=1), 1e-6)
    best = int(near.argmax())
    return best if near[best] >= NEAR else None


def _unit(vector: Vector) -> Vector:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), "<f4")
