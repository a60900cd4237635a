"""kill -9 of anything at any moment: the next caller gets a working server with every committed row in it."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest

from sportello.core.postgres import cluster, processes, serving
from sportello.core.postgres.server import Server
from sportello.core.postgres.tests.launching import LAUNCH, Spawn, is_alive, kill, run, value

KILLS, STARTERS = 8, 4
COMPUTE = b"DO $$ BEGIN LOOP END LOOP; END $$"


@contextmanager
def busy(dsn: str) -> Iterator[None]:
    """A backend that computes, so that it does not notice when its postmaster dies."""
    connection = psycopg.connect(dsn, autocommit=True)
    connection.pgconn.send_query(COMPUTE)
    time.sleep(0.05)
    try:
        yield
    finally:
        connection.close()


@pytest.fixture
def shelf(server: Server) -> Path:
    """A DATA_DIR whose running database has a table with one lamp on it."""
    folder = server.socket_dir.parent.parent
    server = cluster.ensure_running(folder)
    cluster.create_database(server, "counter")
    run(server, "DROP TABLE IF EXISTS shelf")
    run(server, "CREATE TABLE shelf AS SELECT 'lamp' AS thing")
    return folder


def things(folder: Path) -> object:
    return value(cluster.ensure_running(folder), "SELECT count(*) FROM shelf", "counter")


def test_it_heals_when_killed_many_times_under_work_and_started_by_many(shelf: Path) -> None:
    with ProcessPoolExecutor(STARTERS, mp_context=get_context("spawn")) as starters:
        for killed in range(1, KILLS + 1):
            server = cluster.ensure_running(shelf)
            run(server, "INSERT INTO shelf VALUES ('chair')")
            with busy(server.dsn("counter")):
                kill(server.pid)
                answers = list(starters.map(cluster.ensure_running, [shelf] * STARTERS, timeout=30))
            assert {answer.pid for answer in answers} == {cluster.ensure_running(shelf).pid}
            assert things(shelf) == 1 + killed


def test_it_heals_within_a_moment_although_a_backend_still_computes(shelf: Path) -> None:
    server = cluster.ensure_running(shelf)
    with busy(server.dsn("counter")):
        kill(server.pid)
        begun = time.monotonic()
        assert things(shelf) == 1
    assert time.monotonic() - begun < 20  # without ending the backend it takes as long as that computes


def test_it_takes_a_zombie_for_dead(shelf: Path) -> None:
    running = cluster.ensure_running(shelf)
    cluster.stop(shelf)
    account, socket = running.programs.account, f"unix_socket_directories={running.socket_dir}"
    hba = f"hba_file={running.socket_dir.parent / 'hba.conf'}"
    parent = subprocess.Popen(
        [running.programs.programs / "postgres", "-D", shelf / "postgres" / "data", "-c", socket, "-c", hba],
        user=account.uid, group=account.gid, extra_groups=[], cwd="/", stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert processes.wait_until((running.socket_dir / ".s.PGSQL.5432").exists, 10.0)
    kill(parent.pid)  # and nobody reaps it
    assert Path(f"/proc/{parent.pid}").exists()
    assert not is_alive(parent.pid)
    assert things(shelf) == 1
    parent.wait()


def test_it_waits_for_a_server_that_recovers_from_a_killed_backend(shelf: Path) -> None:
    server = cluster.ensure_running(shelf)
    with psycopg.connect(server.dsn("counter")) as connection:
        kill(connection.info.backend_pid)
        assert cluster.ensure_running(shelf).pid == server.pid
        assert things(shelf) == 1


@pytest.mark.parametrize("content", ["", "no number\n", "{self}\n"])
def test_it_is_not_impressed_by_a_stale_or_damaged_pid_file(shelf: Path, content: str) -> None:
    kill(cluster.ensure_running(shelf).pid)
    (shelf / "postgres" / "data" / "postmaster.pid").write_text(content.format(self=os.getpid()))
    assert things(shelf) == 1


def test_it_is_not_held_up_by_the_lock_of_a_socket(shelf: Path) -> None:
    server = cluster.ensure_running(shelf)
    cluster.stop(shelf)
    (server.socket_dir / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    (server.socket_dir / ".s.PGSQL.5432").touch()
    assert things(shelf) == 1


def test_it_replaces_a_server_whose_socket_was_cleaned_away(shelf: Path) -> None:
    server = cluster.ensure_running(shelf)
    (server.socket_dir / ".s.PGSQL.5432").unlink()
    assert things(shelf) == 1
    assert not is_alive(server.pid)


def test_it_replaces_a_server_that_waits_for_its_clients_to_leave(shelf: Path) -> None:
    server = cluster.ensure_running(shelf)
    with psycopg.connect(server.dsn("counter")):
        os.kill(server.pid, signal.SIGTERM)
        status = shelf / "postgres" / "data" / "postmaster.pid"
        assert processes.wait_until(lambda: "stopping" in status.read_text(), 5.0)
        assert things(shelf) == 1


def test_it_says_so_when_a_living_server_is_silent(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.0)
    monkeypatch.setattr(serving, "ANSWER_PATIENCE", "1")
    server = cluster.ensure_running(shelf)
    os.kill(server.pid, signal.SIGSTOP)
    try:
        with pytest.raises(cluster.LauncherError, match="does not answer"):
            cluster.ensure_running(shelf)
    finally:
        os.kill(server.pid, signal.SIGCONT)


def test_it_goes_on_where_a_killed_starter_stopped(stocked: Path, spawn: Spawn) -> None:
    for seconds in (0.2, 0.35, 0.5, 0.7):
        starter = spawn(LAUNCH, stocked)
        time.sleep(seconds)
        starter.kill()
        starter.wait()
    server = cluster.ensure_running(stocked, fast=True)
    cluster.create_database(server, "counter")
    assert value(server, "SELECT current_user", "counter") == "sportello"
    cluster.stop(stocked)
    cluster.ensure_running(stocked)
    assert [path.name for path in (stocked / "postgres").glob("building-*")] == []


def test_it_makes_the_roles_that_a_killed_starter_did_not_come_to(shelf: Path) -> None:
    server = cluster.ensure_running(shelf)
    serving.sql(server, "postgres", "ALTER ROLE sportello RENAME TO aside;")
    (shelf / "postgres" / "prepared").unlink()
    assert value(cluster.ensure_running(shelf), "SELECT current_user") == "sportello"
    serving.sql(server, "postgres", "DROP ROLE sportello; ALTER ROLE aside RENAME TO sportello;")


def test_it_lets_go_of_an_old_release_of_its_programs(shelf: Path) -> None:
    older, other_major = (shelf / "postgres" / name for name in ("server-18.0.1", "server-17.9.1"))
    older.mkdir()
    other_major.mkdir()
    (shelf / "postgres" / ".copying-half").mkdir()
    cluster.ensure_running(shelf)
    assert older.exists()  # a running server may still need it
    cluster.stop(shelf)
    cluster.ensure_running(shelf)
    assert not older.exists()
    assert other_major.exists()  # pg_upgrade needs it


def test_it_waits_for_a_server_that_is_slow_to_become_one(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slowly = 'umask 077; log="$1"; shift; (sleep 1; exec "$@") >>"$log" 2>&1 </dev/null & echo $!'
    cluster.stop(shelf)
    monkeypatch.setattr(serving, "DETACHED", slowly)
    monkeypatch.setattr(cluster._start, "__kwdefaults__", {"tries": 1})
    assert things(shelf) == 1
