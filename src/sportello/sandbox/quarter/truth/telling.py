"""The truth of a quarter as a file."""

from dataclasses import dataclass

from sportello.sandbox.quarter.playing import Played

from .counting import count, issues_of
from .ledger import Ledger
from .planted import Planted, as_data, planted


@dataclass(frozen=True, slots=True)
class Truth:
    """The true figures and what was planted."""

    figures: Ledger
    planted: Planted


def truth_of(played: Played) -> Truth:
    """All that is true of a quarter, as it stands at its end."""
    return Truth(count(played), planted(played, issues_of(played)))


def as_document(played: Played, truth: Truth) -> dict[str, object]:
    """The truth as JSON has it: a figure is measure, day, channel, breakdown, key, number and total."""
    cells = sorted(truth.figures.cells(), key=lambda one: one[0])
    return {
        "seed": played.seed,
        "first": played.time.first.isoformat(),
        "ends": played.time.ends,
        "agents": {str(person.place): person.email for person in played.people},
        "figures": [
            [cell.measure, cell.day.isoformat(), cell.channel, cell.by, cell.key, value.n, value.total]
            for cell, value in cells
        ],
        "planted": as_data(truth.planted),
    }
