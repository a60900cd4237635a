"""One runner for each account, over all processes: an advisory lock on a database connection of its own."""

from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

import psycopg

from sportello.core.live.listener import django_connection

# The first half of our advisory locks' keys; the second is the source's id.
SYNCING = 0x53504F59


@dataclass(frozen=True, slots=True)
class Wish:
    """What the database says of an account now: when it is to be tried, as somebody or the last failure wanted."""

    next_try_at: datetime | None


class Guard:
    """Holds the right to read one account, as long as its connection lives. Its methods raise `psycopg.Error`."""

    def __init__(self, source_id: int) -> None:
        self._source_id = source_id
        self._connection = psycopg.connect(**django_connection(), autocommit=True, connect_timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def take(self) -> bool:
        """Whether the right is ours: nobody else reads this account."""
        row = self._connection.execute(
            "SELECT pg_try_advisory_lock(%s, %s)", [SYNCING, self._source_id % 2**31]
        ).fetchone()
        return bool(row and row[0])

    def wish(self) -> Wish | None:
        """How the account stands; None when it is paused or gone. Raises when the right went with the connection."""
        row = self._connection.execute(
            "SELECT next_try_at FROM channels_source WHERE id = %s AND paused_at IS NULL", [self._source_id]
        ).fetchone()
        return Wish(row[0]) if row else None
