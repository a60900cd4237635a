"""The embedded database is started again when somebody kills it."""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from sportello.cli.database import NAME
from sportello.cli.keeping import keep
from sportello.core.postgres import cluster
from sportello.core.postgres.testing import place_for_tests


@pytest.fixture
def data_dir() -> Iterator[Path]:
    around = Path(tempfile.mkdtemp(prefix="sportello-keeping-", dir=place_for_tests()))
    around.chmod(0o755)
    yield around / "data"
    cluster.destroy(around / "data")
    shutil.rmtree(around)


def answers_within(dsn: str, seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with suppress(psycopg.OperationalError), psycopg.connect(dsn, connect_timeout=5) as asked:
            return asked.execute("SELECT 1").fetchone() == (1,)
        time.sleep(0.1)
    return False


def test_it_starts_a_killed_database_again_and_ends_when_told(data_dir: Path) -> None:
    server = cluster.ensure_running(data_dir, fast=True)
    cluster.create_database(server, NAME)
    stop = threading.Event()
    keeper = threading.Thread(target=keep, args=(data_dir,), kwargs={"stop": stop})
    keeper.start()
    try:
        for _ in range(2):
            os.kill(cluster.ensure_running(data_dir).pid, signal.SIGKILL)
            assert answers_within(server.dsn(NAME), 20)
    finally:
        stop.set()
        keeper.join(60)
    assert not keeper.is_alive()
