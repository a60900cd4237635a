"""`sportello insights gather` and `rebuild`: bringing figures up to the events, and making them anew."""

import argparse
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime

from .database import ready
from .progress import Bar


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands to the command line."""
    insights = commands.add_parser("insights", help="figures, made of what happened")
    acts = insights.add_subparsers(required=True, metavar="ACT")
    news = acts.add_parser("gather", help="bring figures up to what happened (the worker does so each minute)")
    news.set_defaults(command=gather_news)
    anew = acts.add_parser("rebuild", help="forget all figures and make them anew from the record of events")
    anew.set_defaults(command=rebuild_all)


def gather_news(_given: argparse.Namespace) -> int:
    """`sportello insights gather`: prints how many tickets, visits and orders were looked at."""
    ready()
    from sportello.insights.gathering import gather

    with ExitStack() as shown:
        count = gather(now=datetime.now(UTC), progress=_bar(shown))
    print(f"{count} looked at")
    return 0


def rebuild_all(_given: argparse.Namespace) -> int:
    """`sportello insights rebuild`: the same for everything; figures are incomplete until it is done."""
    ready()
    from sportello.insights.gathering import rebuild

    with ExitStack() as shown:
        count = rebuild(now=datetime.now(UTC), progress=_bar(shown))
    print(f"{count} counted anew")
    return 0


def _bar(shown: ExitStack) -> Callable[[int, int], None]:
    """A progress bar that learns its length with the first step."""
    bar: list[Bar] = []

    def step(done: int, total: int) -> None:
        if not bar:
            bar.append(shown.enter_context(Bar(total=total, what="figures")))
        bar[0].step(done - bar[0].done)

    return step
