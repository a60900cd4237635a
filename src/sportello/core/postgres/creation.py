"""What makes a fresh cluster ours: its locale, its roles, its extensions; and which clusters we leave alone."""

import os
import secrets
import shlex
import shutil
import sys
from functools import partial
from pathlib import Path

from sportello.core.postgres import binaries, processes, serving
from sportello.core.postgres.binaries import Binaries
from sportello.core.postgres.errors import LauncherError, from_output, no_room
from sportello.core.postgres.home import Home
from sportello.core.postgres.processes import HARD_STOP
from sportello.core.postgres.server import ROLE, SUPERUSER, Server

PREPARED = "prepared"
EXTENSIONS = ("pg_trgm", "unaccent")
ROOM_NEEDED = 150_000_000

# The built-in provider sorts the same on every machine. LC_CTYPE must still know letters: with C, full-text search
# leaves the quotation mark on «città» and trigrams drop every accented letter.
LOCALE = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-ctype=C.UTF-8",
    "--lc-collate=C",
    "--lc-messages=C",
)

# A database server can be created by several processes at once; the lock keeps them in a row.
DATABASE = """
SELECT pg_advisory_lock(hashtext('sportello: create database'));
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec
"""
APPLICATION_ROLE = """
SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER CREATEDB', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \\gexec
"""


def version_of(data: Path) -> str | None:
    """The major version that wrote a data directory, or None where there is none."""
    note = data / "PG_VERSION"
    return note.read_text().strip() if note.exists() else None


def check_version(home: Home, data_dir: Path) -> None:
    """Raise LauncherError when the data were written by another major version of PostgreSQL; nothing is touched."""
    theirs, ours = version_of(home.data), binaries.our_major()
    if theirs is None or theirs == ours:
        return
    if theirs.isdigit() and int(theirs) > int(ours):
        raise LauncherError(
            f"The database in {home.data} was written by PostgreSQL {theirs}, newer than the {ours} of this Sportello: "
            "go back to the newer Sportello. Nothing was changed."
        )
    raise LauncherError(
        f"The database in {home.data} was written by PostgreSQL {theirs}, and this Sportello brings {ours}. "
        f"Nothing was changed. Go back to the Sportello you had, or convert it (with pg_upgrade, keeping the old one): "
        f"{sys.executable} -m sportello.core.postgres.upgrade {shlex.quote(str(data_dir))}"
    )


def create_cluster(home: Home, programs: Binaries, *, fast: bool) -> None:
    """Create the data directory where it is missing: all of it or, after a crash half-way, nothing."""
    _clear_unfinished(home)
    if home.data.exists():
        return
    building = build(home, programs, fast=fast)
    home.forget(PREPARED)
    if fast:
        home.write(serving.FAST, "Nothing here is synced to disk.\n")
    building.rename(home.data)


def build(home: Home, programs: Binaries, *, fast: bool) -> Path:
    """Run initdb in a new folder beside the data and return that folder.

    Each try has a folder of its own, because the initdb of a starter that was killed goes on for a while.
    """
    _check_room(home.path)
    building = home.path / f"building-{os.getpid()}-{secrets.token_hex(4)}"
    home.make(building)
    done = programs.run("initdb", *_options(building, fast=fast))
    if done.returncode != 0:
        shutil.rmtree(building, ignore_errors=True)
        raise from_output(done.stdout, doing="create a database", place=home.path)
    return building


def prepare_roles(server: Server) -> None:
    """Make the application's role, and the extensions in template1, from where every new database gets them."""
    serving.sql(server, "postgres", APPLICATION_ROLE, role=ROLE)
    serving.sql(server, "template1", _extensions())


def create_database(server: Server, name: str) -> None:
    """Create the database ``name`` where it is missing, owned by the application's role, with our extensions."""
    if not name or len(name.encode()) > 63 or "\x00" in name:
        raise LauncherError(f"A database cannot be named {name!r}: 1 to 63 bytes are needed.")
    serving.sql(server, "postgres", DATABASE, name=name, role=ROLE)
    serving.sql(server, name, _extensions())


def _extensions() -> str:
    lock = "SELECT pg_advisory_xact_lock(hashtext('sportello: create extensions'));"
    return "\n".join(["BEGIN;", lock, *(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS), "COMMIT;"])


def _options(data: Path, *, fast: bool) -> list[str]:
    options = ["-D", str(data), "-U", SUPERUSER, *LOCALE, "--auth-local=peer", "--auth-host=reject", "--data-checksums"]
    options += ["--set", "dynamic_shared_memory_type=mmap"]
    return [*options, "--no-sync"] if fast else options


def _check_room(place: Path) -> None:
    if shutil.disk_usage(place).free < ROOM_NEEDED:
        raise no_room(place)


def _clear_unfinished(home: Home) -> None:
    for left in home.path.glob("building-*"):
        processes.end(partial(processes.serving, left), steps=HARD_STOP)
        shutil.rmtree(left, ignore_errors=True)
