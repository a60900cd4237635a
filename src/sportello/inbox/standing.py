"""Where a ticket stands: the columns of the queue, recomputed from the rows that say so. Nothing else writes them.

Locks are taken in one order everywhere, so that two acts never wait for each other: customer, thread, ticket. Who
holds a thread's lock may rely on its holdings. All are NO KEY locks: a row that merely refers to a locked one is no
reason to wait.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q, QuerySet

from .models import Direction, Holding, Message, MessageKind, Thread, Ticket

PREVIEW = 160

# LEAST and GREATEST pass over what is NULL.
_STANDS = """
UPDATE inbox_ticket AS ticket SET
    due_at = least(
        (SELECT min(owed.due_at) FROM inbox_obligation AS owed JOIN inbox_holding AS holding
            ON holding.id = owed.holding_id WHERE holding.ticket_id = ticket.id AND owed.ended_at IS NULL),
        (SELECT min(promise.due_at) FROM inbox_promise AS promise JOIN inbox_holding AS holding
            ON holding.id = promise.holding_id WHERE holding.ticket_id = ticket.id AND promise.ended_at IS NULL
            AND promise.came_back_at IS NOT NULL)
    ),
    resolved_at = (SELECT at FROM inbox_resolution WHERE ticket_id = ticket.id AND ended_at IS NULL LIMIT 1),
    snoozed_until = (SELECT until FROM inbox_snooze WHERE ticket_id = ticket.id AND ended_at IS NULL LIMIT 1),
    merged_into_id = (SELECT into_id FROM inbox_merge WHERE ticket_id = ticket.id AND undone_at IS NULL LIMIT 1),
    channel_id = (SELECT channel_id FROM inbox_thread WHERE id = ticket.primary_id),
    last_message_at = greatest(ticket.last_message_at, %(heard_at)s),
    preview = coalesce(%(preview)s, ticket.preview)
WHERE ticket.id = ANY(%(tickets)s)
"""

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
    _stand([ticket.pk], heard)


def refresh_all(ticket_ids: Collection[int]) -> None:
    """The same for many tickets at once, whose locks the caller holds."""
    _stand([*ticket_ids], None)


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


def _stand(tickets: list[int], heard: Message | None) -> None:
    at, preview = (heard.sent_at, _preview(heard)) if heard else (None, None)
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, {"tickets": tickets, "heard_at": at, "preview": preview})


def _preview(message: Message) -> str | None:
    """The first words of a buyer's message; None for one that leaves those before it."""
    words = " ".join(message.text.split())[:PREVIEW] if message.direction == Direction.IN else ""
    return words or None
