"""Correcting a reading: an agent says which topics and risks a message has, and which it has not."""

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
    data: dict[str, events.Plain] = {"message": message.pk, "of": kind, "slug": slug, "holds": holds}
    events.record(kind="reading.corrected", now=now, subject=("ticket", ticket.pk), actor=by.pk, data=data)
    telling.ticket_changed(ticket_id=ticket.pk, what="state", agent_id=by.pk)


def exported() -> "list[dict[str, object]]":
    """Every corrected message as a labelled example for `sportello reading train`, oldest first.

    Topics and risks are what counts now; questions are those found whose topic still counts. A message's numbers and
    addresses stand in it as the buyer wrote them: the export is personal data of the shop.
    """
    corrected = Correction.objects.values("message")
    rows = MessageReading.objects.filter(message__in=corrected).select_related("message__thread__channel")
    return [_example(row) for row in rows.order_by("message").iterator(chunk_size=500)]


def _example(row: MessageReading) -> dict[str, object]:
    message, text = row.message, row.message.text
    spans = [question for question in row.questions if question["topic"] in row.topic_slugs]
    numbers: dict[str, list[str]] = {"order": [], "tracking": []}
    for number in row.numbers:
        numbers.setdefault(number["kind"], []).append(number["text"])
    return {
        "id": f"corrected-{message.pk}",
        "language": row.language or message.language,
        "channel": message.thread.channel.kind,
        "subject": message.subject,
        "body": text,
        "topics": row.topic_slugs or ["other"],
        "questions": [{"text": text[each["start"] : each["end"]], "topic": each["topic"]} for each in spans],
        "order_ids": numbers["order"],
        "tracking_numbers": numbers["tracking"],
        "risk": row.risk_slugs,
    }
