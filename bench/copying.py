"""Measuring on what is there: a copy of an installation's database, in the server of its data directory."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from sportello.cli.database import NAME, ready
from sportello.core.postgres import cluster
from sportello.core.postgres.server import Server

COPY = "sportello_bench"


@contextmanager
def copied(data_dir: Path) -> Iterator[Path]:
    """The data directory, with Django ready on a copy of its database; the copy is dropped at the end, also at that of
    somebody who was told to stop (SIGTERM)."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    server = cluster.ensure_running(data_dir)
    _run(server, f"DROP DATABASE IF EXISTS {COPY} (FORCE)")
    _run(server, f"CREATE DATABASE {COPY} TEMPLATE {NAME} OWNER {server.user}")
    os.environ |= {
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": server.dsn(COPY),
        "DJANGO_SETTINGS_MODULE": "sportello.config.settings",
    }
    try:
        ready()
        yield data_dir
    finally:
        from django.db import connections

        connections.close_all()
        _run(server, f"DROP DATABASE {COPY} (FORCE)")


def _run(server: Server, statement: str) -> None:
    with psycopg.connect(
        host=str(server.socket_dir), port=server.port, user=server.superuser, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement)
