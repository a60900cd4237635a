"""`sportello review train`: teaching what judges whether an answer answers."""

import argparse
import json
import sys
from pathlib import Path

from .trouble import Trouble


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands to the command line."""
    review = commands.add_parser("review", help="what judges whether an answer answers everything")
    acts = review.add_subparsers(required=True, metavar="ACT")
    train = acts.add_parser("train", help="teach it anew from its corpus (needs the extra `dev`)")
    train.add_argument("--corpus", type=Path, help="a folder of cases instead of the one that ships")
    train.add_argument("--out", type=Path, help="where to write the model instead of the one that ships")
    train.set_defaults(command=train_review)


def train_review(given: argparse.Namespace) -> int:
    """`sportello review train`: prints the report of the training as JSON, its steps on standard error."""
    try:
        from sportello.replies.review.artefact import SHIPPED
        from sportello.replies.review.corpus import CORPUS
        from sportello.replies.review.training import train

        report = train(given.corpus or CORPUS, given.out or SHIPPED, say=lambda line: print(line, file=sys.stderr))
    except ModuleNotFoundError as missing:
        raise Trouble(f"training needs {missing.name}, which is not installed") from missing
    except (ValueError, OSError) as unusable:
        raise Trouble(f"the review could not be taught: {unusable}") from unusable
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0
