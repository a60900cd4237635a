"""`sportello read` and `sportello reading`: what a message says, and teaching the model that reads it."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .trouble import Trouble

LONGEST = 200_000


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    read = commands.add_parser("read", help="say what one message from standard input says")
    read.add_argument("--subject", default="")
    read.add_argument("--channel", default="", help="amazon, ebay, walmart, shopify, email or form")
    read.set_defaults(command=read_message)
    reading = commands.add_parser("reading", help="the model that reads messages")
    acts = reading.add_subparsers(required=True, metavar="ACT")
    train = acts.add_parser("train", help="teach the model anew from its corpus (needs the extra `dev`)")
    train.add_argument("--corpus", type=Path, help="a folder of labelled messages instead of the one that ships")
    train.add_argument("--out", type=Path, help="where to write the model instead of the one that ships")
    train.add_argument("--corrections", type=Path, help="what `sportello reading corrections` printed")
    train.set_defaults(command=train_model)
    corrections = acts.add_parser("corrections", help="print what agents corrected, as labelled cases to train with")
    corrections.set_defaults(command=export_corrections)
    report = acts.add_parser("confusion", help="which topics are taken for which others on a labelled file")
    report.add_argument("file", type=Path)
    report.set_defaults(command=confuse)


def read_message(given: argparse.Namespace) -> int:
    """`sportello read < message`: prints one reading as JSON."""
    from sportello.reading import read

    text = sys.stdin.buffer.read(LONGEST).decode("utf-8", "replace")
    reading = read(text, subject=given.subject, channel=given.channel)
    print(json.dumps(asdict(reading), ensure_ascii=False, indent=2))
    return 0


def train_model(given: argparse.Namespace) -> int:
    """`sportello reading train`: prints the report of the training as JSON, its steps on standard error."""
    try:
        from sportello.reading.artefact import SHIPPED
        from sportello.reading.training import CORPUS, train

        report = train(
            given.corpus or CORPUS,
            given.out or SHIPPED,
            corrections=given.corrections,
            say=lambda line: print(line, file=sys.stderr),
        )
    except ModuleNotFoundError as missing:
        raise Trouble(f"training needs {missing.name}, which is not installed") from missing
    except (ValueError, OSError) as unusable:
        raise Trouble(f"the model could not be taught: {unusable}") from unusable
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


def confuse(given: argparse.Namespace) -> int:
    """`sportello reading confusion FILE`: a table for people, worst topic first."""
    from sportello.reading.evaluating import confusion_report

    try:
        print(confusion_report(given.file))
    except (ValueError, OSError) as unusable:
        raise Trouble(f"{given.file} cannot be measured: {unusable}") from unusable
    return 0


def export_corrections(_given: argparse.Namespace) -> int:
    """`sportello reading corrections > FILE`: one labelled case a line, without names and numbers."""
    from .database import ready

    ready()
    from sportello.inbox.understanding.correcting import exported

    for case in exported():
        print(json.dumps(case, ensure_ascii=False))
    return 0
