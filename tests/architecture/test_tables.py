"""The file of tables makes what the migrations make."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from sportello.cli import tables
from sportello.config.testing_tables import shape
from sportello.core.postgres import cluster
from sportello.core.postgres.server import Server
from sportello.core.postgres.testing import start_for_tests

pytestmark = pytest.mark.skipif(
    "SPORTELLO_TEST_DATABASE_URL" in os.environ, reason="only on a server of our own can tables be dumped"
)
AGAIN = "Run `make tables` and commit src/sportello/cli/tables.sql."


@pytest.fixture
def laid() -> Iterator[tuple[Server, str]]:
    """A database with the file's tables in it."""
    server = start_for_tests()
    name = f"laid_{os.getpid()}"
    cluster.create_database(server, name)
    with psycopg.connect(server.dsn(name)) as wire:
        for statement in tables.statements():
            wire.execute(statement.encode())
    yield server, name
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as wire:
        wire.execute(f"DROP DATABASE {name}".encode())


def test_it_is_as_new_as_the_migrations() -> None:
    assert tables.FILE.read_text().splitlines()[0] == tables.digest(), AGAIN


def test_it_knows_the_migrations_by_name(laid: tuple[Server, str]) -> None:
    server, name = laid
    with psycopg.connect(server.dsn(name)) as wire:
        known = set(wire.execute("SELECT app, name FROM django_migrations").fetchall())
    assert known == set(MigrationLoader(None).disk_migrations), AGAIN


@pytest.mark.soak
def test_it_makes_what_the_migrations_make(laid: tuple[Server, str]) -> None:
    server, name = laid
    cluster.create_database(server, f"{name}_migrated")
    surroundings = {**os.environ, "DATABASE_URL": server.dsn(f"{name}_migrated")}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--settings=sportello.config.settings"]
    subprocess.run(command, check=True, env=surroundings, timeout=600)
    assert shape(server, name) == shape(server, f"{name}_migrated"), AGAIN
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as wire:
        wire.execute(f"DROP DATABASE {name}_migrated".encode())


@pytest.mark.django_db
def test_it_leaves_a_database_alone_that_has_tables() -> None:
    assert tables.lay(connection) is False
