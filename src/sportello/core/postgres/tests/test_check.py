"""What the check says about databases that will do and databases that will not."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.core.postgres import check, cluster, serving
from sportello.core.postgres.check import Findings
from sportello.core.postgres.server import Server
from sportello.core.postgres.tests.launching import run

FINE = Findings(
    database="counter",
    role="sportello",
    version="18.6",
    major=18,
    encoding="UTF8",
    read_only=False,
    may_create_tables=True,
    available=["pg_trgm", "unaccent"],
    created=["pg_trgm", "unaccent"],
)
SPLIT = "'citt':1"


def changed(**facts: object) -> Findings:
    return Findings(**(vars(FINE) | facts))


def database(server: Server, name: str, options: str) -> str:
    run(server, f"DROP DATABASE IF EXISTS {name}", "postgres")
    run(server, f"CREATE DATABASE {name} TEMPLATE template0 {options}", "postgres")
    return server.dsn(name)


def test_it_finds_nothing_wrong_with_our_own(server: Server) -> None:
    cluster.create_database(server, "counter")
    assert check.problems(server.dsn("counter")) == []


def test_it_names_missing_extensions_and_adds_them_where_it_may(server: Server) -> None:
    dsn = database(server, "bare", "")
    assert [line.partition("; ")[0].partition(":")[0] for line in check.problems(dsn)] == [
        "The extension pg_trgm is not switched on in bare",
        "The extension unaccent is not switched on in bare",
    ]
    for _ in range(2):
        check.add_extensions(dsn)
    assert check.problems(dsn) == []


def test_it_notices_that_text_is_not_unicode(server: Server) -> None:
    dsn = database(server, "ascii", "ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'")
    assert "stores SQL_ASCII, not UTF-8: create it anew with: CREATE DATABASE" in check.problems(dsn)[0]


def test_it_notices_that_letters_are_not_known(server: Server) -> None:
    dsn = database(server, "letters", "ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_CTYPE 'C'")
    assert "does not know accented letters" in check.problems(dsn)[0]


def test_it_recommends_a_database_that_it_then_accepts(server: Server) -> None:
    dsn = database(server, "remedy", "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
    check.add_extensions(dsn)
    assert check.problems(dsn) == []


def test_it_notices_a_role_without_rights(server: Server) -> None:
    dsn = database(server, "theirs", "")
    serving.sql(server, "postgres", "ALTER DATABASE theirs OWNER TO postgres;")
    check.add_extensions(dsn)
    said = check.problems(dsn)
    assert 'ALTER DATABASE "theirs" OWNER TO "sportello";' in said[0]
    assert len(said) == 3
    serving.sql(server, "postgres", "ALTER DATABASE theirs OWNER TO sportello;")
    check.add_extensions(dsn)
    assert check.problems(dsn) == []


def test_it_notices_a_read_only_database(server: Server) -> None:
    dsn = database(server, "replica", "")
    run(server, "ALTER DATABASE replica SET default_transaction_read_only = on", "postgres")
    assert "is read-only" in check.problems(dsn)[0]


@pytest.mark.parametrize("dsn", ["postgresql://ada:secret@localhost:1/counter", "postgresql://ada:secret@", "no dsn"])
def test_it_says_in_one_line_that_nobody_answers_and_keeps_the_password(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", "/nowhere")
    (line,) = check.problems(dsn)
    assert line.startswith("The database of DATABASE_URL cannot be reached: ")
    assert "\n" not in line
    assert "secret" not in line


def test_it_refuses_a_server_that_is_too_old_and_one_without_contrib() -> None:
    assert check.judge(FINE, split=SPLIT) == []
    assert "PostgreSQL 14.9; 15 or newer" in check.judge(changed(version="14.9", major=14), split=SPLIT)[0]
    assert "postgresql-contrib" in check.judge(changed(available=[], created=["unaccent"]), split=SPLIT)[0]


@given(
    st.builds(
        Findings,
        database=st.text(),
        role=st.text(),
        version=st.text(),
        major=st.integers(9, 30),
        encoding=st.sampled_from(["UTF8", "LATIN1"]),
        read_only=st.booleans(),
        may_create_tables=st.booleans(),
        available=st.lists(st.sampled_from(check.EXTENSIONS)),
        created=st.lists(st.sampled_from(check.EXTENSIONS)),
    )
)
def test_it_is_content_exactly_when_everything_is_there(found: Findings) -> None:
    fit = (
        found.major >= 15
        and found.encoding == "UTF8"
        and not found.read_only
        and found.may_create_tables
        and set(check.EXTENSIONS) <= set(found.created)
    )
    assert (check.judge(found, split=SPLIT) == []) is fit


def test_it_keeps_the_drivers_errors_to_itself_when_adding_is_impossible(server: Server) -> None:
    with pytest.raises(psycopg.OperationalError):
        check.add_extensions(server.dsn("no_such_database"))
    assert "does not exist" in check.problems(server.dsn("no_such_database"))[0]
