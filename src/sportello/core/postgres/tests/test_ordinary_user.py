"""The same for somebody without any rights: their own folder, their own server."""

import os
import pwd
import shutil
import site
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

import sportello
from sportello.core.postgres import binaries, cluster
from sportello.core.postgres.account import Account, account_of
from sportello.core.postgres.tests.launching import is_alive

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else; all other tests cover users")
SESSION = """
import sys
from pathlib import Path
from sportello.core.postgres import cluster
folder = Path(sys.argv[1])
server = cluster.ensure_running(folder, fast=True)
cluster.create_database(server, "counter")
assert cluster.ensure_running(folder).pid == server.pid
assert cluster.stop(folder)
print(cluster.ensure_running(folder).pid)
"""


@pytest.fixture
def code(folder: Path) -> Path:
    """The launcher and its wheel where everybody may read them."""
    place, source = folder.parent / "code", Path(sportello.__file__).parent
    skip = shutil.ignore_patterns("__pycache__", "include", "*.a")
    shutil.copytree(source / "core" / "postgres", place / "sportello" / "core" / "postgres", ignore=skip)
    for name in ("__init__.py", "core/__init__.py"):
        shutil.copy(source / name, place / "sportello" / name)
    packages = next(Path(path) for path in site.getsitepackages() if (Path(path) / binaries.PACKAGE).exists())
    for found in packages.glob(f"{binaries.PACKAGE}*"):
        shutil.copytree(found, place / found.name, ignore=skip, copy_function=_link_or_copy)
    return place


def test_it_serves_an_ordinary_user_and_root_finds_the_same_server(folder: Path, code: Path) -> None:
    ada = account_of(pwd.getpwnam("nobody").pw_uid)
    folder.mkdir()
    os.chown(folder, ada.uid, ada.gid)
    done = _session(ada, folder, code)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.stat().st_uid for path in folder.rglob("*")} == {ada.uid}
    shutil.rmtree(code)
    found = cluster.ensure_running(folder)
    assert found.pid == int(done.stdout)
    with psycopg.connect(found.dsn("counter")) as connection:
        assert connection.info.user == "sportello"


def test_it_tells_an_ordinary_user_that_the_database_is_not_theirs(folder: Path, code: Path) -> None:
    server = cluster.ensure_running(folder, fast=True)
    zed = account_of(pwd.getpwnam("daemon").pw_uid)
    for rights, lock, words in (
        (0o755, 0o600, "Cannot write in"),
        (0o777, 0o600, "Permission denied"),
        (0o777, 0o666, "belongs to user id"),
    ):
        folder.chmod(rights)
        (folder / "postgres.lock").chmod(lock)
        last_line = _session(zed, folder, code).stderr.splitlines()[-1]
        assert last_line.startswith("sportello.core.postgres.errors.LauncherError: ")
        assert words in last_line
    assert is_alive(server.pid)


def _session(account: Account, folder: Path, code: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_interpreter(account), "-c", SESSION, folder], user=account.uid, group=account.gid, extra_groups=[], cwd="/",
        env={"PYTHONPATH": str(code)}, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


def _interpreter(account: Account) -> Path:
    """A Python that this user may run; ours may lie in a home that is closed to them."""
    for path in (Path(sys.executable).resolve(), Path("/usr/bin/python3").resolve()):
        if path.exists() and account.may_enter(path.parent):
            return path
    pytest.skip("no Python on this machine that an ordinary user may run")


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
