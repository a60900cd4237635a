"""The tables of an empty database at once.

Between two migrations Django renders every model anew; on an empty database that took half a minute. `tables.sql` holds
what the migrations did, statement by statement, their names among them, under a digest of what they were made from. It
only shortens the way: what the file does not know yet is done by the migrations as ever.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

FILE = Path(__file__).with_name("tables.sql")
SOURCES = Path(__file__).resolve().parents[1]
BETWEEN = "\n;;\n"
_LOOKS = ("SELECT", "SAVEPOINT", "RELEASE")
# After every migration Django fills these by itself.
_FILLED_LATER = ('INSERT INTO "django_content_type"', 'INSERT INTO "auth_permission"')
_APPLIED = re.compile(r"""(INSERT INTO "django_migrations".*), '[^']+'::timestamptz\) RETURNING .*""")
_EMPTY = "SELECT count(*) = 0 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"


def digest() -> str:
    """A short name for the text of all our migrations, in the form of the file's first line."""
    made_of = hashlib.sha256()
    for path in sorted(SOURCES.glob("**/migrations/*.py")):
        made_of.update(path.relative_to(SOURCES).as_posix().encode() + path.read_bytes())
    return f"-- made by `make tables` from migrations {made_of.hexdigest()[:32]}"


def statements() -> Sequence[str]:
    """What makes the tables, one after the other; the times of the migrations are those of the transaction."""
    return FILE.read_text().split(BETWEEN)


def lay(connection: "BaseDatabaseWrapper") -> bool:
    """Make the tables that the file knows in an empty database, in one transaction; false when it is not empty."""
    from django.db.transaction import atomic

    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        if not cursor.fetchone()[0]:
            return False
        with atomic(using=connection.alias):
            for statement in statements():
                cursor.execute(statement)
    return True


def record(connection: "BaseDatabaseWrapper") -> str:
    """Migrate an empty database, and return every statement that changed something as the text of the file."""
    from django.core.management import call_command

    with _writing_down(connection) as written:
        call_command("migrate", verbosity=0, interactive=False, database=connection.alias)
    kept = (one for one in written if not one.lstrip().upper().startswith(_LOOKS) and not one.startswith(_FILLED_LATER))
    text = BETWEEN.join(_APPLIED.sub(r"\1, now())", statement.strip().rstrip(";")) for statement in kept)
    return f"{digest()}\n{text}\n"


@contextmanager
def _writing_down(connection: "BaseDatabaseWrapper") -> Iterator[list[str]]:
    import psycopg

    written: list[str] = []

    def write(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        wire = cast("psycopg.Connection[Any]", connection.connection)
        written.append(psycopg.ClientCursor(wire).mogrify(sql, params) if params else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(write):
        yield written
