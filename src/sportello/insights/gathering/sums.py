"""Writing what was added to tallies: copied into a table of the session, and added from there in one statement."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from django.db import connection

from sportello.insights.facts.tallying import Adding

_TALLIES: Final = (
    'name text, day date, channel bigint, "by" text, key text, n bigint, total bigint, squares numeric',
    """
INSERT INTO insights_tally AS known (name, day, channel, "by", key, n, total, squares)
SELECT name, day, channel, "by", key, n, total, squares FROM added_tallies
ON CONFLICT (name, "by", day, channel, key) DO UPDATE SET
    n = known.n + excluded.n, total = known.total + excluded.total, squares = known.squares + excluded.squares
""",
)
_HOURS: Final = (
    "name text, hour timestamptz, channel bigint, n bigint",
    """
INSERT INTO insights_hourtally AS known (name, hour, channel, n)
SELECT name, hour, channel, n FROM added_hours
ON CONFLICT (name, hour, channel) DO UPDATE SET n = known.n + excluded.n
""",
)


def keep(added: Adding) -> None:
    """Add sums to the tallies, in the caller's transaction; sums that cancel out are left out."""
    cells = sorted((cell, sums) for cell, sums in added.sums.items() if any(sums))
    if cells:
        _write("added_tallies", _TALLIES, ((*cell[:4], _escaped(cell[4]), *sums) for cell, sums in cells))
    hours = sorted((cell, n) for cell, n in added.hours.items() if n)
    if hours:
        rows = ((name, datetime.fromtimestamp(at, UTC).isoformat(), channel, n) for (name, at, channel), n in hours)
        _write("added_hours", _HOURS, rows)


def _write(table: str, said: tuple[str, str], rows: Iterable[tuple[object, ...]]) -> None:
    columns, statement = said
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({columns}) ON COMMIT DELETE ROWS")
        cursor.execute(f"TRUNCATE {table}")
        with cursor.copy(f"COPY {table} FROM STDIN") as into:
            into.write("".join(map(_line, rows)))
        cursor.execute(statement)


def _line(row: tuple[object, ...]) -> str:
    """A row as COPY reads it."""
    return "\t".join(map(str, row)) + "\n"


def _escaped(text: str) -> str:
    """A key as COPY reads it; most are codes and ids, in which nothing is to be escaped."""
    if text.isalnum():
        return text
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
