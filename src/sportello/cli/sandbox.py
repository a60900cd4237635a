"""`sportello sandbox`: what the world outside looks like, as files."""

import argparse
import json
import sys
from typing import Any

from . import quarter


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    group = commands.add_parser("sandbox", help="make data to try things on").add_subparsers(
        required=True, metavar="WHAT"
    )
    people = group.add_parser("people", help="records of people from several channels, with who is who, as JSON lines")
    people.add_argument("--seed", type=int, default=1, help="the same seed gives the same people (default: 1)")
    people.add_argument("--count", type=_count, default=1000, help="how many records (default: 1000)")
    people.set_defaults(command=make_people)
    quarter.add_to(group)


def make_people(given: argparse.Namespace) -> int:
    """`sportello sandbox people`: prints one record a line; `sportello evaluate identity` reads them."""
    from sportello.sandbox.people.making import make_people

    for record in make_people(seed=given.seed, count=given.count):
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    return 0


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 10_000_000:
        raise argparse.ArgumentTypeError("between 1 and 10,000,000")
    return count
