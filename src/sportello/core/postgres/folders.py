"""Folders and small files of the launcher: made with the right owner from the start, locked, written in one step.

What exists already keeps its owner and its rights; only what the launcher made itself is ever changed.
"""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sportello.core.postgres.errors import LauncherError, in_plain_words

FORBIDDEN = frozenset('"$`\\')  # initdb hands its own path to a shell between double quotes
LOCK = "postgres.lock"
LOCK_PATIENCE = 120.0


def prepared(data_dir: Path) -> Path:
    """Create DATA_DIR where it is missing and return it without symbolic links; raises LauncherError if unusable."""
    data_dir = Path(os.path.realpath(data_dir))
    if not str(data_dir).isprintable() or FORBIDDEN.intersection(str(data_dir)):
        raise LauncherError(f"PostgreSQL cannot live in {str(data_dir)!r} because of its characters: set a DATA_DIR.")
    with in_plain_words(data_dir):
        data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise LauncherError(f"Cannot write in {data_dir}. Correct its owner or rights, or set another DATA_DIR.")
    return data_dir


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Be the only process on this machine that starts or stops the database of ``data_dir``."""
    with in_plain_words(data_dir / LOCK):
        handle = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        _share_with_owner(handle, data_dir)
        _wait_for(handle, data_dir)
        yield
    finally:
        os.close(handle)


def own_folder(folder: Path, *, mode: int, owner: tuple[int, int]) -> None:
    """Create ``folder`` with this mode and owner (user and group id); one that exists is left exactly as it is."""
    with suppress(FileExistsError):
        folder.mkdir(mode=mode)
        folder.chmod(mode)
        os.chown(folder, *owner, follow_symlinks=False)


def write(path: Path, text: str, *, owner: tuple[int, int]) -> Path:
    """Write ``text`` to ``path`` so that a reader sees the old text or the new one, never half of it."""
    handle, building = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        os.fchmod(handle, 0o644)
        os.fchown(handle, *owner)
    return Path(building).replace(path)


def name_of(path: Path) -> str:
    """A short name for a folder that is the same in every process."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _share_with_owner(handle: int, data_dir: Path) -> None:
    """Root may be the first to lock a folder whose owner will want to lock it later."""
    around = data_dir.stat()
    if os.geteuid() == 0 and os.fstat(handle).st_uid != around.st_uid:
        os.fchown(handle, around.st_uid, around.st_gid)


def _wait_for(handle: int, data_dir: Path) -> None:
    until = time.monotonic() + LOCK_PATIENCE
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise LauncherError(
                    f"Another process has been starting or stopping the database in {data_dir} "
                    f"for {LOCK_PATIENCE:.0f} s: end it and try again."
                ) from None
            time.sleep(0.02)
