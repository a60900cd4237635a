"""What makes a fresh cluster ours: its locale, its roles, its extensions; and which clusters we leave alone."""

import os
import secrets
import shutil
from functools import partial
from pathlib import Path

from sportello.core.postgres import binaries, processes, serving
from sportello.core.postgres.binaries import Binaries
from sportello.core.postgres.errors import LauncherError, from_output, no_room
from sportello.core.postgres.home import Home
from sportello.core.postgres.processes import HARD_STOP
from sportello.core.postgres.server import ROLE, SUPERUSER, Server

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


def check_version(home: Home) -> None:
    """Raise LauncherError when the data were written by another major version of PostgreSQL; nothing is touched."""
    note = home.data / "PG_VERSION"
    if not note.exists():
        return
    theirs, ours = note.read_text().strip(), binaries.installed_version().partition(".")[0]
    if theirs.isdigit() and int(theirs) > int(ours):
        raise LauncherError(
            f"The database in {home.data} was written by PostgreSQL {theirs}, newer than the {ours} of this Sportello: "
            "go back to the newer Sportello. Nothing was changed."
        )
    if theirs != ours:
        raise LauncherError(_how_to_upgrade(home, theirs, ours))


def create_cluster(home: Home, programs: Binaries, *, fast: bool) -> bool:
    """Create the data directory where it is missing, and say whether it was: all of it or, after a crash, nothing.

    Each try has a folder of its own, because the initdb of a starter that was killed goes on for a while.
    """
    for left in home.path.glob("building-*"):
        processes.end(partial(processes.serving, left), steps=HARD_STOP)
        shutil.rmtree(left, ignore_errors=True)
    if home.data.exists():
        return False
    _check_room(home.path)
    building = home.path / f"building-{os.getpid()}-{secrets.token_hex(4)}"
    home.make(building)
    done = programs.run("initdb", *_options(building, fast=fast))
    if done.returncode != 0:
        shutil.rmtree(building, ignore_errors=True)
        raise from_output(done.stdout, doing="create a database", place=home.path)
    if fast:
        home.write(serving.FAST, "Nothing here is synced to disk.\n")
    building.rename(home.data)
    return True


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


def _how_to_upgrade(home: Home, theirs: str, ours: str) -> str:
    new = home.path / f"server-{binaries.installed_version()}" / binaries.PACKAGE / "pginstall" / "bin"
    kept = sorted(home.path.glob(f"server-{theirs}.*/{binaries.PACKAGE}/pginstall/bin"))
    old = kept[-1] if kept else f"the bin folder of a PostgreSQL {theirs}"
    return (
        f"The database in {home.data} was written by PostgreSQL {theirs}, and this Sportello brings {ours}: "
        f"nothing was changed. Either go back to the Sportello you had, or convert it as {home.account.name} with "
        f"{new}/pg_upgrade --old-bindir {old} --new-bindir {new} (see docs/admin/upgrade.md)."
    )
