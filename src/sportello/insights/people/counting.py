"""What each agent did in each class of complexity, from the facts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from .weighing import Cell

_HANDLING = """
SELECT work.agent, coalesce(issue.complexity, ''), count(*), sum(work.seconds), sum(work.seconds * work.seconds)
FROM (
    SELECT agent, root, sum(seconds)::bigint AS seconds FROM insights_workfact
    WHERE day BETWEEN %(first)s AND %(last)s GROUP BY agent, root
) AS work
LEFT JOIN insights_issuefact AS issue ON issue.ticket = work.root
WHERE %(anywhere)s OR issue.channel = ANY(%(channels)s)
GROUP BY 1, 2
"""

_AGAIN = """
SELECT agent, complexity, count(*), count(again_at), count(again_at)
FROM insights_answerfact
WHERE at >= %(begins)s AND at < %(ends)s AND agent > 0 AND kind = 'answer'
    AND (again_at IS NOT NULL OR settles_at <= %(now)s) AND (%(anywhere)s OR channel = ANY(%(channels)s))
GROUP BY 1, 2
"""

type Cells = Mapping[tuple[int, str], Cell]


def handling(*, first: date, last: date, channels: Sequence[int]) -> Cells:
    """The seconds that agents were at issues on these days, an issue at a time. One query."""
    return _cells(_HANDLING, {"first": first, "last": last, **_where(channels)})


def written_again(*, begins: datetime, ends: datetime, now: datetime, channels: Sequence[int]) -> Cells:
    """Of the answers given in between, how many were followed by a repeat contact; those still open are left out.
    One query."""
    return _cells(_AGAIN, {"begins": begins, "ends": ends, "now": now, **_where(channels)})


def _where(channels: Sequence[int]) -> dict[str, Any]:
    return {"channels": list(channels), "anywhere": not channels}


def _cells(sql: str, values: Mapping[str, Any]) -> Cells:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {
            (int(agent), str(kind)): Cell(int(n), float(total), float(squares))
            for agent, kind, n, total, squares in cursor.fetchall()
        }
