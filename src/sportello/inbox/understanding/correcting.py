"""Correcting a reading: an agent says which topics and risks a message has, and which it has not."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.inbox import standing, telling
from sportello.inbox.access import holding_of
from sportello.inbox.models import CorrectedKind, Correction, Direction, Message, MessageReading
from sportello.reading.vocabulary import RISKS, TOPICS

from . import keeping
from .judging import OTHER
from .veiling import veiled

KNOWN = {CorrectedKind.TOPIC: TOPICS, CorrectedKind.RISK: RISKS}


class CannotCorrect(ValueError):
    """There is nothing to correct there; the message says why, for the agent."""


@transaction.atomic
def correct(*, message: Message, kind: str, slug: str, holds: bool, by: Agent, now: datetime) -> None:
    """Say that a topic or a risk holds for a buyer's message, or does not. Saying the same twice changes nothing.

    Raises `CannotCorrect` for a slug that reading does not know, and for a message that is not a buyer's.
    """
    if kind not in CorrectedKind or slug not in KNOWN[CorrectedKind(kind)] or message.direction != Direction.IN:
        raise CannotCorrect(_("There is nothing to correct here."))
    ticket = standing.locked(holding_of(message).ticket_id)
    row, _made = MessageReading.objects.select_for_update().get_or_create(message=message)
    before = Correction.objects.filter(message=message, kind=kind, slug=slug).values_list("holds", flat=True).first()
    if before == holds:
        return
    said = {"holds": holds, "agent": by, "at": now, "version": row.version}
    Correction.objects.update_or_create(message=message, kind=kind, slug=slug, defaults=said)
    keeping.settle(row, keeping.corrections_of(message.pk))
    row.save(update_fields=["topic_slugs", "risk_slugs"])
    standing.understood([ticket.pk])
    counts: dict[str, events.Plain] = {"topics": list(row.topic_slugs), "risks": list(row.risk_slugs)}
    data: dict[str, events.Plain] = {"message": message.pk, "of": kind, "slug": slug, "holds": holds, **counts}
    events.record(kind="reading.corrected", now=now, subject=("ticket", ticket.pk), actor=by.pk, data=data)
    telling.ticket_changed(ticket_id=ticket.pk, what="state", agent_id=by.pk)


def exported() -> "list[dict[str, object]]":
    """Every corrected message as a labelled example for `sportello reading train --corrections`, oldest first.

    Topics and risks are what counts now; questions are those found whose topic still counts. Names, addresses and
    numbers are taken out of body and subject (see veiling), so that a model learns the matter and not the person.
    """
    corrected = Correction.objects.values("message")
    rows = MessageReading.objects.filter(message__in=corrected)
    rows = rows.select_related("message__thread__channel", "message__thread__customer")
    return [_example(row) for row in rows.order_by("message").iterator(chunk_size=500)]


def _example(row: MessageReading) -> dict[str, object]:
    message = row.message
    names = (message.sender_name, message.thread.customer.name)
    body, questions = _veiled_apart(row, names)
    return {
        "id": f"corrected-{message.pk}",
        "language": row.language or message.language,
        "channel": message.thread.channel.kind,
        "subject": veiled(message.subject, names=names),
        "body": body,
        "topics": row.topic_slugs or [OTHER],
        "questions": questions,
        "order_ids": [],
        "tracking_numbers": [],
        "risk": row.risk_slugs,
    }


def _veiled_apart(row: MessageReading, names: Collection[str]) -> tuple[str, list[dict[str, str]]]:
    # Veiled piece by piece, so that the words of a question stand in the veiled body as they are.
    text, at = row.message.text, 0
    pieces: list[str] = []
    questions: list[dict[str, str]] = []
    for question in sorted(row.questions, key=lambda question: question["start"]):
        if question["start"] < at or question["topic"] not in row.topic_slugs:
            continue
        said = veiled(text[question["start"] : question["end"]], names=names)
        pieces += (veiled(text[at : question["start"]], names=names), said)
        at = question["end"]
        if said.strip():
            questions.append({"text": said, "topic": question["topic"]})
    return "".join([*pieces, veiled(text[at:], names=names)]), questions
