"""Where the database of a DATA_DIR lives.

Normally that is ``DATA_DIR/postgres``. When root runs Sportello from below a folder that others cannot enter (root's
own home), the account of the server could not reach it: then it is ``/var/lib/sportello/<hash>``, and the file
``DATA_DIR/postgres.at`` says so.
"""

import os
import stat
from pathlib import Path

from sportello.core.postgres import folders
from sportello.core.postgres.account import server_account
from sportello.core.postgres.errors import LauncherError
from sportello.core.postgres.home import Home

STATE_FOLDER = Path("/var/lib/sportello")
POINTER = "postgres.at"
BELONGS_TO = "belongs-to"


def settle(data_dir: Path) -> Home:
    """Find the home of the database of ``data_dir``, or make one. The caller holds the lock."""
    home = existing(data_dir) or _new_home(data_dir)
    folders.own_folder(home.path, mode=0o711, owner=home.keeper)
    if home.path.parent != data_dir:
        home.write(BELONGS_TO, str(data_dir))
        folders.write(data_dir / POINTER, str(home.path), owner=home.keeper)
    return home


def existing(data_dir: Path) -> Home | None:
    """The home that ``data_dir`` has or points to, or None; raises LauncherError if it is not ours to use."""
    pointer, path = data_dir / POINTER, data_dir / "postgres"
    if pointer.exists():
        path = Path(pointer.read_text(encoding="utf-8").strip())
        _check_pointer(path, pointer)
    if not path.exists():
        return None
    home = _home(path, data_dir)
    if home.data.exists():
        _check_owner(home)
    return home


def left_behind(data_dir: Path, home: Home) -> list[Home]:
    """Homes that a removed DATA_DIR of the same name once had. Their servers may still run; their data stay."""
    if home.path.parent != STATE_FOLDER:
        return []
    same = [path for path in STATE_FOLDER.glob(f"{folders.name_of(data_dir)}*") if path != home.path]
    return [Home(path, home.account, home.keeper) for path in same if _belongs_to(path) == data_dir]


def _home(path: Path, data_dir: Path) -> Home:
    found = [place.stat() for place in (path / "data", data_dir) if place.exists()]
    around = (path if path.exists() else data_dir).stat()
    return Home(path, server_account(owners=[place.st_uid for place in found]), (around.st_uid, around.st_gid))


def _new_home(data_dir: Path) -> Home:
    inside = _home(data_dir / "postgres", data_dir)
    if inside.account.is_us or inside.account.may_enter(data_dir):
        return inside
    folders.own_folder(STATE_FOLDER, mode=0o755, owner=(0, 0))
    found = STATE_FOLDER.lstat()
    if found.st_uid != 0 or not stat.S_ISDIR(found.st_mode) or not inside.account.may_enter(STATE_FOLDER):
        raise LauncherError(
            f"{inside.account.name}, who runs the database, can enter neither {data_dir} nor {STATE_FOLDER}: "
            "open one of them for others (chmod o+x), or set DATA_DIR to another folder."
        )
    return Home(_free_place(data_dir), inside.account, (0, 0))


def _free_place(data_dir: Path) -> Path:
    """A place without a database: one that a removed DATA_DIR left behind is neither used again nor deleted."""
    number, name = 1, folders.name_of(data_dir)
    while (STATE_FOLDER / name / "data").exists():
        number += 1
        name = f"{folders.name_of(data_dir)}-{number}"
    return STATE_FOLDER / name


def _belongs_to(path: Path) -> Path | None:
    note = path / BELONGS_TO
    return Path(note.read_text(encoding="utf-8").strip()) if note.exists() else None


def _check_pointer(path: Path, pointer: Path) -> None:
    if not path.is_dir():
        raise LauncherError(
            f"{pointer} says that the database lives in {path}, which is gone: restore that folder, "
            f"or remove {pointer} to begin with an empty database."
        )
    other = _belongs_to(path) or pointer.parent
    if _is_copy(pointer, other / POINTER):
        raise LauncherError(
            f"{pointer.parent} is a copy of {other}, which uses the database in {path}: "
            f"remove {pointer} to begin with an empty database, or set DATA_DIR."
        )


def _is_copy(pointer: Path, other: Path) -> bool:
    """A DATA_DIR that was moved took its pointer along; one that was copied has a twin in the old place."""
    if not os.path.exists(other) or pointer.samefile(other):  # noqa: PTH110 - False too where we may not look
        return False
    return pointer.read_text(encoding="utf-8") == other.read_text(encoding="utf-8")


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
