"""What several of the launcher's tests do: ask a server something, start one from another process, kill one."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg

import sportello
from sportello.core.postgres import processes
from sportello.core.postgres.server import Server

SOURCES = Path(sportello.__file__).resolve().parents[1]
LAUNCH = """
import sys
from pathlib import Path
from sportello.core.postgres import cluster
server = cluster.ensure_running(Path(sys.argv[1]), fast=True)
cluster.create_database(server, "counter")
print(server.pid, flush=True)
"""

type Spawn = Callable[..., subprocess.Popen[str]]


def value(server: Server, query: str, database: str = "postgres") -> object:
    """The one value that ``query`` gives."""
    with psycopg.connect(server.dsn(database), autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def run(server: Server, statement: str, database: str = "counter") -> None:
    """Run one statement as the application would."""
    with psycopg.connect(server.dsn(database), autocommit=True) as connection:
        connection.execute(statement.encode())


def kill(pid: int) -> None:
    """kill -9, and wait until the process is dead or a zombie."""
    os.kill(pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not is_alive(pid), 5.0)


def is_alive(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
