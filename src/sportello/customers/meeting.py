"""Who may be one person with whom: customers that share a blocking key, found by index."""

import hashlib
from collections.abc import Collection, Mapping

from django.db import connection

from .blocking import most_under
from .models import BlockingKey

MOST_CANDIDATES = 60

_SHARING = """
SELECT met.customer_id FROM unnest(%(keys)s::text[], %(most)s::int[]) AS wanted (key, most)
CROSS JOIN LATERAL (
    SELECT array_agg(row.customer_id) AS ids FROM (
        SELECT customer_id FROM customers_blockingkey WHERE key = wanted.key LIMIT wanted.most + 1
    ) AS row
) AS block CROSS JOIN LATERAL unnest(block.ids) AS met (customer_id)
WHERE cardinality(block.ids) <= wanted.most AND met.customer_id <> ALL (%(own)s)
GROUP BY met.customer_id ORDER BY count(*) DESC, met.customer_id DESC LIMIT %(candidates)s
"""


def keep_keys(keys_by_customer: Mapping[int, Collection[str]]) -> None:
    """Let these customers be met under exactly these keys; one of their own says that they were compared."""
    wanted = {
        (customer, hashed(key)) for customer, keys in keys_by_customer.items() for key in (*keys, f"self:{customer}")
    }
    rows = BlockingKey.objects.filter(customer__in=keys_by_customer)
    standing = {(row.customer_id, row.key): row.pk for row in rows}
    BlockingKey.objects.filter(pk__in=[pk for each, pk in standing.items() if each not in wanted]).delete()
    BlockingKey.objects.bulk_create(
        [BlockingKey(customer_id=customer, key=key) for customer, key in sorted(wanted - standing.keys())],
        ignore_conflicts=True,
    )


def sharing(keys: Collection[str], *, but: Collection[int]) -> list[int]:
    """The customers who share most of these keys, at most `MOST_CANDIDATES`; keys that too many share do not count."""
    if not keys:
        return []
    ordered = sorted(keys)
    given: dict[str, list[str] | list[int] | int] = {
        "keys": [hashed(key) for key in ordered],
        "most": [most_under(key) for key in ordered],
        "own": list(but),
        "candidates": MOST_CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHARING, given)
        return [int(row[0]) for row in cursor.fetchall()]


def hashed(key: str) -> str:
    """A key as it is stored: it holds names and numbers, its hash tells nobody."""
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
