"""`sportello repeats train`: teaching the scorer that recognises repeat contacts."""

import argparse
import json
import sys
from pathlib import Path

from .trouble import Trouble


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands to the command line."""
    repeats = commands.add_parser("repeats", help="the scorer that recognises repeat contacts")
    acts = repeats.add_subparsers(required=True, metavar="ACT")
    train = acts.add_parser("train", help="teach the scorer anew from its corpus (needs the extra `dev`)")
    train.add_argument("--corpus", type=Path, help="a folder of cases instead of the one that ships")
    train.add_argument("--out", type=Path, help="where to write the scorer instead of the one that ships")
    train.set_defaults(command=train_scorer)


def train_scorer(given: argparse.Namespace) -> int:
    """`sportello repeats train`: prints the report of the training as JSON, its steps on standard error."""
    try:
        from sportello.inbox.repeats.artefact import SHIPPED
        from sportello.inbox.repeats.corpus import CORPUS
        from sportello.inbox.repeats.training import train

        report = train(given.corpus or CORPUS, given.out or SHIPPED, say=lambda line: print(line, file=sys.stderr))
    except ModuleNotFoundError as missing:
        raise Trouble(f"training needs {missing.name}, which is not installed") from missing
    except (ValueError, OSError) as unusable:
        raise Trouble(f"the scorer could not be taught: {unusable}") from unusable
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0
