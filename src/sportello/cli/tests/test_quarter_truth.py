"""The true figures of a simulated quarter against those that are made of its events: each has to agree to the unit."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sportello.cli.quarter_ground import Ground
from sportello.cli.quarter_writing import write
from sportello.insights.asking import WEEK, By, Figure, Only, Span, broken_down, figures
from sportello.insights.gathering.running import gather
from sportello.insights.measures import MEASURES
from sportello.insights.models import HourlyCost, Tally
from sportello.sandbox.quarter.catalogue import FORM, MARKETS
from sportello.sandbox.quarter.playing import Played, play
from sportello.sandbox.quarter.truth.counting import count
from sportello.sandbox.quarter.truth.ledger import Cell, Ledger
from sportello.sandbox.quarter.truth.measures import MEASURES as TRUE_MEASURES
from sportello.sandbox.quarter.truth.measures import Asked

type Place = tuple[str, date, int, str, str]

ENDS = datetime(2026, 11, 20, 18, tzinfo=UTC)
HOURLY = 27.5
BROKEN_DOWN = ("deadline_hit", "repeat_rate", "contact_rate", "deflection", "repeats_decided")
"""One of each kind; the tallies are compared in every breakdown."""
TALLY_OF = {"deadlines": "due"}


def nothing(_count: int) -> None:
    """No progress to be shown."""


def true_figures(ledger: Ledger, ground: Ground) -> dict[Place, tuple[int, int]]:
    """The truth by the ids that things got in the database."""
    return {place(cell, ground): (value.n, value.total) for cell, value in ledger.cells()}


def place(cell: Cell, ground: Ground) -> Place:
    """Where a true figure stands among the tallies."""
    name, key = TALLY_OF.get(cell.measure, cell.measure), number_of(cell.by, cell.key, ground)
    return name, cell.day, ground.channels[cell.channel], cell.by, key


def number_of(by: str, key: str, ground: Ground) -> str:
    """What a value of a breakdown is called in the database."""
    match by:
        case "agent":
            return str(ground.agents[int(key)])
        case "product":
            return str(ground.products[key])
        case "macro":
            return str(ground.macros[int(key)].edition)
        case "article":
            return str(ground.articles[int(key)].edition)
    return key


def made_figures() -> dict[Place, tuple[int, int]]:
    """What gathering made, without the buckets of medians."""
    rows = Tally.objects.exclude(by="bucket").exclude(n=0, total=0)
    return {row[:5]: row[5:] for row in rows.values_list("name", "day", "channel", "by", "key", "n", "total")}


def differences(ledger: Ledger, ground: Ground) -> Iterator[str]:
    """Every tally that is not as it is in truth, in words."""
    true, made = true_figures(ledger, ground), made_figures()
    for where in sorted(true.keys() | made.keys()):
        if true.get(where) != made.get(where):
            yield f"{where}: {true.get(where)} in truth, {made.get(where)} was made"


def asked_differently(played: Played, ledger: Ledger, ground: Ground) -> Iterator[str]:
    """Every measure that is not as it is in truth: of the whole time, of each week, on each channel, broken down."""
    whole = Span(played.time.first, played.time.days[-1])
    for span in [whole, *whole.steps(WEEK)]:
        yield from _of(Asked(ledger, span.first, span.last, hourly=HOURLY), figures(MEASURES, span), str(span))
    for key, channel in ground.channels.items():
        asked = Asked(ledger, whole.first, whole.last, (key,), hourly=HOURLY)
        yield from _of(asked, figures(MEASURES, whole, Only((channel,))), key)
    for slug in BROKEN_DOWN:
        for by in MEASURES[slug].breakdowns:
            yield from _broken_down(slug, by, Asked(ledger, whole.first, whole.last), whole, ground)


def _of(asked: Asked, made: Mapping[str, Figure], where: str) -> Iterator[str]:
    for slug, formula in TRUE_MEASURES.items():
        true, said = formula(asked), made[slug].value
        if not alike(slug, true, said):
            yield f"{slug} {where}: {true} in truth, {said} was said"


def _broken_down(slug: str, by: By, asked: Asked, span: Span, ground: Ground) -> Iterator[str]:
    said = {key: figure.value for key, figure in broken_down(slug, by, span)}
    true = {}
    for key, narrowed in narrowings(by, asked, ground).items():
        value = TRUE_MEASURES[slug](narrowed)
        if value or key in said:
            true[key] = value
    for key in true.keys() | said.keys():
        if not alike(slug, true.get(key), said.get(key)):
            yield f"{slug} by {by} {key}: {true.get(key)} in truth, {said.get(key)} was said"


def narrowings(by: By, asked: Asked, ground: Ground) -> dict[str, Asked]:
    """What to ask of the truth for each key of a breakdown."""
    if by is By.CHANNEL:
        return {str(number): replace(asked, channels=(key,)) for key, number in ground.channels.items()}
    if by is By.MARKETPLACE:
        kinds = {
            market.kind: [one.key for one in (*MARKETS, FORM) if one.kind == market.kind] for market in (*MARKETS, FORM)
        }
        return {kind: replace(asked, channels=keys) for kind, keys in kinds.items()}
    keys = asked.ledger.keys(by.value)
    return {number_of(by.value, key, ground): replace(asked, by=by.value, key=key) for key in keys}


def alike(slug: str, true: float | None, said: float | None) -> bool:
    """Whether two figures are one; medians are promised within 2 %."""
    if true is None or said is None:
        return true is said
    return said == pytest.approx(true, rel=0.021 if slug.endswith("_median") else 1e-9)


def check(*, tickets: int, seed: int, months: float) -> None:
    played = play(tickets=tickets, seed=seed, ends=ENDS, months=months)
    ground, _ids = write(played, step=nothing)
    gather(now=ENDS)
    HourlyCost.objects.create(since=date(2020, 1, 1), amount=HOURLY, currency="EUR", at=ENDS)
    ledger = count(played)
    assert made_figures()
    assert list(differences(ledger, ground))[:20] == []
    assert MEASURES.keys() == TRUE_MEASURES.keys()
    assert list(asked_differently(played, ledger, ground))[:20] == []


@pytest.mark.django_db
def test_it_makes_the_true_figures_of_a_small_quarter() -> None:
    check(tickets=180, seed=11, months=1.5)


@pytest.mark.soak
@pytest.mark.django_db
def test_it_makes_the_true_figures_of_a_hundred_thousand_tickets() -> None:
    check(tickets=100_000, seed=7, months=3)
