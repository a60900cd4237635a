"""Folders, running clusters and other processes for the launcher's tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from sportello.core.postgres import binaries, cluster, folders, places
from sportello.core.postgres.server import Server
from sportello.core.postgres.testing import place_for_tests
from sportello.core.postgres.tests.launching import SOURCES, Spawn


@pytest.fixture
def folder(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A DATA_DIR in a place that everybody may enter; pytest's own temporary folders are closed to others.

    To save time the programs in it are links to those of ``server``, unless another process copies them.
    """

    def link(source: Path, target: Path, keeper: tuple[int, int]) -> None:
        shutil.copytree(server.programs.folder, target, copy_function=os.link)
        binaries._open_for_reading(target, keeper)

    monkeypatch.setattr(binaries, "_copy", link)
    yield from _data_dir()


@pytest.fixture
def stocked(folder: Path) -> Path:
    """A DATA_DIR with the programs in it already, which other processes need not copy then."""
    home = places.settle(folders.prepared(folder))
    binaries.copied_into(home.path, account=home.account, keeper=home.keeper)
    return folder


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    """A running cluster whose programs are real copies; whoever stops or kills it finds it healed."""
    for folder in _data_dir():
        yield cluster.ensure_running(folder, fast=True)


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    """Start Python code in another process; whatever still runs at the end of the test is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *arguments: object, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        command: Sequence[str] = [sys.executable, "-c", code, *map(str, arguments)]
        environment = (os.environ if env is None else env) | {"PYTHONPATH": str(SOURCES)}
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _data_dir() -> Iterator[Path]:
    around = Path(tempfile.mkdtemp(prefix="sportello-launcher-", dir=place_for_tests()))
    around.chmod(0o755)
    yield around / "data dir"
    for left in sorted(around.rglob("postgres.lock")):
        with suppress(cluster.LauncherError):  # some tests spoil the place on purpose, after stopping the server
            cluster.destroy(left.parent)
    shutil.rmtree(around)
