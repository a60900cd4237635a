"""The contact form's tree of choices: what stands below what, and what is wrong with it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

DEEPEST, MOST = 4, 120


@dataclass(frozen=True, slots=True)
class Node:
    """One choice, by its id and that of the choice above it."""

    id: int
    parent: int | None
    topic: str = ""


class Fault(StrEnum):
    """What is wrong with a choice, or with the tree."""

    CIRCLE = "circle"
    TOO_DEEP = "too_deep"
    ORPHAN = "orphan"
    NO_TOPIC = "no_topic"
    TOO_MANY = "too_many"

    @property
    def breaks_the_tree(self) -> bool:
        """Whether a choice with this fault cannot be walked to, or not be walked past."""
        return self in {Fault.CIRCLE, Fault.ORPHAN, Fault.TOO_DEEP}


def faults(nodes: Iterable[Node]) -> Mapping[int, Fault]:
    """What is wrong, by choice: a circle, more than four levels, a parent that is not there, an end without a topic.

    Of too many choices (over 120) those behind the last allowed one are named.
    """
    by_id = {node.id: node for node in nodes}
    below = children(by_id.values())
    found: dict[int, Fault] = {}
    for number, node in enumerate(by_id.values()):
        way = ancestors(node.id, by_id)
        if way is None:
            found[node.id] = Fault.CIRCLE
        elif by_id[way[-1] if way else node.id].parent is not None:
            found[node.id] = Fault.ORPHAN
        elif len(way) >= DEEPEST:
            found[node.id] = Fault.TOO_DEEP
        elif not node.topic and not below.get(node.id):
            found[node.id] = Fault.NO_TOPIC
        elif number >= MOST:
            found[node.id] = Fault.TOO_MANY
    return found


def children(nodes: Iterable[Node]) -> Mapping[int | None, Sequence[int]]:
    """The ids directly below each choice, in the order given; those at the top under None."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for node in nodes:
        below[node.parent].append(node.id)
    return below


def ancestors(node_id: int, by_id: Mapping[int, Node]) -> Sequence[int] | None:
    """The ids above a choice, nearest first; None when they run in a circle."""
    way: list[int] = []
    above = by_id[node_id].parent
    while above is not None and above in by_id:
        if above in way or above == node_id:
            return None
        way.append(above)
        above = by_id[above].parent
    return way
