"""Finding tickets by words, numbers, names and addresses."""

import re
from collections.abc import Iterable

from django.db import connection

from sportello.accounts.models import Agent

from . import order_search
from .access import tickets_for
from .models import Ticket
from .models.ticket import TicketQuerySet

NEWEST = 500
SHOWN = 50
_NUMBER = re.compile(r"^#?[\w-]*\d[\w-]*$")

# The newest matches are ranked, not all: ranking every message with a common word takes a tenth of a second.
_WORDS = """
WITH wanted AS (
    SELECT websearch_to_tsquery('pg_catalog.italian', %(q)s) || websearch_to_tsquery('pg_catalog.english', %(q)s)
        || websearch_to_tsquery('pg_catalog.german', %(q)s) || websearch_to_tsquery('pg_catalog.french', %(q)s)
        || websearch_to_tsquery('pg_catalog.spanish', %(q)s)
        || websearch_to_tsquery('pg_catalog.simple', public.unaccent(%(q)s)) AS query
), newest AS (
    SELECT message.id, message.thread_id, message.search FROM inbox_message AS message, wanted
    WHERE message.search @@ wanted.query ORDER BY message.id DESC LIMIT %(newest)s
)
SELECT holding.ticket_id, max(ts_rank(newest.search, wanted.query)) AS rank, max(newest.id) AS latest
FROM wanted, newest JOIN inbox_holding AS holding ON holding.thread_id = newest.thread_id
    AND holding.first_id <= newest.id AND (holding.until_id IS NULL OR newest.id < holding.until_id)
GROUP BY holding.ticket_id ORDER BY rank DESC, latest DESC LIMIT %(shown)s
"""

_NUMBERS = """
SELECT DISTINCT holding.ticket_id FROM (
    SELECT message_id FROM inbox_namednumber WHERE value = %(exact)s OR value LIKE %(part)s
    ORDER BY message_id DESC LIMIT %(newest)s
) AS named
JOIN inbox_message AS message ON message.id = named.message_id
JOIN inbox_holding AS holding ON holding.thread_id = message.thread_id
    AND holding.first_id <= message.id AND (holding.until_id IS NULL OR message.id < holding.until_id)
LIMIT %(shown)s
"""

_PEOPLE = """
SELECT ticket.id FROM inbox_ticket AS ticket WHERE ticket.customer_id IN (
    (SELECT id FROM customers_customer WHERE name ILIKE %(part)s LIMIT %(newest)s)
    UNION (SELECT customer_id FROM customers_handle WHERE value LIKE %(lower)s LIMIT %(newest)s)
) ORDER BY ticket.last_message_at DESC LIMIT %(shown)s
"""


def search(*, agent: Agent, query: str) -> list[Ticket]:
    """Up to fifty tickets for what an agent typed: a ticket's number, an order number or part of one, a parcel's
    number or a SKU of an order, words of a message in any of the five languages (quotes, OR and - as on the web), a
    name, an address. Best first.

    Never raises for what was typed; an empty query finds nothing.
    """
    query = " ".join(query.replace("\0", " ").split())[:200]
    if not query:
        return []
    by_order = order_search.ticket_ids(query, most=SHOWN)
    found = [*_by_ticket(query), *_by_number(query), *by_order, *_by_people(query), *_by_words(query)]
    ids = [*dict.fromkeys(found)][:SHOWN]
    return _in_order(tickets_for(agent), ids)


def _by_ticket(query: str) -> list[int]:
    digits = query.lstrip("#")
    return [int(digits)] if digits.isascii() and digits.isdigit() and len(digits) <= 12 else []


def _by_number(query: str) -> list[int]:
    if not _NUMBER.match(query) or len(query) < 4:
        return []
    value = query.lstrip("#").lower()
    return _ids(_NUMBERS, {"exact": value, "part": f"%{_literally(value)}%", "newest": NEWEST, "shown": SHOWN})


def _by_people(query: str) -> list[int]:
    if len(query) < 3:
        return []
    part = _literally(query)
    return _ids(_PEOPLE, {"part": f"%{part}%", "lower": f"%{part.lower()}%", "newest": NEWEST, "shown": SHOWN})


def _by_words(query: str) -> list[int]:
    return _ids(_WORDS, {"q": query, "newest": NEWEST, "shown": SHOWN})


def _ids(sql: str, values: dict[str, str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _literally(text: str) -> str:
    """For LIKE: what was typed means itself."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _in_order(tickets: TicketQuerySet, ids: Iterable[int]) -> list[Ticket]:
    wanted = list(ids)
    related = tickets.select_related("customer", "assignee", "channel").prefetch_related("tags")
    found = {ticket.pk: ticket for ticket in related.filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]
