"""Starting and stopping: `demo`, `serve`, `stop`, `check`."""

import argparse
import os
import socket
from typing import Any

from sportello.core.postgres import cluster
from sportello.core.postgres.errors import LauncherError

from .database import data_dir, ready
from .trouble import Trouble

HOST = "127.0.0.1"


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
    port = port_wanted()
    ready()
    from . import house

    return house.run(port=port, demo=None)


def run_demo(_given: argparse.Namespace) -> int:
    """`sportello demo`: the desk of Casa Lume, with the sandbox's mail servers as its world."""
    port = port_wanted()
    os.environ["SPORTELLO_DEMO"] = "1"
    ready()
    from . import demo, house

    with demo.world(data_dir()) as world:
        demo.load_once(world)
        return house.run(port=port, demo=world)


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


def port_wanted() -> int:
    """The port of `PORT` (8000 without). Raises `Trouble` when it is no port, or taken."""
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT={text} is not a port; give a number from 1 to 65535")
    port = int(text)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as taken:
            raise Trouble(f"port {port} is in use; choose another with PORT=8001") from taken
    return port
