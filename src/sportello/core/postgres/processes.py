"""Is that process alive, is it a PostgreSQL server, and is it ours?

Read from /proc where there is one. A zombie is dead: PostgreSQL's own check takes it for alive and refuses to start
until somebody reaps it, which in many containers nobody does.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PROC = Path("/proc")
HAS_PROC = (PROC / "self" / "stat").exists()
DEAD_STATES = "ZXx"

# What PostgreSQL understands by these signals, and the seconds it gets: SIGINT rolls back and stops, SIGQUIT drops all.
GENTLE_STOP = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))
HARD_STOP = ((signal.SIGQUIT, 1.0), (signal.SIGKILL, 5.0))


def serves(pid: int, data: Path) -> bool:
    """Whether ``pid`` is a living PostgreSQL process that works in the folder ``data``."""
    if not HAS_PROC:
        return _alive_by_ps(pid)
    name, state = _name_and_state(pid)
    return name == "postgres" and state not in DEAD_STATES and _works_in(pid, data)


def lives(pid: int) -> bool:
    """Whether ``pid`` is a living process of any kind: a server just started is a shell first, and works elsewhere."""
    if not HAS_PROC:
        return _by_ps(pid)[0] not in ("", *DEAD_STATES)
    return _name_and_state(pid)[1] not in DEAD_STATES


def serving(data: Path) -> list[int]:
    """All living PostgreSQL processes that work in ``data``, also those whose parent died. Empty without /proc."""
    if not HAS_PROC:
        return []
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit() and serves(int(entry.name), data)]


def end(find: Callable[[], Iterable[int]], *, steps: Iterable[tuple[signal.Signals, float]]) -> bool:
    """Send each signal to what ``find`` finds and wait up to its seconds; true once nothing is found any more."""
    for number, patience in steps:
        for pid in find():
            _signal(pid, number)
        if wait_until(lambda: not list(find()), patience):
            return True
    return not list(find())


def wait_until(done: Callable[[], bool], patience: float) -> bool:
    """Ask ``done`` every 20 ms for at most ``patience`` seconds; returns its last answer."""
    until = time.monotonic() + patience
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _name_and_state(pid: int) -> tuple[str, str]:
    try:
        line = (PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return "", "X"
    name, _, rest = line.partition("(")[2].rpartition(")")
    return name, rest.split()[0]


def _works_in(pid: int, data: Path) -> bool:
    try:
        return (PROC / str(pid) / "cwd").samefile(data)
    except OSError:
        return False


def _alive_by_ps(pid: int) -> bool:
    state, name = _by_ps(pid)
    return state not in ("", *DEAD_STATES) and Path(name).name == "postgres"


def _by_ps(pid: int) -> tuple[str, str]:
    command = ["/bin/ps", "-o", "stat=,comm=", "-p", str(pid)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a number, no shell
    state, _, name = found.stdout.strip().partition(" ")
    return state[:1], name.strip()
