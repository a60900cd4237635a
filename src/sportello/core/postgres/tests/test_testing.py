"""One cluster for a test run: shared with its workers, gone at its end, swept up after a crash."""

import os
import signal
from pathlib import Path

from sportello.core.postgres import testing
from sportello.core.postgres.tests.launching import Spawn, is_alive

RUN = """
import os, subprocess, sys
from sportello.core.postgres.testing import start_for_tests
server = start_for_tests()
if os.fork() == 0:
    sys.exit(0)
os.wait()
worker = "from sportello.core.postgres.testing import start_for_tests; print(start_for_tests().pid)"
assert subprocess.run([sys.executable, "-c", worker], capture_output=True, text=True).stdout == f"{server.pid}\\n"
assert start_for_tests().pid == server.pid
print(server.pid, os.environ["SPORTELLO_TEST_CLUSTER"], flush=True)
sys.stdin.readline()
"""


def test_it_gives_each_run_one_cluster_and_removes_it_at_the_end(folder: Path, spawn: Spawn) -> None:
    folder.mkdir(mode=0o755)
    bystander = folder / f"{testing.PREFIX}-{os.geteuid()}-data"
    bystander.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != testing.VARIABLE}
    runs = [spawn(RUN, env=environment | {"TMPDIR": str(folder)}) for _ in range(2)]
    clusters = [(run.stdout.readline() if run.stdout else "").split(maxsplit=1) for run in runs]
    pids = [int(pid) for pid, _ in clusters]
    assert pids[0] != pids[1]
    assert all(is_alive(pid) for pid in pids)
    assert testing.remove_leftovers(folder) == []

    out, err = runs[0].communicate("\n", timeout=180)
    assert (out, err, runs[0].returncode) == ("", "", 0)
    assert [is_alive(pid) for pid in pids] == [False, True]

    runs[1].send_signal(signal.SIGKILL)
    runs[1].wait()
    assert is_alive(pids[1])
    assert testing.remove_leftovers(folder) == [Path(clusters[1][1].strip())]
    assert not is_alive(pids[1])
    assert set(folder.iterdir()) == {bystander, folder / f"{testing.PREFIX}-{os.geteuid()}.lock"}
