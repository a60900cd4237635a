"""Figures broken down: a row for each topic, channel or product, with a bar for the eye and the number beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sportello.insights import asking
from sportello.insights.asking import Figure, Only
from sportello.insights.charts import drawing
from sportello.insights.exporting.tables import Cell as Told
from sportello.insights.exporting.tables import Table
from sportello.insights.measures import MEASURES, Measure
from sportello.insights.measures.kinds import By, Unit

from .asked import Asked
from .frame import span_of
from .naming import names
from .tiles import address_of, between, said, way

MOST_ROWS = 30
"""More rows than these are for who asks for them: with six figures in each they outweigh the rest of the page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a row, in words; `bar` is its drawing."""

    said: str
    between: str
    bar: SafeString
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """What one key comes to."""

    name: str
    key: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The table: heads with their definitions, and rows, those that rest on the most first; `left_out` rows are not
    shown."""

    by: By
    measures: Sequence[Measure]
    rows: Sequence[Row]
    left_out: int


@dataclass(frozen=True, slots=True)
class Found:
    """The figures behind a table: measures that have this breakdown, keys in order, figures by measure and key."""

    by: By
    measures: Sequence[Measure]
    keys: Sequence[str]
    figures: Mapping[tuple[str, str], Figure]


def found(slugs: Sequence[str], by: By, asked: Asked) -> Found:
    """What these measures come to, broken down; a handful of queries for all of them."""
    measures = [MEASURES[slug] for slug in slugs if by in MEASURES[slug].breakdowns]
    told = asking.all_broken_down(measures, by, span_of(asked.days), Only(channels=asked.channels))
    figures = {(slug, key): figure for slug, lines in told.items() for key, figure in lines}
    return Found(by, measures, list(dict.fromkeys(key for _slug, key in figures)), figures)


def breakdown(data: Found, asked: Asked, *, most: int | None = MOST_ROWS) -> Breakdown:
    """The table in words: the first rows, or all of them."""
    shown = data.keys[:most]
    called = names(data.by, shown)
    columns = [(measure, address_of(measure.slug), _top(measure, data)) for measure in data.measures]
    rows = [Row(called[key], key, list(_cells(columns, key, data, asked))) for key in shown]
    return Breakdown(data.by, data.measures, rows, len(data.keys) - len(shown))


def table(data: Found, asked: Asked, *, page: str) -> Table:
    """The table for other programs: every row, each figure with its interval and what it rests on."""
    called = names(data.by, data.keys)
    heads = ["key", "name"]
    for measure in data.measures:
        heads += [measure.slug, f"{measure.slug}_low", f"{measure.slug}_high", f"{measure.slug}_cases"]
    about: dict[str, Told] = {"page": page, "by": data.by.value, "first": asked.days.first, "last": asked.days.last}
    rows = ([key, called[key], *_told(data, key)] for key in data.keys)
    return Table(f"{page} {asked.days.first} {asked.days.last}", heads, rows, about)


def _told(data: Found, key: str) -> list[Told]:
    cells: list[Told] = []
    for measure in data.measures:
        figure = data.figures.get((measure.slug, key))
        known = figure is not None and figure.value is not None
        cells += [figure.value, figure.low, figure.high, figure.n] if figure and known else [None, None, None, None]
    return cells


def _cells(columns: Iterable[tuple[Measure, str, float]], key: str, data: Found, asked: Asked) -> Iterator[Cell]:
    """The figures of a key, of measures with the address of their tickets and what their longest bar stands for."""
    for measure, address, top in columns:
        figure = data.figures.get((measure.slug, key))
        if figure is None or figure.value is None:
            yield Cell(said(measure, None), "", SafeString(""), "")
            continue
        ends = between(measure, figure)
        whiskers = (figure.low, figure.high) if ends and measure.unit is not Unit.POINTS else (None, None)
        bar = drawing.bar(figure.value, top=top, low=whiskers[0], high=whiskers[1])
        href = way(address, asked, by=data.by.value, key=key)
        yield Cell(said(measure, figure.value), ends, SafeString(bar), href)


def _top(measure: Measure, data: Found) -> float:
    """What the longest bar stands for: the whole for shares, else the highest value."""
    if measure.unit is Unit.SHARE:
        return 1.0
    return max(
        (figure.value or 0.0 for (slug, _key), figure in data.figures.items() if slug == measure.slug), default=0
    )
