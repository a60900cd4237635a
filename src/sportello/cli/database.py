"""Getting at the database: the one DATABASE_URL names, else the embedded one of the data directory."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from sportello.core.postgres import cluster
from sportello.core.postgres.errors import LauncherError

from .trouble import Trouble

NAME = "sportello"


def data_dir() -> Path:
    """The data directory, made when missing. Raises `Trouble` when it cannot be."""
    folder = Path(os.environ.get("DATA_DIR") or ".data").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise Trouble(f"the data directory {folder} cannot be made: {refused.strerror}") from refused
    return folder


def ready(*, migrate: bool = True) -> None:
    """Make Django usable: a running database of the right shape, settings loaded.

    Raises `Trouble` when PostgreSQL cannot be started or reached, or lacks what Sportello needs.
    """
    data_dir()
    url = os.environ.get("DATABASE_URL")
    if not url:
        os.environ["DATABASE_URL"] = _embedded()
    _settle()
    if url:
        _look_at(url)
    import django

    django.setup()
    if migrate:
        _migrate()


def _settle() -> None:
    """Let the settings be read, so that what the environment gets wrong is said in one line."""
    from django.conf import settings

    try:
        settings.DATABASES  # noqa: B018 - the first look at them reads them all
    except (ValueError, OSError) as unusable:
        raise Trouble(f"the settings cannot be used: {unusable}") from unusable


def _embedded() -> str:
    try:
        server = cluster.ensure_running(data_dir())
        cluster.create_database(server, NAME)
    except LauncherError as refused:
        raise Trouble(str(refused)) from refused
    return server.dsn(NAME)


def _look_at(url: str) -> None:
    import psycopg

    from sportello.core.postgres.check import add_extensions, problems

    with suppress(psycopg.Error):  # nobody answers, or not at this address: `problems` says so in words
        add_extensions(url)
    if found := problems(url):
        raise Trouble("\n".join(found))


def _migrate() -> None:
    """Bring the tables up to date; several processes may try at once, one does it."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from . import tables

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('sportello migrate'))")
    try:
        is_new = tables.lay(connection)
        executor = MigrationExecutor(connection)
        if is_new or executor.migration_plan(executor.loader.graph.leaf_nodes()):
            if sys.stderr.isatty():
                print("Preparing the database ...", file=sys.stderr, flush=True)
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('sportello migrate'))")
