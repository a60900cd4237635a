"""`sportello search`: teaching the ranking of the help centre's search, and making editions ready for it."""

import argparse
import json
import sys
from pathlib import Path

from .trouble import Trouble


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands to the command line."""
    search = commands.add_parser("search", help="the help centre's search")
    acts = search.add_subparsers(required=True, metavar="ACT")
    train = acts.add_parser("train", help="teach the ranking anew from its corpus (needs the extra `dev`)")
    train.add_argument("--corpus", type=Path, help="a folder of queries instead of the one that ships")
    train.add_argument("--out", type=Path, help="where to write the model instead of the one that ships")
    train.set_defaults(command=train_ranking)
    ready = acts.add_parser("prepare", help="make every published edition ready for search now")
    ready.set_defaults(command=prepare)


def train_ranking(given: argparse.Namespace) -> int:
    """`sportello search train`: prints the report of the training as JSON, its steps on standard error."""
    try:
        from sportello.knowledge.search.artefact import SHIPPED
        from sportello.knowledge.search.corpus import CORPUS
        from sportello.knowledge.search.training import train

        report = train(given.corpus or CORPUS, given.out or SHIPPED, say=lambda line: print(line, file=sys.stderr))
    except ModuleNotFoundError as missing:
        raise Trouble(f"training needs {missing.name}, which is not installed") from missing
    except (ValueError, OSError) as unusable:
        raise Trouble(f"the ranking could not be taught: {unusable}") from unusable
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


def prepare(_given: argparse.Namespace) -> int:
    """`sportello search prepare`: says how many editions became ready, as it goes."""
    from .database import ready

    ready()
    from django.utils import timezone

    from sportello.knowledge.search import storing

    done = 0
    while some := storing.make_ready(now=timezone.now(), most=storing.AT_ONCE):
        done += some
        print(f"\r{done} editions are ready", end="", file=sys.stderr, flush=True)
    print(f"\r{done} editions became ready")
    return 0
