"""Start, adopt, heal and stop the PostgreSQL server of one data directory.

Any number of processes may call these functions at once: a lock on a file in DATA_DIR lets one of them act, the
others adopt what it started. The server outlives the process that started it. A server that was killed is healed at
the next call: what is left of its processes is ended and its stale locks are removed, then it recovers by its log.
"""

import os
import shutil
import signal
from pathlib import Path

from sportello.core.postgres import binaries, creation, processes, serving
from sportello.core.postgres import home as homes
from sportello.core.postgres.binaries import Binaries
from sportello.core.postgres.errors import LauncherError
from sportello.core.postgres.home import Home
from sportello.core.postgres.server import Server

__all__ = ["LauncherError", "Server", "create_database", "destroy", "ensure_running", "stop"]

OURS = Path(__file__).resolve().parents[2]
GENTLE_STOP = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))
HARD_STOP = ((signal.SIGQUIT, 1.0), (signal.SIGKILL, 5.0))


def ensure_running(data_dir: Path, *, fast: bool = False) -> Server:
    """Return the running server of ``data_dir``, creating and starting it where necessary.

    ``fast`` is for tests: nothing is synced to disk, so a crash of the machine (not of a process) may lose the data.
    It applies only to a cluster that was created with it. Raises LauncherError with one line for the owner.
    """
    data_dir = homes.prepared(data_dir)
    with homes.locked(data_dir):
        home = homes.settle(data_dir)
        creation.check_version(home)
        programs = binaries.copied_into(home.path, account=home.account, keeper=home.keeper)
        return _adopted(home, programs) or _started(home, programs, fast=fast)


def stop(data_dir: Path) -> bool:
    """Stop the server of ``data_dir`` after its running transactions are rolled back; false when none was running."""
    data_dir = Path(os.path.realpath(data_dir))
    if not data_dir.is_dir():
        return False
    with homes.locked(data_dir):
        home = homes.existing(data_dir)
        return home is not None and _stopped(home)


def destroy(data_dir: Path) -> None:
    """Stop the server of ``data_dir`` and delete the database for ever, with everything the launcher made for it."""
    data_dir = Path(os.path.realpath(data_dir))
    with homes.locked(data_dir):
        home = homes.existing(data_dir)
        if home is None:
            return
        processes.end(lambda: serving.processes_of(home), steps=HARD_STOP)
        for place in {home.path, home.sockets}:
            shutil.rmtree(place, ignore_errors=True)
        (data_dir / homes.POINTER).unlink(missing_ok=True)


def create_database(server: Server, name: str) -> None:
    """Create the database ``name`` where it is missing, owned by the application's role, with our extensions.

    Safe to call again and from several processes at once. Raises LauncherError when the server refuses.
    """
    creation.create_database(server, name)


def _adopted(home: Home, programs: Binaries) -> Server | None:
    pid = serving.postmaster(home)
    if pid is None:
        return None
    _refuse_strangers(home)
    if serving.has_lost_its_socket(home):
        _stopped(home)
        return None
    serving.wait_until_ready(home, programs, pid)
    return serving.describe(home, programs, pid)


def _started(home: Home, programs: Binaries, *, fast: bool) -> Server:
    serving.refuse_hidden_server(home, programs)
    _clear_leftovers(home)
    binaries.remove_older(home.path)
    creation.create_cluster(home, programs, fast=fast)
    home.write(homes.USED_BY, str(OURS))
    pid = serving.start(home, programs)
    serving.wait_until_ready(home, programs, pid)
    server = serving.describe(home, programs, pid)
    creation.prepare_roles(server)
    return server


def _stopped(home: Home) -> bool:
    pid = serving.postmaster(home)
    if pid is None:
        return False
    try:
        gone = processes.end(lambda: [pid] if processes.serves(pid, home.data) else [], steps=GENTLE_STOP)
    except PermissionError:
        raise LauncherError(f"The server in {home.data} (process {pid}) belongs to somebody else.") from None
    if not gone:
        raise LauncherError(f"The server in {home.data} (process {pid}) does not stop.")
    return True


def _clear_leftovers(home: Home) -> None:
    """End backends that outlived their postmaster and remove the locks it left; only then can a new one start."""
    if not processes.end(lambda: processes.serving(home.data), steps=HARD_STOP):
        raise LauncherError(f"Processes of a killed server still use {home.data} and cannot be ended.")
    for stale in (home.data / "postmaster.pid", *serving.socket_files(home)):
        stale.unlink(missing_ok=True)


def _refuse_strangers(home: Home) -> None:
    """Two installations with different code on one running database would spoil it for each other."""
    note = home.path / homes.USED_BY
    other = Path(note.read_text().strip()) if note.exists() else OURS
    if other != OURS and other.exists() and not other.samefile(OURS):
        raise LauncherError(
            f"The database in {home.path} is in use by the Sportello in {other}: "
            "stop that one first, or give this one a DATA_DIR of its own."
        )
