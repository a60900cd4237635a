"""The file of tables makes what the migrations make."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from sportello.cli import tables
from sportello.config.testing_tables import shape, template
from sportello.core.postgres import cluster
from sportello.core.postgres.server import Server
from sportello.core.postgres.testing import VARIABLE, start_for_tests

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


def test_it_makes_what_the_migrations_make(laid: tuple[Server, str]) -> None:
    server, name = laid
    migrated = template(server, Path(os.environ[VARIABLE]))
    assert shape(server, name) == shape(server, migrated), AGAIN
    with psycopg.connect(server.dsn(name)) as wire:
        known = set(wire.execute("SELECT app, name FROM django_migrations").fetchall())
    assert known == set(MigrationLoader(None).disk_migrations), AGAIN


@pytest.mark.django_db
def test_it_leaves_a_database_alone_that_has_tables() -> None:
    assert tables.lay(connection) is False
