"""Starting and stopping: `demo`, `serve`, `stop`, `check`."""

import argparse
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sportello.core.postgres import cluster
from sportello.core.postgres.errors import LauncherError
from sportello.core.serving.port import ServingError, address, listen, parse_port

from .database import data_dir, ready
from .trouble import Trouble


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    demo = commands.add_parser("demo", help="start the desk with a demo shop (what `make run` does)")
    demo.set_defaults(command=run_demo)
    serve = commands.add_parser("serve", help="start the desk for real work")
    serve.set_defaults(command=run_serve)
    stop = commands.add_parser("stop", help="stop the database of the data directory")
    stop.set_defaults(command=stop_database)
    check = commands.add_parser("check", help="say whether the database can be used")
    check.set_defaults(command=check_database)


def run_serve(_given: argparse.Namespace) -> int:
    """`sportello serve`: an empty desk that asks for its first owner."""
    listening = listening_socket()
    with database_while_running() as own_database:
        from .house import run

        return run(listening, greeting="  Ctrl-C stops everything.\n", own_database=own_database)


def run_demo(_given: argparse.Namespace) -> int:
    """`sportello demo`: the desk of Casa Lume, with the sandbox's mail servers as its world."""
    listening = listening_socket()
    os.environ["SPORTELLO_DEMO"] = "1"
    from .demo import fill_shop, open_shop, world

    with world(data_dir()) as listens, database_while_running() as own_database:
        from .house import run

        outside = listens()
        open_shop(outside)
        first = partial(fill_shop, outside)
        return run(listening, greeting=outside.greeting, own_database=own_database, first=first)


@contextmanager
def database_while_running() -> Iterator[Path | None]:
    """A database ready to use: gives the data directory of an embedded one, which is stopped at the end, else None."""
    own = None if os.environ.get("DATABASE_URL") else data_dir()
    ready()
    try:
        yield own
    finally:
        if own is not None:
            cluster.stop(own)


def stop_database(_given: argparse.Namespace) -> int:
    """`sportello stop`: end the embedded PostgreSQL of the data directory."""
    try:
        stopped = cluster.stop(data_dir())
    except LauncherError as refused:
        raise Trouble(str(refused)) from refused
    print("The database is stopped." if stopped else "The database was not running.")
    return 0


def check_database(_given: argparse.Namespace) -> int:
    """`sportello check`: start what is needed and say that all is well."""
    ready(migrate=False)
    print("The database can be used.")
    return 0


def listening_socket() -> socket.socket:
    """The port of `PORT` (8000 without), taken before anything else is started. Raises `Trouble` when it cannot be."""
    try:
        listening = listen(parse_port(os.environ.get("PORT") or "8000"))
    except ServingError as refused:
        raise Trouble(str(refused)) from refused
    os.environ.setdefault("SPORTELLO_BASE_URL", address(listening))
    return listening
