"""The command line. Whatever goes wrong for a person's reason ends in one line and an exit code, not in a traceback."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from . import (
    accounts,
    articles,
    compliance,
    data,
    evaluation,
    insights,
    macros,
    mail,
    reading,
    repeats,
    retention,
    review,
    running,
    sandbox,
    searching,
    sync,
)
from .trouble import Trouble

type Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 1 could not be done, 2 not understood)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sportello.config.settings")
    # Before anything imports numpy, which would start threads that forbid a fork.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    given = _parser().parse_args(arguments)
    command: Command = given.command
    try:
        return command(given)
    except Trouble as trouble:
        print(f"sportello: {trouble}", file=sys.stderr)
        return trouble.code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sportello", description="One counter for every buyer.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for group in (
        running,
        mail,
        sync,
        accounts,
        articles,
        macros,
        compliance,
        data,
        reading,
        repeats,
        retention,
        review,
        searching,
        evaluation,
        insights,
        sandbox,
    ):
        group.add_to(commands)
    return parser
