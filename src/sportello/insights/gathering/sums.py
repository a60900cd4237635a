"""Writing what was added to tallies, in one statement each."""

from datetime import UTC, datetime

from django.db import connection

from sportello.insights.facts.tallying import Adding

_TALLIES = """
INSERT INTO insights_tally AS known (name, day, channel, "by", key, n, total, squares)
SELECT * FROM unnest(%s::text[], %s::date[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[],
    %s::numeric[])
ON CONFLICT (name, "by", day, channel, key) DO UPDATE SET
    n = known.n + excluded.n, total = known.total + excluded.total, squares = known.squares + excluded.squares
"""
_HOURS = """
INSERT INTO insights_hourtally AS known (name, hour, channel, n)
SELECT * FROM unnest(%s::text[], %s::timestamptz[], %s::bigint[], %s::bigint[])
ON CONFLICT (name, hour, channel) DO UPDATE SET n = known.n + excluded.n
"""


def keep(added: Adding) -> None:
    """Add sums to the tallies, in the caller's transaction; sums that cancel out are left out."""
    cells = sorted((cell, sums) for cell, sums in added.sums.items() if any(sums))
    if cells:
        _write(_TALLIES, [(*cell, *sums) for cell, sums in cells])
    hours = sorted((cell, n) for cell, n in added.hours.items() if n)
    if hours:
        _write(_HOURS, [(name, datetime.fromtimestamp(at, UTC), channel, n) for (name, at, channel), n in hours])


def _write(statement: str, rows: list[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
