"""What the list of what to write has to name in a simulated quarter, and what must not stand above it."""

from datetime import datetime

from sportello.cli.quarter_ground import Ground
from sportello.insights.writing import settling, sifting, weighing
from sportello.insights.writing.showing import Chosen, Line, lines, parted
from sportello.knowledge.search import storing
from sportello.sandbox.quarter.catalogue import TOPIC_TABLE
from sportello.sandbox.quarter.playing import Played
from sportello.sandbox.quarter.truth.counting import issues_of
from sportello.sandbox.quarter.truth.planted import planted

type Name = tuple[str, str, int | None]
"""A topic, a language, and the product where the gap is about one."""


def sought(played: Played, ground: Ground) -> list[Name]:
    """The planted gaps, that which cost the most minutes of handling first."""
    found = planted(played, issues_of(played)).gaps
    by_cost = sorted(found, key=lambda one: -one.issues * TOPIC_TABLE[one.gap.topic][2])
    return [(one.gap.topic, one.gap.language, ground.products.get(one.gap.product)) for one in by_cost]


def listed(now: datetime) -> list[Line]:
    """What the list says is to be written, the most valuable first, once everything is taken in."""
    while storing.make_ready(now=now):
        continue
    while sifting.take_in(now=now):
        continue
    settling.settle(now=now)
    weighing.weigh(now=now)
    return parted(lines(Chosen()), ()).write


def name_of(line: Line) -> Name:
    """What a line is about."""
    return line.gap.topic, line.gap.language, line.gap.product


def named(found: list[Line], wanted: list[Name]) -> list[Name]:
    """The planted gaps in the order in which they stand in the list, each once."""
    return list(dict.fromkeys(name for line in found if (name := name_of(line)) in wanted))


def covered_above(found: list[Line], wanted: list[Name]) -> list[Name]:
    """What stands above the last of the planted gaps although an edition answers it in truth; on what fits no topic
    there is none."""
    names = [name_of(line) for line in found]
    last = max((names.index(name) for name in wanted if name in names), default=0)
    return [name for name in names[:last] if name not in wanted and name[0] != "other"]
