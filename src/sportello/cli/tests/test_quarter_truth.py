"""The true figures of a simulated quarter against those that are made of its events: each has to agree to the unit."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from sportello.cli.quarter_ground import Ground
from sportello.cli.quarter_writing import write
from sportello.insights.gathering.running import gather
from sportello.insights.models import Tally
from sportello.sandbox.quarter.playing import Played, play
from sportello.sandbox.quarter.truth.counting import count
from sportello.sandbox.quarter.truth.ledger import Cell, Ledger

type Place = tuple[str, date, int, str, str]

ENDS = datetime(2026, 11, 20, 18, tzinfo=UTC)
TALLY_OF = {"deadlines": "due"}


def nothing(_count: int) -> None:
    """No progress to be shown."""


def true_figures(ledger: Ledger, ground: Ground) -> dict[Place, tuple[int, int]]:
    """The truth by the ids that things got in the database."""
    return {
        place(cell, ground): (value.n, value.total) for cell, value in ledger.cells.items() if value.n or value.total
    }


def place(cell: Cell, ground: Ground) -> Place:
    """Where a true figure stands among the tallies."""
    ids = {
        "agent": lambda key: ground.agents[int(key)],
        "product": lambda key: ground.products[key],
        "macro": lambda key: ground.macros[int(key)].edition,
        "article": lambda key: ground.articles[int(key)].edition,
    }
    key = str(ids[cell.by](cell.key)) if cell.by in ids else cell.key
    return TALLY_OF.get(cell.measure, cell.measure), cell.day, ground.channels[cell.channel], cell.by, key


def made_figures() -> dict[Place, tuple[int, int]]:
    """What gathering made, without the buckets of medians."""
    rows = Tally.objects.exclude(by="bucket").exclude(n=0, total=0)
    return {row[:5]: row[5:] for row in rows.values_list("name", "day", "channel", "by", "key", "n", "total")}


def differences(played: Played, ground: Ground) -> Iterator[str]:
    """Every figure that is not as it is in truth, in words."""
    true, made = true_figures(count(played), ground), made_figures()
    for where in sorted(true.keys() | made.keys()):
        if true.get(where) != made.get(where):
            yield f"{where}: {true.get(where)} in truth, {made.get(where)} was made"


def check(*, tickets: int, seed: int, months: float) -> None:
    played = play(tickets=tickets, seed=seed, ends=ENDS, months=months)
    ground, _ids = write(played, step=nothing)
    gather(now=ENDS)
    assert made_figures()
    assert list(differences(played, ground))[:20] == []


@pytest.mark.django_db
def test_it_makes_the_true_figures_of_a_small_quarter() -> None:
    check(tickets=220, seed=11, months=2)


@pytest.mark.soak
@pytest.mark.django_db
def test_it_makes_the_true_figures_of_a_hundred_thousand_tickets() -> None:
    check(tickets=100_000, seed=7, months=3)
