"""Convert a database of an older major version: ``python -m sportello.core.postgres.upgrade DATA_DIR``.

The old database stays beside the new one, as ``data-<version>``, until its owner deletes it.
"""

import shlex
import sys
from pathlib import Path

from sportello.core.postgres import binaries, creation, folders, places, serving
from sportello.core.postgres.binaries import Binaries
from sportello.core.postgres.errors import LauncherError, from_output, in_plain_words
from sportello.core.postgres.home import Home
from sportello.core.postgres.server import SUPERUSER

PATIENCE = 24 * 3600.0
IN_FOLDER = 'cd "$1" && shift && exec "$@"'


def upgrade(data_dir: Path, *, old_programs: Path | None = None) -> Path:
    """Convert the database of ``data_dir`` to our version with pg_upgrade and return where the old one was put.

    ``old_programs`` is the bin folder of the old version; without it, the copy that the launcher kept is used. Raises
    LauncherError, and changes nothing, when the server runs, the old programs are gone, or pg_upgrade refuses.
    """
    data_dir = folders.prepared(data_dir)
    with folders.locked(data_dir), in_plain_words(data_dir):
        home = places.existing(data_dir)
        if home is None or (old := creation.version_of(home.data)) is None:
            raise LauncherError(f"There is no database in {data_dir} to convert.")
        if old == binaries.our_major():
            raise LauncherError(f"The database in {home.data} is of version {old} already.")
        if serving.processes_of(home):
            raise LauncherError(f"The database in {home.data} is running: stop it first.")
        return _converted(home, old, old_programs or _kept(home, old))


def _converted(home: Home, old: str, old_programs: Path) -> Path:
    programs = binaries.copied_into(home.path, account=home.account, keeper=home.keeper)
    aside = home.path / f"data-{old}"
    if aside.exists():
        raise LauncherError(f"{aside} is there already, from an earlier conversion: move it away first.")
    building = creation.build(home, programs, fast=False)
    _run(home, programs, old_programs, building)
    home.data.rename(aside)
    building.rename(home.data)
    home.forget(creation.PREPARED)
    return aside


def _run(home: Home, programs: Binaries, old_programs: Path, building: Path) -> None:
    home.make(home.sockets)
    access = " ".join(f"-c {shlex.quote(f'{name}={path}')}" for name, path in serving.access_files(home).items())
    command = [
        str(programs.programs / "pg_upgrade"), "--username", SUPERUSER, "--socketdir", str(home.sockets),
        "--old-bindir", str(old_programs), "--new-bindir", str(programs.programs),
        "--old-datadir", str(home.data), "--new-datadir", str(building),
        "--old-options", access, "--new-options", access,
    ]  # fmt: skip
    done = programs.spawn(["/bin/sh", "-c", IN_FOLDER, "upgrade", str(home.log.parent), *command], patience=PATIENCE)
    if done.returncode != 0:
        raise from_output(done.stdout, doing="convert the database", place=home.path)


def _kept(home: Home, old: str) -> Path:
    kept = sorted(home.path.glob(f"server-{old}.*/{binaries.PACKAGE}/pginstall/bin"))
    if not kept:
        raise LauncherError(
            f"The programs of PostgreSQL {old} are gone from {home.path}: "
            "install them and name their bin folder after DATA_DIR."
        )
    return kept[-1]


def main(arguments: list[str]) -> int:
    """The command line: DATA_DIR, and where necessary the bin folder of the old version."""
    if len(arguments) not in (1, 2):
        sys.stderr.write("usage: python -m sportello.core.postgres.upgrade DATA_DIR [BIN_FOLDER_OF_THE_OLD_VERSION]\n")
        return 2
    try:
        aside = upgrade(Path(arguments[0]), old_programs=Path(arguments[1]) if arguments[1:] else None)
    except LauncherError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"Converted. The old database is in {aside}; delete it when all is well.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
