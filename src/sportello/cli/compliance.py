"""`sportello compliance`: asking the rules about a text, and teaching the head that judges what texts mean."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .trouble import Trouble

LONGEST = 20_000


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    compliance = commands.add_parser("compliance", help="the marketplaces' rules on texts")
    acts = compliance.add_subparsers(required=True, metavar="ACT")
    check = acts.add_parser("check", help="say which rules a text from standard input breaks")
    check.add_argument("--audience", default="amazon", choices=["amazon", "ebay", "walmart", "shop", "any"])
    kinds = ["reply", "proactive", "article", "insert", "confirmation", "listing"]
    check.add_argument("--kind", default="reply", choices=kinds)
    check.add_argument("--language", default="", help="the reader's language")
    check.add_argument("--order", default="", help="the order's number")
    check.set_defaults(command=check_text)
    train = acts.add_parser("train", help="teach the head anew from its corpus (needs the extra `dev`)")
    train.add_argument("--corpus", type=Path, help="a folder of lines instead of the one that ships")
    train.add_argument("--out", type=Path, help="where to write the head instead of the one that ships")
    train.set_defaults(command=train_head)


def check_text(given: argparse.Namespace) -> int:
    """`sportello compliance check < text`: one JSON object a problem; 0 whether there are any or none."""
    from sportello.compliance.lint import Audience, Context, Kind, lint

    text = sys.stdin.buffer.read(LONGEST).decode("utf-8", "replace")
    context = Context(Audience(given.audience), Kind(given.kind), given.language, given.order)
    for problem in lint(text, context):
        told = {
            "rule": problem.rule,
            "slug": problem.slug,
            "severity": problem.severity,
            "text": text[problem.start : problem.end],
            "why": problem.explanation(given.language or "en"),
        }
        print(json.dumps(told, ensure_ascii=False))
    return 0


def train_head(given: argparse.Namespace) -> int:
    """`sportello compliance train`: prints the report of the training as JSON, its steps on standard error."""
    try:
        from sportello.compliance.meaning.head import SHIPPED
        from sportello.compliance.meaning.lessons import CORPUS
        from sportello.compliance.meaning.training import train

        corpus, out = given.corpus or CORPUS, given.out or SHIPPED
        report = train(corpus, out, say=lambda line: print(line, file=sys.stderr))
    except ModuleNotFoundError as missing:
        raise Trouble(f"training needs {missing.name}, which is not installed") from missing
    except (ValueError, OSError) as unusable:
        raise Trouble(f"the head could not be taught: {unusable}") from unusable
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0
