"""What the figures and charts of a page are made of, read at once."""

from collections.abc import Iterable

from sportello.insights import asking
from sportello.insights.asking import DAY, WEEK, Only, Sheet, Step

from .asked import Asked
from .frame import span_of

MOST_DAYS = 62
"""More days than these are shown by weeks."""


def step_of(asked: Asked) -> Step:
    """How charts of these days are cut."""
    return DAY if asked.days.count <= MOST_DAYS else WEEK


def sheet_of(slugs: Iterable[str], asked: Asked) -> Sheet:
    """The sums of these measures on the days that were asked for and those they are compared with, step by step. A
    handful of queries."""
    both = [span_of(days) for days in (asked.days, asked.compared) if days]
    steps = [step for span in both for step in span.steps(step_of(asked))]
    return asking.sheet(slugs, steps, Only(channels=asked.channels))
