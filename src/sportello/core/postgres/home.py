"""The folder of one cluster: what lies where in it, and who owns which part."""

import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sportello.core.postgres import folders
from sportello.core.postgres.account import Account
from sportello.core.postgres.errors import LauncherError
from sportello.core.postgres.server import PORT

SOCKET_AT = "socket-at"
SOCKET_PATH_LIMIT = 107 if sys.platform == "linux" else 103


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
        """The private folder of the socket; in the system's temporary folder where the path would be too long.

        Which folder that is may differ from process to process, so the first choice is written down and kept.
        """
        inside = self.path / "socket"
        if _fits(inside):
            return inside
        noted = self.read(SOCKET_AT)
        return Path(noted) if noted and Path(noted).is_dir() else _short_folder(self.path)

    def make(self, folder: Path) -> None:
        """Create ``folder`` for the account alone, or check that it is the account's and nobody else's."""
        owner = (self.account.uid, self.account.gid)
        folders.own_folder(folder, mode=0o700, owner=owner)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():  # made by us, perhaps killed half-way
            folder.chmod(0o700)
            os.chown(folder, *owner, follow_symlinks=False)
            found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.uid or found.st_mode & 0o077:
            raise LauncherError(f"{folder} is not a private folder of {self.account.name}: move it away and try again.")

    def write(self, name: str, text: str) -> Path:
        """Write a small file of ours in one step; the account of the server may read it."""
        return folders.write(self.path / name, text, owner=self.keeper)

    def forget(self, name: str) -> None:
        """Remove what ``write`` wrote under this name."""
        (self.path / name).unlink(missing_ok=True)

    def read(self, name: str) -> str | None:
        """What ``write`` wrote last under this name, or None."""
        note = self.path / name
        return note.read_text(encoding="utf-8") if note.exists() else None


def _fits(folder: Path) -> bool:
    """Clients take a comma for the end of a host, so it is no more use than too long a path."""
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT and "," not in str(folder)


def _short_folder(path: Path) -> Path:
    name = f"sportello-{os.geteuid()}-{folders.name_of(path)}"
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 - made 0700, owner checked before use
        if _fits(Path(place) / name):
            return Path(place) / name
    raise LauncherError(
        f"The path {path} is too long for a socket, and so is the temporary folder: set a shorter DATA_DIR."
    )
