"""One watcher for each mailbox, over all processes: an advisory lock on a database connection of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import psycopg
from django.db import connection

# The first half of our advisory locks' keys; the second is the source's id.
WATCHING = 0x53504F57
_OURS_NOT_LIBPQS = frozenset({"cursor_factory", "context", "prepare_threshold"})
_NOTE = """
    SELECT md5(address || config::text), next_try_at FROM channels_source WHERE id = %s AND paused_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Note:
    """What the database says of a mailbox now: a mark that changes with its settings, and when to try again."""

    settings: str
    next_try_at: datetime | None


class Guard:
    """Holds the right to watch one mailbox, as long as its connection lives. Its methods raise `psycopg.Error`."""

    def __init__(self, source_id: int) -> None:
        self._source_id = source_id
        self._connection = psycopg.connect(**_parameters(), autocommit=True, connect_timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def take(self) -> bool:
        """Whether the right is ours: nobody else watches this mailbox."""
        row = self._connection.execute(
            "SELECT pg_try_advisory_lock(%s, %s)", [WATCHING, self._source_id % 2**31]
        ).fetchone()
        return bool(row and row[0])

    def note(self) -> Note | None:
        """How the mailbox stands; None when it is paused or gone. Raises when the right went with the connection."""
        row = self._connection.execute(_NOTE, [self._source_id]).fetchone()
        return Note(str(row[0]), row[1]) if row else None


def _parameters() -> Mapping[str, Any]:
    """How Django connects, in the words of libpq."""
    return {key: value for key, value in connection.get_connection_params().items() if key not in _OURS_NOT_LIBPQS}
