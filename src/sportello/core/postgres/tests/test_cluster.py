"""A cluster of our own: what it is like, who may do what in it, and how several processes share it."""

import json
import os
import socket
from pathlib import Path

import psycopg
import pytest

from sportello.core.postgres import cluster, processes
from sportello.core.postgres.server import Server
from sportello.core.postgres.tests.launching import LAUNCH, Spawn, run, value

BUSY = """
import sys, time
from pathlib import Path
import psycopg
from sportello.core.postgres import cluster
server = cluster.ensure_running(Path(sys.argv[1]), fast=True)
with psycopg.connect(server.dsn("postgres"), autocommit=True) as idle, psycopg.connect(server.dsn("postgres")) as open:
    open.execute("SELECT 1")
    print(server.pid, flush=True)
    time.sleep(60)
"""


def test_it_tells_letters_from_punctuation(server: Server) -> None:
    assert value(server, "SELECT to_tsvector('italian', '«Città»')::text") == "'citt':1"
    assert value(server, "SELECT to_tsvector('german', '„größe“')::text") == "'gross':1"
    assert value(server, "SELECT cardinality(show_trgm('È—ü'))", "template1") != 0


def test_it_stores_unicode_and_sorts_the_same_everywhere(server: Server) -> None:
    assert value(server, "SHOW server_encoding") == "UTF8"
    locale = "SELECT concat_ws(' ', datlocprovider, datlocale, datcollate, datctype) FROM pg_database"
    assert value(server, f"{locale} WHERE datname = 'template1'") == "b C.UTF-8 C C.UTF-8"


def test_it_guards_its_pages_and_needs_no_shared_memory_folder(server: Server) -> None:
    assert value(server, "SHOW data_checksums") == "on"
    assert value(server, "SHOW dynamic_shared_memory_type") == "mmap"


def test_it_listens_on_a_private_socket_only(server: Server) -> None:
    assert value(server, "SHOW listen_addresses") == ""
    assert server.socket_dir.stat().st_mode & 0o077 == 0
    assert (server.socket_dir / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_it_gives_the_application_a_role_without_power_over_the_server(server: Server) -> None:
    assert value(server, "SELECT current_user") == "sportello"
    rights = "SELECT rolsuper::int * 4 + rolcreaterole::int * 2 + rolcreatedb::int FROM pg_roles"
    assert value(server, f"{rights} WHERE rolname = current_user") == 1


def test_it_never_runs_the_server_as_root(server: Server) -> None:
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0


def test_it_runs_on_programs_of_its_own_that_a_new_environment_cannot_take_away(server: Server) -> None:
    programs = server.programs.programs
    assert Path(f"/proc/{server.pid}/exe").readlink() == programs / "postgres"
    assert (programs / "postgres").stat().st_nlink == 1
    assert "site-packages" not in str(programs)
    linked = server.programs.run("psql", "--version")
    assert linked.stdout.startswith("psql (PostgreSQL)")


def test_it_creates_a_database_once_with_the_extensions(server: Server) -> None:
    for _ in range(2):
        cluster.create_database(server, "Größe \"and\" 'more'; %")
    name = "Größe \"and\" 'more'; %"
    assert value(server, "SELECT current_database()", name) == name
    assert value(server, "SELECT unaccent('Città')", name) == "Citta"
    assert value(server, "SELECT 'lampada' % 'lampadina'", name) is True
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert value(server, owner, name) == "sportello"


@pytest.mark.parametrize("name", ["", "x" * 64, "a\x00b"])
def test_it_refuses_impossible_names_of_databases(server: Server, name: str) -> None:
    with pytest.raises(cluster.LauncherError, match="cannot be named"):
        cluster.create_database(server, name)


def test_it_puts_the_extensions_into_databases_that_others_create(server: Server) -> None:
    run(server, "CREATE DATABASE test_shop", "postgres")
    assert value(server, "SELECT unaccent('Città')", "test_shop") == "Citta"


def test_it_describes_itself_to_django(server: Server) -> None:
    found = server.parameters("counter")
    assert found == {
        "NAME": "counter", "USER": "sportello", "PASSWORD": "", "HOST": str(server.socket_dir), "PORT": "5432",
    }  # fmt: skip
    with psycopg.connect(dbname="postgres", user=found["USER"], host=found["HOST"], port=found["PORT"]) as connection:
        assert connection.info.user == "sportello"


def test_it_is_started_once_by_four_processes_at_once(stocked: Path, spawn: Spawn) -> None:
    starters = [spawn(LAUNCH, stocked) for _ in range(4)]
    answers = [(starter.communicate(timeout=180), starter.returncode) for starter in starters]
    assert {code for _, code in answers} == {0}, answers
    assert len({out for (out, _), _ in answers}) == 1
    assert value(cluster.ensure_running(stocked), "SELECT 1", "counter") == 1


def test_it_is_adopted_and_outlives_whoever_started_it(stocked: Path, spawn: Spawn) -> None:
    starter = spawn(BUSY, stocked)
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    assert cluster.ensure_running(stocked).pid == pid


def test_it_stops_and_keeps_what_was_committed(folder: Path) -> None:
    server = cluster.ensure_running(folder, fast=True)
    cluster.create_database(server, "counter")
    run(server, "CREATE TABLE shelf AS SELECT 'lamp' AS thing")
    assert cluster.stop(folder) is True
    assert processes.serving(folder / "postgres" / "data") == []
    assert cluster.stop(folder) is False
    assert value(cluster.ensure_running(folder), "SELECT thing FROM shelf", "counter") == "lamp"


def test_it_has_nothing_to_stop_where_there_is_no_data_dir(folder: Path) -> None:
    assert cluster.stop(folder) is False
    assert not folder.exists()


def test_it_knows_nothing_of_the_environment_it_is_started_in(stocked: Path, spawn: Spawn) -> None:
    hostile = {"LC_ALL": "xx_NOWHERE", "PGDATA": "/nowhere", "PGHOST": "/nowhere", "PGPORT": "1", "PGOPTIONS": "--no"}
    bare: dict[str, str] = {}
    for environment in (bare, hostile):
        done = spawn(LAUNCH, stocked, env=environment)
        out, err = done.communicate(timeout=180)
        assert (done.returncode, err) == (0, "")
        assert int(out) == cluster.ensure_running(stocked).pid
        assert value(cluster.ensure_running(stocked), "SHOW server_encoding") == "UTF8"
        cluster.stop(stocked)


def test_it_imports_neither_django_nor_a_driver(spawn: Spawn) -> None:
    code = "import json, sys; import sportello.core.postgres.cluster; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(spawn(code).communicate(timeout=180)[0])
    assert {"django", "psycopg"}.isdisjoint(loaded)


def test_it_leaves_no_child_behind_in_the_process_that_started_it(server: Server) -> None:
    status = Path(f"/proc/{server.pid}/status").read_text()
    assert f"PPid:\t{os.getpid()}\n" not in status


def test_it_turns_connections_of_strangers_away(server: Server) -> None:
    with socket.socket(socket.AF_UNIX) as plain:
        plain.connect(str(server.socket_dir / ".s.PGSQL.5432"))
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(server.dsn("postgres"), user="somebody_else")
