"""One throw-away cluster per test run.

The first process of a run (pytest itself, or the controller of pytest-xdist) creates a cluster in a temporary
folder and removes it at its end. Workers and child processes find it by an environment variable.
A run that was killed leaves its folder behind; the next run of anybody with the same user id removes it, which it may
as soon as it gets the lock that a living run holds.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sportello.core.postgres import cluster
from sportello.core.postgres.errors import LauncherError
from sportello.core.postgres.folders import name_of
from sportello.core.postgres.server import Server

VARIABLE = "SPORTELLO_TEST_CLUSTER"
PREFIX = "sportello-tests"
MEMORY = Path("/dev/shm")
PLENTY = 4_000_000_000  # bytes
CLONE = name_of(Path(__file__).resolve())[:8]

_held: list[int] = []


def start_for_tests() -> Server:
    """Return the cluster of this test run, starting it in the first process that asks."""
    folder = Path(os.environ.get(VARIABLE, ""))
    if not os.environ.get(VARIABLE) or not folder.is_dir():
        folder = _new_run()
        os.environ[VARIABLE] = str(folder)
    return cluster.ensure_running(folder, fast=True)


def remove_leftovers(place: Path) -> list[Path]:
    """Stop and remove the clusters that dead runs of this user left in ``place``; returns what was removed."""
    found = [folder for folder in place.glob(f"{PREFIX}-{os.geteuid()}-*") if _is_left(folder)]
    for folder in found:
        _remove(folder)
    return found


def place_for_tests() -> Path:
    """Where throw-away clusters go: into memory where there is plenty and programs may run, since creating a database
    makes a thousand files; else, or where TMPDIR says otherwise, into the system's temporary folder."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK | os.X_OK):
        return Path(tempfile.gettempdir())
    found = os.statvfs(MEMORY)
    roomy = found.f_bavail * found.f_frsize >= PLENTY and not found.f_flag & os.ST_NOEXEC
    return MEMORY if roomy else Path(tempfile.gettempdir())


def _new_run() -> Path:
    place = place_for_tests()
    with _one_at_a_time(place):
        remove_leftovers(place)
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{os.geteuid()}-{CLONE}-", dir=place))
        folder.chmod(0o711)
        handle = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        _held.append(handle)
    atexit.register(_remove_at_end, folder, os.getpid())
    return folder


@contextmanager
def _one_at_a_time(place: Path) -> Iterator[None]:
    path = place / f"{PREFIX}-{os.geteuid()}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _is_left(folder: Path) -> bool:
    """Whether nobody holds the run's lock any more: the system drops it with the process, however that ended."""
    lock = folder / "run.lock"
    if folder.is_symlink() or not lock.is_file() or folder.stat().st_uid != os.geteuid():
        return False
    handle = os.open(lock, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def _remove_at_end(folder: Path, starter: int) -> None:
    """A forked child inherits the exit handler, yet only the process that started the cluster may remove it."""
    if os.getpid() == starter:
        _remove(folder)


def _remove(folder: Path) -> None:
    try:
        cluster.destroy(folder)
    except LauncherError as problem:
        warnings.warn(f"The test cluster in {folder} stays: {problem}", stacklevel=2)
        return
    shutil.rmtree(folder, ignore_errors=True)
