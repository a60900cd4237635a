"""Where a ticket stands: the columns of the queue, recomputed from the rows that say so. Nothing else writes them.

Locks are taken in one order everywhere, so that two acts never wait for each other: customer, thread, ticket. Who
holds a thread's lock may rely on its holdings. All are NO KEY locks: a row that merely refers to a locked one is no
reason to wait.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Least

from .models import (
    Direction,
    Holding,
    Merge,
    Message,
    MessageKind,
    Obligation,
    Promise,
    Resolution,
    Snooze,
    Thread,
    Ticket,
)

PREVIEW = 160

# What the readings of a ticket's messages say together; a thanks ("other") says nothing beside a topic.
_UNDERSTOOD = """
WITH said AS MATERIALIZED (
    SELECT holding.ticket_id, message.id, message.sent_at, message.language, reading.topic_slugs, reading.risk_slugs
    FROM inbox_holding AS holding
    JOIN inbox_message AS message ON message.thread_id = holding.thread_id AND message.id >= holding.first_id
        AND (holding.until_id IS NULL OR message.id < holding.until_id)
    JOIN inbox_messagereading AS reading ON reading.message_id = message.id
    WHERE holding.ticket_id = ANY(%(tickets)s)
), topic AS (
    SELECT ticket_id, slug, max(sent_at) AS latest, min(place) AS place
    FROM said, unnest(topic_slugs) WITH ORDINALITY AS each (slug, place) GROUP BY ticket_id, slug
), risk AS (
    SELECT ticket_id, slug, max(sent_at) AS latest
    FROM said, unnest(risk_slugs) AS each (slug) GROUP BY ticket_id, slug
), sums AS (
    SELECT ticket.id,
        array(SELECT slug FROM topic WHERE ticket_id = ticket.id ORDER BY latest DESC, place) AS topics,
        array(SELECT slug FROM risk WHERE ticket_id = ticket.id ORDER BY latest DESC, slug) AS risks,
        (SELECT language FROM said WHERE ticket_id = ticket.id AND language <> ''
            ORDER BY sent_at DESC, id DESC LIMIT 1) AS language
    FROM inbox_ticket AS ticket WHERE ticket.id = ANY(%(tickets)s)
)
UPDATE inbox_ticket AS ticket SET
    topics = CASE WHEN cardinality(sums.topics) > 1 THEN array_remove(sums.topics, 'other') ELSE sums.topics END,
    risks = sums.risks, at_risk = cardinality(sums.risks) > 0, language = coalesce(sums.language, ticket.language)
FROM sums WHERE sums.id = ticket.id
"""


def locked(ticket_id: int) -> Ticket:
    """The ticket, locked until the transaction ends, so that two acts on it follow one another.

    Raises `Ticket.DoesNotExist`.
    """
    return Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket_id)


def locked_thread(thread_id: int) -> Thread:
    """The thread with its channel, locked until the transaction ends; taken before its ticket's lock.

    Raises `Thread.DoesNotExist`.
    """
    threads = Thread.objects.select_related("channel").select_for_update(of=("self",), no_key=True)
    return threads.get(pk=thread_id)


def refresh(ticket: Ticket, *, heard: Message | None = None) -> None:
    """Bring a ticket's queue columns up to its obligations, resolution, snooze and primary thread, in one statement.

    `heard` is a message that was just said in it: its time and, of a buyer's, the first words are noted too.
    """
    columns = _columns()
    if heard is not None:
        columns |= _said(heard)
    Ticket.objects.filter(pk=ticket.pk).update(**columns)


def refresh_all(ticket_ids: Collection[int]) -> None:
    """The same for many tickets at once, whose locks the caller holds."""
    Ticket.objects.filter(pk__in=ticket_ids).update(**_columns())


def understood(ticket_ids: Collection[int]) -> None:
    """Bring the topics, risks and language of tickets up to the readings of the messages they hold, in one statement.

    The caller holds their locks.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNDERSTOOD, {"tickets": [*ticket_ids]})


def hear_again(ticket: Ticket) -> None:
    """Let a ticket's row speak of the messages that it holds now, after it gave some away or got some."""
    messages = held_by(ticket).exclude(kind=MessageKind.AUTO_REPLY).order_by("sent_at", "id")
    if newest := messages.last():
        Ticket.objects.filter(pk=ticket.pk).update(last_message_at=newest.sent_at)
    refresh(ticket, heard=messages.filter(direction=Direction.IN).exclude(text="").last())
    understood([ticket.pk])


def held_by(ticket: Ticket) -> QuerySet[Message]:
    """The messages that a ticket holds now."""
    held = Q(pk=None)
    for holding in Holding.objects.filter(ticket=ticket):
        until = Q(id__lt=holding.until_id) if holding.until_id else Q()
        held |= Q(thread=holding.thread_id, id__gte=holding.first_id) & until
    return Message.objects.filter(held)


def _columns() -> dict[str, object]:
    open_ones = Obligation.objects.filter(holding__ticket=OuterRef("pk"), ended_at=None)
    promised = Promise.objects.come_back().filter(holding__ticket=OuterRef("pk"))
    return {
        "due_at": Least(_first_due(open_ones), _first_due(promised)),
        "resolved_at": Subquery(Resolution.objects.filter(ticket=OuterRef("pk"), ended_at=None).values("at")[:1]),
        "snoozed_until": Subquery(Snooze.objects.filter(ticket=OuterRef("pk"), ended_at=None).values("until")[:1]),
        "merged_into": Subquery(Merge.objects.filter(ticket=OuterRef("pk"), undone_at=None).values("into")[:1]),
        "channel": Subquery(Thread.objects.filter(pk=OuterRef("primary")).values("channel")[:1]),
    }


def _first_due(rows: QuerySet[Any]) -> Subquery:
    """PostgreSQL's LEAST takes the one there is."""
    return Subquery(rows.order_by("due_at").values("due_at")[:1])


def _said(message: Message) -> dict[str, object]:
    columns: dict[str, object] = {"last_message_at": Greatest(F("last_message_at"), message.sent_at)}
    if message.direction == Direction.IN and message.text.strip():
        columns["preview"] = " ".join(message.text.split())[:PREVIEW]
    return columns
