"""`sportello macros`: the macros that come with Sportello, and macros as files."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .database import ready
from .trouble import Trouble

if TYPE_CHECKING:
    from sportello.replies.macros.starting import Taken


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands to the command line."""
    macros = commands.add_parser("macros", help="replies that are ready: take in ours, export and import")
    acts = macros.add_subparsers(required=True, metavar="ACT")
    acts.add_parser("starter", help="take in the macros that come with Sportello").set_defaults(command=starter)
    out = acts.add_parser("export", help="write all macros into a zip file")
    out.add_argument("file", type=Path)
    out.set_defaults(command=export)
    into = acts.add_parser("import", help="take in macros from a zip file; those that are here stay as they are")
    into.add_argument("file", type=Path)
    into.set_defaults(command=import_zip)


def starter(given: argparse.Namespace) -> int:  # noqa: ARG001 - every command is given its arguments
    """`sportello macros starter`: once more takes in nothing new."""
    ready()
    from sportello.replies.macros.starting import starter_set, take

    return _say(take(macros=starter_set(), by=None, now=datetime.now(UTC), trusted=True))


def export(given: argparse.Namespace) -> int:
    """`sportello macros export FILE`."""
    ready()
    from sportello.desk.macros import packing

    given.file.write_bytes(packing.export())
    return 0


def import_zip(given: argparse.Namespace) -> int:
    """`sportello macros import FILE`: what something speaks against comes in as a draft."""
    ready()
    from sportello.desk.macros import packing
    from sportello.replies.macros.files import NotMacros
    from sportello.replies.macros.starting import take

    try:
        with given.file.open("rb") as opened:
            told = packing.unpack(opened)
    except (OSError, NotMacros) as refused:
        raise Trouble(f"nothing was taken in: {refused}") from refused
    return _say(take(macros=told, by=None, now=datetime.now(UTC)))


def _say(taken: "Taken") -> int:
    print(f"{taken.made} macros taken in, {taken.left} were here already.")
    for name in taken.unclean:
        print(f"  not in use, because something speaks against it: {name}")
    return 0
