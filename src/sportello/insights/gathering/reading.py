"""Reading what facts are made of: events, attention, and the dated rows of orders, for many subjects at once."""

from collections.abc import Collection, Iterable, Sequence
from json import loads
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models.functions import Coalesce

from sportello.core.epoch import epoch
from sportello.inbox.models import Attention
from sportello.insights.facts.values import Happened, Stretch
from sportello.insights.vocabulary import KINDS

_EVENTS = """
SELECT id, floor(extract(epoch FROM at))::bigint, kind, coalesce(actor_id, 0), subject_id, data FROM core_event
WHERE subject_kind = %s AND subject_id = ANY(%s) AND kind = ANY(%s) ORDER BY id
"""
_KINDS = sorted(KINDS)


def events_of(kind: str, subjects: Collection[int]) -> dict[int, list[Happened]]:
    """All events that figures read about these subjects, by subject, in the order of their ids."""
    found: dict[int, list[Happened]] = {subject: [] for subject in subjects}
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [kind, list(subjects), _KINDS])
        for number, at, name, actor, subject, data in cursor.fetchall():
            found[subject].append(Happened(number, at, name, actor, subject, loads(data)))
    return found


def in_order(events: Iterable[Sequence[Happened]]) -> list[Happened]:
    """The events of several subjects in the order of their ids."""
    return sorted((event for each in events for event in each), key=lambda event: event.id)


def attention_to(tickets: Collection[int], zone: ZoneInfo) -> dict[int, list[Stretch]]:
    """All attention to these tickets, by the ticket that held the conversation before any merge."""
    found: dict[int, list[Stretch]] = {}
    rows = Attention.objects.filter(holding__ticket__in=tickets).annotate(
        at_home=Coalesce("holding__home", "holding__ticket")
    )
    for ticket, agent, since, until in rows.values_list("at_home", "agent", "since", "until"):
        found.setdefault(ticket, []).append(
            Stretch(ticket, agent, since.astimezone(zone).date(), epoch(until) - epoch(since))
        )
    return found
