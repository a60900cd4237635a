"""What a house's database says, read from outside; the database may be gone at any moment."""

from typing import Any

import psycopg


class Ledger:
    """Reads by statements, each on a connection of its own. Raises `psycopg.OperationalError` while nobody answers."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows a statement finds."""
        with psycopg.connect(self._dsn, autocommit=True, connect_timeout=5) as asked:
            return asked.execute(statement.encode()).fetchall()

    def number(self, statement: str) -> int:
        """The one number a statement finds."""
        return int(self.rows(statement)[0][0])
