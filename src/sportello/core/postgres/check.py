"""Is this database fit for Sportello? Asked of any PostgreSQL, ours or another, before the application starts.

Spoken through psycopg, as the application will: an own psql would judge other certificates and password files.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import class_row

EXTENSIONS = ("pg_trgm", "unaccent")
OLDEST = 15
PATIENCE = 10  # seconds to get a connection

# No right to it, not installed there (two codes, by version), or another process creates it at the same moment.
NOT_FOR_US = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.FeatureNotSupported,
    psycopg.errors.UndefinedFile,
    psycopg.errors.UniqueViolation,
)

# «Città» shows whether letters and punctuation are told apart; PostgreSQL does that by LC_CTYPE.
QUESTIONS = """
SELECT current_database() AS database,
       current_user AS role,
       current_setting('server_version') AS version,
       current_setting('server_version_num')::int / 10000 AS major,
       current_setting('server_encoding') AS encoding,
       pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool AS read_only,
       current_schema() IS NOT NULL AND has_schema_privilege(current_schema(), 'CREATE') AS may_create_tables,
       coalesce((SELECT array_agg(name::text) FROM pg_available_extensions), '{}') AS available,
       coalesce((SELECT array_agg(extname::text) FROM pg_extension), '{}') AS created
"""
SPLIT = "SELECT to_tsvector('italian', '«Città»')::text"


@dataclass(frozen=True)
class Findings:
    """What a database answered about itself."""

    database: str
    role: str
    version: str
    major: int
    encoding: str
    read_only: bool
    may_create_tables: bool
    available: list[str]
    created: list[str]


def problems(dsn: str) -> list[str]:
    """What keeps Sportello from working on the database at ``dsn`` (a libpq address), one line each with the remedy.

    An empty list means that it will do. Nothing is changed there; the answer comes within seconds.
    """
    try:
        with psycopg.connect(dsn, connect_timeout=PATIENCE, client_encoding="UTF8", autocommit=True) as connection:
            findings = connection.cursor(row_factory=class_row(Findings)).execute(QUESTIONS).fetchone()
            assert findings is not None
            return judge(findings, split=_split(connection) if findings.encoding == "UTF8" else "")
    except psycopg.Error as problem:
        return [f"The database of DATABASE_URL cannot be reached: {_one_line(problem)}"]


def add_extensions(dsn: str) -> None:
    """Create the extensions where the role of ``dsn`` may do so; ``problems`` tells afterwards what is missing."""
    with psycopg.connect(dsn, connect_timeout=PATIENCE, client_encoding="UTF8", autocommit=True) as connection:
        for name in EXTENSIONS:
            try:
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
            except NOT_FOR_US:
                continue


def judge(found: Findings, *, split: str) -> list[str]:
    """The problems in ``found``; ``split`` is what full-text search made of «Città»."""
    said: list[str] = []
    if found.major < OLDEST:
        said.append(f"The server is PostgreSQL {found.version}; {OLDEST} or newer is needed: upgrade it.")
    if found.encoding != "UTF8":
        said.append(f"The database {found.database} stores {found.encoding}, not UTF-8: {_anew(found)}")
    elif split != "'citt':1":
        said.append(f"Full-text search in {found.database} does not know accented letters: {_anew(found)}")
    if found.read_only:
        said.append(f"The database {found.database} is read-only (a replica?): name the primary in DATABASE_URL.")
    elif not found.may_create_tables:
        said.append(
            f"The role {found.role} may not create tables in {found.database}: "
            f'let its administrator run: ALTER DATABASE "{found.database}" OWNER TO "{found.role}";'
        )
    return said + [line for name in EXTENSIONS if (line := _about_extension(found, name))]


def _about_extension(found: Findings, name: str) -> str:
    if name in found.created:
        return ""
    if name in found.available:
        return (
            f"The extension {name} is not switched on in {found.database}: "
            f"let its administrator run there: CREATE EXTENSION {name};"
        )
    return f"The extension {name} is not installed on the server: add its contrib package (postgresql-contrib)."


def _anew(found: Findings) -> str:
    return (
        f"create it anew with: CREATE DATABASE \"{found.database}\" TEMPLATE template0 ENCODING 'UTF8' "
        "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';"
    )


def _split(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    row = connection.execute(SPLIT).fetchone()
    return str(row[0]) if row else ""


def _one_line(problem: psycopg.Error) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
