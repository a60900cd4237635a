"""A database of its own for each test: what is published goes to the listeners of one database only."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from sportello.core.live.tests.town import Town


@pytest.fixture
def database() -> Iterator[dict[str, Any]]:
    """psycopg's parameters of an empty database."""
    # The address that the run's own server was given, see the conftest.py of the project.
    parameters: dict[str, Any] = {**conninfo_to_dict(os.environ["DATABASE_URL"]), "dbname": "postgres"}
    name = sql.Identifier(f"live_{os.getpid()}")
    with psycopg.connect(**parameters, autocommit=True) as keeper:
        keeper.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        keeper.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield {**parameters, "dbname": f"live_{os.getpid()}"}
        keeper.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def town(database: dict[str, Any]) -> Iterator[Town]:
    """A served stream with Ada, Ben and Zed around it."""
    with Town.built(database) as town:
        yield town
