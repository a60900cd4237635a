import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

import sportello
from sportello.core.serving.port import ServingError, listen

PROGRAM = [sys.executable, "-m", "sportello.core.serving.tests.program"]
# The child finds the package where this test found it, installed or not.
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(sportello.__path__[0]).parent)}


class Tree:
    """The program of `program.py`, running, and what it has said."""

    def __init__(self, folder: Path, port: int = 0, method: str = "fork") -> None:
        self.folder = folder
        self.said = folder / "said"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [*PROGRAM, str(port), str(folder), method], stdout=said, stderr=said, env=ENVIRONMENT
            )
        until(lambda: "http://" in self.said.read_text() or self.process.poll() is not None)
        found = re.search(r"http://\S+", self.said.read_text())
        assert found
        self.url = found[0]
        self.port = int(self.url.rpartition(":")[2])

    def web(self) -> int:
        """The process id of the web process that happens to answer."""
        return int(httpx.get(self.url, timeout=60).text)

    def worker(self) -> int:
        """The process id of the worker."""
        path = self.folder / "worker"
        until(lambda: path.exists() and path.read_text() != "")
        return int(path.read_text())

    def pids(self) -> set[int]:
        """All processes, once two web processes and the worker are there."""
        webs = {self.web()}

        def both() -> bool:
            webs.add(self.web())
            return len(webs) == 2

        until(both)
        return {*webs, self.worker()}

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal to the parent and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for `condition`, asking anew a few times a second."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and not only its exit code."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_free(port: int) -> bool:
    """Whether the port can be taken."""
    with suppress(ServingError):
        listen(port).close()
        return True
    return False


@contextmanager
def tree(folder: Path, **options: int | str) -> Iterator[Tree]:
    """The program for the length of a test; nothing of it is left afterwards."""
    grown = Tree(folder, **options)  # type: ignore[arg-type]
    try:
        yield grown
    finally:
        with suppress(ProcessLookupError):
            grown.process.kill()
        grown.process.wait(60)
        until(lambda: is_free(grown.port))


def test_it_serves_from_two_processes_and_runs_the_worker(tmp_path: Path) -> None:
    with tree(tmp_path) as grown:
        assert len(grown.pids()) == 3
        assert grown.process.pid not in grown.pids()


def test_it_shares_a_burst_of_connections_between_its_processes(tmp_path: Path) -> None:
    with tree(tmp_path) as grown, ExitStack() as burst:
        grown.pids()
        address = ("127.0.0.1", grown.port)
        clients = [burst.enter_context(socket.create_connection(address, timeout=60)) for _ in range(20)]
        for client in clients:
            client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answers = [client.makefile("rb").read().rpartition(b"\r\n\r\n")[2] for client in clients]
        assert len(set(answers)) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_with_exit_code_0_when_it_is_told_to(tmp_path: Path, number: int) -> None:
    with tree(tmp_path) as grown:
        pids = grown.pids()
        assert grown.end(number) == 0
        assert not any(is_alive(pid) for pid in pids)
        assert is_free(grown.port)
        assert "Traceback" not in grown.said.read_text()


def test_it_lets_a_running_page_finish(tmp_path: Path) -> None:
    with tree(tmp_path) as grown:
        grown.pids()
        with socket.create_connection(("127.0.0.1", grown.port), timeout=60) as client:
            client.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(0.4)
            assert grown.end() == 0
            assert client.recv(100).startswith(b"HTTP/1.1 200")


def test_it_starts_a_killed_web_process_again_and_serves_meanwhile(tmp_path: Path) -> None:
    with tree(tmp_path) as grown:
        before = grown.pids()
        victim = grown.web()
        os.kill(victim, signal.SIGKILL)
        assert grown.web() in before - {victim}
        until(lambda: grown.web() not in before)
        assert re.search(rf"web-\d \(pid {victim}\) was ended by SIGKILL; starting it again in 1 s", said(grown))


def test_it_starts_a_killed_worker_again(tmp_path: Path) -> None:
    with tree(tmp_path) as grown:
        victim = grown.worker()
        os.kill(victim, signal.SIGKILL)
        until(lambda: grown.worker() != victim)
        assert f"worker (pid {victim}) was ended by SIGKILL" in said(grown)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_it_leaves_no_orphan_when_the_parent_is_killed(tmp_path: Path, method: str) -> None:
    with tree(tmp_path, method=method) as grown:
        pids = grown.pids()
        os.kill(grown.process.pid, signal.SIGKILL)
        grown.process.wait(60)
        until(lambda: not any(is_alive(pid) for pid in pids), seconds=4)
        assert is_free(grown.port)


def test_it_leaves_no_orphan_that_does_not_listen(tmp_path: Path) -> None:
    (tmp_path / "deaf").touch()
    with tree(tmp_path) as grown:
        pids = grown.pids()
        os.kill(grown.process.pid, signal.SIGKILL)
        grown.process.wait(60)
        until(lambda: not any(is_alive(pid) for pid in pids), seconds=6)


def test_it_kills_a_process_that_does_not_end_in_time(tmp_path: Path) -> None:
    (tmp_path / "deaf").touch()
    with tree(tmp_path) as grown:
        worker = grown.worker()
        begun = time.monotonic()
        assert grown.end() == 0
        assert 1.5 < time.monotonic() - begun < 20
        assert not is_alive(worker)
        assert f"worker (pid {worker}) did not end in time and is killed" in said(grown)


def test_it_does_not_wait_when_it_is_told_twice(tmp_path: Path) -> None:
    (tmp_path / "deaf").touch()
    (tmp_path / "patient").touch()
    with tree(tmp_path) as grown:
        grown.worker()
        grown.process.send_signal(signal.SIGINT)
        time.sleep(1.1)
        begun = time.monotonic()
        assert grown.end(signal.SIGINT) == 0
        assert time.monotonic() - begun < 20


def test_it_serves_by_spawned_processes_too(tmp_path: Path) -> None:
    with tree(tmp_path, method="spawn") as grown:
        assert len(grown.pids()) == 3
        assert grown.end() == 0


def test_it_says_in_one_line_that_the_port_is_in_use(tmp_path: Path) -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        done = run_program(str(port), tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"Port {port} on 127.0.0.1 is in use. Stop what is using it or choose another with PORT=.\n"
    assert not (tmp_path / "worker").exists()


@pytest.mark.parametrize("port", ["65536", "-1", "http", "", "1e3", "８０"])
def test_it_says_in_one_line_that_a_port_is_none(tmp_path: Path, port: str) -> None:
    done = run_program(port, tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"PORT must be a number from 0 to 65535, not {port!r}.\n"


def test_it_does_not_fork_beside_a_thread(tmp_path: Path) -> None:
    done = run_program("0", tmp_path, LEAVE_A_THREAD="1")
    assert done.returncode == 1
    assert done.stderr == "Cannot fork the processes: a thread is running (left-over).\n"


def run_program(port: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    env = ENVIRONMENT | environment
    return subprocess.run(
        [*PROGRAM, port, str(folder)], capture_output=True, text=True, timeout=60, env=env, check=False
    )


def said(grown: Tree) -> str:
    """What the program wrote so far."""
    return grown.said.read_text()
