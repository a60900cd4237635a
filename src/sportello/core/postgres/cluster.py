"""Start, adopt, heal and stop the PostgreSQL server of one data directory.

Any number of processes may call these functions at once: a lock on a file in DATA_DIR lets one of them act, the
others adopt what it started. The server outlives the process that started it. A server that was killed is healed at
the next call: what is left of its processes is ended and its stale locks are removed, then it recovers by its log.
"""

import os
import shutil
from pathlib import Path

from sportello.core.postgres import binaries, creation, folders, places, processes, serving
from sportello.core.postgres.binaries import Binaries
from sportello.core.postgres.creation import create_database
from sportello.core.postgres.errors import LauncherError, in_plain_words
from sportello.core.postgres.home import Home
from sportello.core.postgres.processes import GENTLE_STOP, HARD_STOP
from sportello.core.postgres.server import Server

__all__ = ["LauncherError", "Server", "create_database", "destroy", "ensure_running", "stop"]

OURS = Path(__file__).resolve().parents[2]
USED_BY = "used-by"
TRIES = 3


def ensure_running(data_dir: Path, *, fast: bool = False) -> Server:
    """Return the running server of ``data_dir``, creating and starting it where necessary.

    ``fast`` is for tests: nothing is synced to disk, so a crash of the machine (not of a process) may lose the data.
    It applies only to a cluster that was created with it. Raises LauncherError with one line for the owner.
    """
    data_dir = folders.prepared(data_dir)
    with folders.locked(data_dir), in_plain_words(data_dir):
        home = places.settle(data_dir)
        creation.check_version(home, data_dir)
        programs = binaries.copied_into(home.path, account=home.account, keeper=home.keeper)
        return _adopted(home, programs) or _started(home, programs, places.left_behind(data_dir, home), fast=fast)


def stop(data_dir: Path) -> bool:
    """Stop the server of ``data_dir``, rolling open transactions back; false when none was running."""
    data_dir = Path(os.path.realpath(data_dir))
    if not data_dir.is_dir():
        return False
    with folders.locked(data_dir), in_plain_words(data_dir):
        home = places.existing(data_dir)
        return home is not None and _stopped(home)


def destroy(data_dir: Path) -> None:
    """Stop the server of ``data_dir`` and delete the database for ever, with everything the launcher made for it."""
    data_dir = Path(os.path.realpath(data_dir))
    with folders.locked(data_dir), in_plain_words(data_dir):
        home = places.existing(data_dir)
        if home is None:
            return
        processes.end(lambda: serving.processes_of(home), steps=HARD_STOP)
        for place in (home.sockets, home.path):
            shutil.rmtree(place, ignore_errors=True)
        (data_dir / places.POINTER).unlink(missing_ok=True)


def _adopted(home: Home, programs: Binaries) -> Server | None:
    """The server that runs already; None when there is none, or when it was of no use and has been stopped."""
    pid = serving.postmaster(home)
    if pid is None:
        return None
    _refuse_strangers(home)
    if serving.is_going_down(home) or serving.has_lost_its_socket(home):
        _stopped(home)
        return None
    return _ready(home, programs, pid) if serving.becomes_ready(home, programs, pid) else None


def _started(home: Home, programs: Binaries, left_behind: list[Home], *, fast: bool) -> Server:
    serving.refuse_hidden_server(home, programs)
    for left in left_behind:
        _stopped(left)
    binaries.remove_older(home.path)
    creation.create_cluster(home, programs, fast=fast)
    home.write(USED_BY, str(OURS))
    return _start(home, programs)


def _start(home: Home, programs: Binaries, *, tries: int = TRIES) -> Server:
    """Start the server; again when somebody kills it meanwhile, and not when it ended for a reason of its own."""
    _clear_leftovers(home)
    said_before = serving.length_of_log(home)
    try:
        pid = serving.start(home, programs)
        if serving.becomes_ready(home, programs, pid):
            return _ready(home, programs, pid)
    except LauncherError:
        if tries == 1 or serving.postmaster(home) or serving.gave_reason(home, since=said_before):
            raise
    if tries == 1 or serving.gave_reason(home, since=said_before):
        raise serving.reason_of_end(home, since=said_before)
    return _adopted(home, programs) or _start(home, programs, tries=tries - 1)


def _ready(home: Home, programs: Binaries, pid: int) -> Server:
    """The server for our clients, with its roles; who started it may have been killed before making them."""
    server = serving.describe(home, programs, pid)
    if home.read(creation.PREPARED) is None:
        creation.prepare_roles(server)
        home.write(creation.PREPARED, "Roles and extensions are there.\n")
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
    other = Path(home.read(USED_BY) or OURS)
    if other == OURS:
        return
    if os.path.exists(other) and not other.samefile(OURS):  # noqa: PTH110 - False too where we may not look
        raise LauncherError(
            f"The database in {home.path} is in use by the Sportello in {other}: "
            "stop that one first, or give this one a DATA_DIR of its own."
        )
    home.write(USED_BY, str(OURS))
