"""Keeping what was read beside its message, under the corrections that agents made."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sportello.core import events
from sportello.core.events import Plain
from sportello.inbox import standing
from sportello.inbox.access import holding_of
from sportello.inbox.models import CorrectedKind, Correction, Message, MessageReading, NamedNumber

from .judging import Corrected, risks_that_count, topics_that_count
from .reader import Understood

LONGEST_NUMBER = 60


def at_arrival(message: Message, understood: Understood | None, *, now: datetime) -> MessageReading:
    """Keep the reading of a message that was just stored, in the same transaction; None is read in the background."""
    row = MessageReading(message=message)
    if understood is not None:
        fill(row, understood, now=now)
        settle(row, ())
        _name_numbers(message, understood)
    row.save(force_insert=True)
    return row


def told(row: MessageReading) -> dict[str, Plain]:
    """What of a reading counts, for events: codes alone."""
    topics, risks = list(row.topic_slugs), list(row.risk_slugs)
    return {"language": row.language, "topics": topics, "risks": risks, "complexity": row.complexity}


def tell_changed(row: MessageReading, before: Mapping[str, Plain], *, ticket_id: int, now: datetime) -> None:
    """Record that something else counts of a message than what was `told` before; the same again is no news."""
    counts = told(row)
    if counts != before:
        data = {"message": row.message_id, **counts}
        events.record(kind="message.understood", now=now, subject=("ticket", ticket_id), data=data)


def keep(row: MessageReading, understood: Understood, *, now: datetime) -> None:
    """Keep a later reading of a message in its row; the corrections stand. The caller holds the ticket's lock.

    What the owner's language model refined stands too: of those only language, numbers and vector are read anew.
    """
    before = told(row)
    if row.refined_by:
        fill_exact(row, understood, now=now)
    else:
        fill(row, understood, now=now)
    settle(row, corrections_of(row.message_id))
    row.save()
    _name_numbers(row.message, understood)
    ticket_id = holding_of(row.message).ticket_id
    standing.understood([ticket_id])
    tell_changed(row, before, ticket_id=ticket_id, now=now)


def corrections_of(message_id: int) -> list[Correction]:
    """What agents said about a message, the latest first."""
    return list(Correction.objects.filter(message=message_id).order_by("-at", "-pk"))


def settle(row: MessageReading, corrections: Iterable[Correction]) -> None:
    """Set what counts of a row, from its reading and the corrections."""
    topics: list[Corrected] = []
    risks: list[Corrected] = []
    for one in corrections:
        (topics if one.kind == CorrectedKind.TOPIC else risks).append(Corrected(one.slug, one.holds))
    found = [topic["slug"] for topic in row.topics]
    row.topic_slugs = topics_that_count(found, sure=row.sure, corrected=topics)
    row.risk_slugs = risks_that_count([risk["slug"] for risk in row.risks], corrected=risks)


def fill(row: MessageReading, understood: Understood, *, now: datetime) -> None:
    """Set the columns of a row to what was read."""
    said = understood.said
    fill_exact(row, understood, now=now)
    row.refined_by = ""
    row.topics = said["topics"]
    row.questions = [_without(question, "text") for question in said["questions"]]
    row.risks = [_without(risk, "text") for risk in said["risks"]]
    row.complexity, row.sure = said["complexity"], said["sure"]


def fill_exact(row: MessageReading, understood: Understood, *, now: datetime) -> None:
    """Set the columns that nobody but reading itself can fill: version, language, numbers, vector."""
    said = understood.said
    row.version, row.read_at = said["version"][:80], now
    row.language, row.language_confidence = said["language"]["code"][:8], said["language"]["confidence"]
    row.numbers, row.embedding = said["numbers"], understood.embedding


def _without(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != key}


def _name_numbers(message: Message, understood: Understood) -> None:
    """Let the numbers that reading found be typed into the search field too."""
    values = dict.fromkeys(
        number["value"].lstrip("#").lower()[:LONGEST_NUMBER] for number in understood.said["numbers"]
    )
    rows = [NamedNumber(message=message, value=value) for value in values if value]
    if rows:
        NamedNumber.objects.bulk_create(rows, ignore_conflicts=True)
