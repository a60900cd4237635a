"""Where a database lives, and who owns which folder there.

Normally that is ``DATA_DIR/postgres``. When root runs Sportello from below a folder that others cannot enter (root's
own home), the account of the server could not reach it: then it is ``/var/lib/sportello/<hash>``, and the file
``DATA_DIR/postgres.at`` says so. No folder that exists already is ever given another owner or other rights.
"""

import fcntl
import hashlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sportello.core.postgres.account import Account, server_account
from sportello.core.postgres.errors import LauncherError, from_os_error
from sportello.core.postgres.server import PORT

STATE_FOLDER = Path("/var/lib/sportello")
POINTER = "postgres.at"
BELONGS_TO = "belongs-to"
USED_BY = "used-by"
SOCKET_PATH_LIMIT = 107 if sys.platform == "linux" else 103
LOCK_PATIENCE = 120.0


@dataclass(frozen=True)
class Home:
    """The folder of one cluster. ``account`` runs the server and owns data, socket and log; ``keeper`` the rest."""

    path: Path
    account: Account
    keeper: tuple[int, int]

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.path / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.path / "log" / "postgres.log"

    @property
    def sockets(self) -> Path:
        """The private folder of the socket; in the system's temporary folder where the path would be too long."""
        inside = self.path / "socket"
        return inside if _fits(inside) else _short_folder(self.path)

    def make(self, folder: Path) -> None:
        """Create ``folder`` for the account alone, or check that it is the account's and nobody else's."""
        own_folder(folder, mode=0o700, owner=(self.account.uid, self.account.gid))
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.uid or found.st_mode & 0o077:
            raise LauncherError(f"{folder} is not a private folder of {self.account.name}: move it away and try again.")

    def write(self, name: str, text: str) -> Path:
        """Write a small file of ours in one step; the account of the server may read it."""
        return write(self.path / name, text, owner=self.keeper)


def prepared(data_dir: Path) -> Path:
    """Create DATA_DIR where it is missing and return it without symbolic links; raises LauncherError if unusable."""
    data_dir = Path(os.path.realpath(data_dir))
    try:
        data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise from_os_error(problem, data_dir) from problem
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise LauncherError(f"Cannot write in {data_dir}. Correct its owner or rights, or set DATA_DIR to another one.")
    return data_dir


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Be the only process on this machine that starts or stops the database of ``data_dir``."""
    try:
        handle = os.open(data_dir / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        raise from_os_error(problem, data_dir / "postgres.lock") from problem
    try:
        if os.geteuid() == 0 and os.fstat(handle).st_uid == 0:
            _hand_over(handle, data_dir)
        _wait_for(handle, data_dir)
        yield
    finally:
        os.close(handle)


def settle(data_dir: Path) -> Home:
    """Find the home of the database of ``data_dir``, or make one. The caller holds the lock."""
    home = existing(data_dir)
    if home is None:
        home = _new_home(data_dir)
    try:
        own_folder(home.path, mode=0o711, owner=home.keeper)
    except OSError as problem:
        raise from_os_error(problem, home.path) from problem
    if home.path.parent != data_dir:
        home.write(BELONGS_TO, str(data_dir))
        write(data_dir / POINTER, str(home.path), owner=home.keeper)
    return home


def existing(data_dir: Path) -> Home | None:
    """The home that ``data_dir`` has or points to, or None; raises LauncherError if it is not ours to use."""
    pointer = data_dir / POINTER
    path = data_dir / "postgres"
    if pointer.exists():
        path = Path(pointer.read_text().strip())
        _check_pointer(path, pointer)
    if not path.exists():
        return None
    home = _home(path, data_dir)
    if home.data.exists():
        _check_owner(home)
    return home


def own_folder(folder: Path, *, mode: int, owner: tuple[int, int]) -> None:
    """Create ``folder`` with this mode and owner; one that exists is left exactly as it is."""
    with suppress(FileExistsError):
        folder.mkdir(mode=mode)
        folder.chmod(mode)
        os.chown(folder, *owner, follow_symlinks=False)


def write(path: Path, text: str, *, owner: tuple[int, int]) -> Path:
    """Write ``text`` to ``path`` so that a reader sees the old text or the new one, never half of it."""
    try:
        handle, building = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            os.fchmod(handle, 0o644)
            os.fchown(handle, *owner)
        Path(building).replace(path)
    except OSError as problem:
        raise from_os_error(problem, path) from problem
    return path


def name_of(path: Path) -> str:
    """A short name for a folder that is the same in every process."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _home(path: Path, data_dir: Path) -> Home:
    places = [place for place in (path / "data", data_dir) if place.exists()]
    account = server_account(owners=[place.stat().st_uid for place in places])
    around = (path if path.exists() else data_dir).stat()
    return Home(path, account, (around.st_uid, around.st_gid))


def _new_home(data_dir: Path) -> Home:
    inside = _home(data_dir / "postgres", data_dir)
    if inside.account.is_us or inside.account.may_enter(data_dir):
        return inside
    try:
        own_folder(STATE_FOLDER, mode=0o755, owner=(0, 0))
        found = STATE_FOLDER.lstat()
    except OSError as problem:
        raise from_os_error(problem, STATE_FOLDER) from problem
    if found.st_uid != 0 or not stat.S_ISDIR(found.st_mode) or not inside.account.may_enter(STATE_FOLDER):
        raise LauncherError(
            f"{inside.account.name}, who runs the database, can enter neither {data_dir} nor {STATE_FOLDER}: "
            "open one of them for others (chmod o+x), or set DATA_DIR to another folder."
        )
    return Home(_free_place(data_dir), inside.account, (0, 0))


def _free_place(data_dir: Path) -> Path:
    """A place without a database: one that a removed DATA_DIR left behind is neither used again nor deleted."""
    number, name = 1, name_of(data_dir)
    while (STATE_FOLDER / name / "data").exists():
        number += 1
        name = f"{name_of(data_dir)}-{number}"
    return STATE_FOLDER / name


def _check_pointer(path: Path, pointer: Path) -> None:
    if not path.is_dir():
        raise LauncherError(
            f"{pointer} says that the database lives in {path}, which is gone: restore that folder, "
            f"or remove {pointer} to begin with an empty database."
        )
    belongs_to = path / BELONGS_TO
    other = Path(belongs_to.read_text().strip()) if belongs_to.exists() else pointer.parent
    if other == pointer.parent or not (other / POINTER).exists():
        return
    if (other / POINTER).read_text() == pointer.read_text() and not other.samefile(pointer.parent):
        raise LauncherError(
            f"{pointer.parent} is a copy of {other}, which uses the database in {path}: "
            f"remove {pointer} to begin with an empty database, or set DATA_DIR."
        )


def _check_owner(home: Home) -> None:
    owner = home.data.stat().st_uid
    if owner == home.account.uid:
        return
    if owner == 0:
        raise LauncherError(
            f"{home.data} belongs to root, and PostgreSQL does not run as root: "
            f"give it back with: chown -R {home.account.name} {home.data}"
        )
    raise LauncherError(
        f"The database in {home.data} belongs to user id {owner}, and you are {home.account.name}: "
        "run Sportello as its owner or as root, or set DATA_DIR to a folder of your own."
    )


def _hand_over(handle: int, data_dir: Path) -> None:
    around = data_dir.stat()
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


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT


def _short_folder(path: Path) -> Path:
    name = f"sportello-{os.geteuid()}-{name_of(path)}"
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108
        if _fits(Path(place) / name):
            return Path(place) / name
    raise LauncherError(f"The path {path} is too long for a socket: set DATA_DIR to a shorter one.")
