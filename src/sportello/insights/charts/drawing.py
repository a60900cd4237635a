"""Drawing a chart as SVG. Pure.

Everything lies at percentages across, so that one drawing fills a phone and a screen with letters of the same size.
Colours are attributes for where no style sheet reaches (a mail's picture); on pages the classes' style sheet wins.
There are no `style` attributes, which a strict content security policy forbids.
"""

import itertools
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from .chart import Chart, Kind, Point
from .scale import Scale, scale

HEIGHT, TOP, BOTTOM = 200, 12, 24
SIDE = 52
"""The room for the levels, left of the drawing."""

MOST_LABELS = 6
MOST_WHISKERS = 31
"""Intervals of more points than these would be a thicket."""

INK, SOFT, LINE, ACCENT, BEFORE, GOAL = "#211f1b", "#625b51", "#e7e3db", "#0b6758", "#a79f92", "#8f5200"
NAMESPACE = "http://www.w3.org/2000/svg"


def inline(chart: Chart) -> str:
    """The drawing for a page, as wide as its place; the page leaves `SIDE` pixels free left of it."""
    root = Element("svg", {"class": "chart__drawing", "role": "img", "width": "100%", "height": str(HEIGHT)})
    root.set("aria-labelledby", f"{chart.key}-title {chart.key}-desc")
    SubElement(root, "title", {"id": f"{chart.key}-title"}).text = chart.title
    SubElement(root, "desc", {"id": f"{chart.key}-desc"}).text = chart.summary
    _draw(root, chart)
    return tostring(root, encoding="unicode")


def standalone(chart: Chart, *, width: int) -> str:
    """The drawing as a file of its own, on white, so many units wide."""
    root = Element("svg", {"xmlns": NAMESPACE, "width": str(width), "height": str(HEIGHT)})
    root.set("viewBox", f"0 0 {width} {HEIGHT}")
    SubElement(root, "title").text = chart.title
    SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    place = SubElement(root, "svg", {"x": str(SIDE), "width": str(width - SIDE - 8), "height": str(HEIGHT)})
    place.set("overflow", "visible")
    _draw(place, chart)
    return tostring(root, encoding="unicode")


def bar(value: float | None, *, top: float, low: float | None = None, high: float | None = None) -> str:
    """A level lying in a cell of a table, with its interval; only for the eye, because the cell says the number."""
    root = Element(
        "svg", {"class": "bar", "width": "100%", "height": "12", "aria-hidden": "true", "focusable": "false"}
    )
    if value is not None and top > 0:
        share = min(value / top, 1.0)
        SubElement(root, "rect", {"class": "bar__level", "width": _across(share), "height": "12", "rx": "2"})
        if low is not None and high is not None and high > low:
            ends = {"x1": _across(min(low / top, 1.0)), "x2": _across(min(high / top, 1.0)), "y1": "6", "y2": "6"}
            SubElement(root, "line", {"class": "bar__interval", **ends})
    return tostring(root, encoding="unicode")


def _draw(root: Element, chart: Chart) -> None:
    levels = scale(chart.values, from_nought=chart.kind is Kind.COLUMNS, ceiling=chart.ceiling)
    _levels(root, chart, levels)
    if chart.goal:
        _goal(root, chart, levels)
    if chart.is_compared:
        _before(root, chart, levels)
    if chart.kind is Kind.COLUMNS:
        _columns(root, chart, levels)
    else:
        _line(root, chart, levels)
    _labels(root, chart.points)
    _bands(root, chart, levels)


def _levels(root: Element, chart: Chart, levels: Scale) -> None:
    for level in levels.levels:
        y = _down(levels.height(level))
        SubElement(root, "line", {"class": "chart__level", "x1": "0", "x2": "100%", "y1": y, "y2": y, "stroke": LINE})
        _text(root, chart.axis(level), "chart__axis", {"x": "-8", "y": y, "dy": "4", "text-anchor": "end"})


def _goal(root: Element, chart: Chart, levels: Scale) -> None:
    assert chart.goal is not None
    y = _down(levels.height(chart.goal.value))
    line = {"class": "chart__goal", "x1": "0", "x2": "100%", "y1": y, "y2": y, "stroke": GOAL}
    SubElement(root, "line", {**line, "stroke-dasharray": "4 4"})
    _text(root, chart.goal.said, "chart__goal-name", {"x": "100%", "y": y, "dy": "-4", "text-anchor": "end"}, GOAL)


def _before(root: Element, chart: Chart, levels: Scale) -> None:
    known = [(place, point.before) for place, point in _placed(chart.points)]
    _segments(root, known, levels, "chart__before", BEFORE)


def _line(root: Element, chart: Chart, levels: Scale) -> None:
    if len(chart.points) <= MOST_WHISKERS:
        _whiskers(root, chart.points, levels)
    _segments(root, [(place, point.value) for place, point in _placed(chart.points)], levels, "chart__line", ACCENT)


def _segments(
    root: Element, known: Sequence[tuple[float, float | None]], levels: Scale, name: str, colour: str
) -> None:
    """A line from point to point; it is broken where nothing is known."""
    group = SubElement(root, "g", {"class": name, "stroke": colour, "stroke-width": "2", "stroke-linecap": "round"})
    for (left, one), (right, other) in itertools.pairwise(known):
        if one is not None and other is not None:
            ends = {"x1": _across(left), "x2": _across(right)}
            ends |= {"y1": _down(levels.height(one)), "y2": _down(levels.height(other))}
            SubElement(group, "line", ends)


def _whiskers(root: Element, points: Sequence[Point], levels: Scale) -> None:
    group = SubElement(root, "g", {"class": "chart__whiskers", "stroke": ACCENT, "stroke-opacity": "0.3"})
    for place, point in _placed(points):
        if point.value is not None and point.low is not None and point.high is not None:
            x, ends = _across(place), (_down(levels.height(point.low)), _down(levels.height(point.high)))
            SubElement(group, "line", {"x1": x, "x2": x, "y1": ends[0], "y2": ends[1]})


def _columns(root: Element, chart: Chart, levels: Scale) -> None:
    group = SubElement(root, "g", {"class": "chart__columns", "fill": ACCENT})
    width = 0.7 / len(chart.points)
    for place, point in _placed(chart.points):
        if point.value:
            height = levels.height(point.value) * (HEIGHT - TOP - BOTTOM)
            box = {"x": _across(place - width / 2), "width": _across(width)}
            SubElement(
                group, "rect", {**box, "y": f"{HEIGHT - BOTTOM - height:.1f}", "height": f"{height:.1f}", "rx": "1"}
            )


def _labels(root: Element, points: Sequence[Point]) -> None:
    every = -(-len(points) // MOST_LABELS) or 1
    for number, (place, point) in enumerate(_placed(points)):
        if number % every == 0:
            at = {"x": _across(place), "y": str(HEIGHT - 6), "text-anchor": "middle"}
            _text(root, point.label, "chart__label", at)


def _bands(root: Element, chart: Chart, levels: Scale) -> None:
    """An invisible strip for each point, which a pointer or an arrow key finds; its words are shown by the browser."""
    wide = 1 / max(len(chart.points), 1)
    for place, point in _placed(chart.points):
        band = SubElement(root, "g", {"class": "chart__band"})
        box = {"x": _across(place - wide / 2), "width": _across(wide), "y": "0", "height": str(HEIGHT - BOTTOM)}
        SubElement(band, "rect", {**box, "fill": "none", "pointer-events": "all"})
        if point.value is not None and chart.kind is Kind.LINE:
            dot = {"cx": _across(place), "cy": _down(levels.height(point.value)), "r": _radius(chart)}
            SubElement(band, "circle", {"class": "chart__dot", **dot, "fill": ACCENT})
        SubElement(band, "title").text = f"{point.label}: {point.said}"


def _radius(chart: Chart) -> str:
    return "3" if len(chart.points) <= MOST_WHISKERS else "1.5"


def _text(root: Element, words: str, name: str, where: dict[str, str], colour: str = SOFT) -> None:
    looks = {"class": name, "fill": colour, "font-size": "11", "font-family": "Liberation Sans, Arial, sans-serif"}
    SubElement(root, "text", {**looks, **where}).text = words


def _placed(points: Sequence[Point]) -> Iterator[tuple[float, Point]]:
    """Each point with its place across, from 0 to 1, in the middle of its band."""
    return (((number + 0.5) / len(points), point) for number, point in enumerate(points))


def _across(share: float) -> str:
    return f"{share * 100:.2f}%"


def _down(height: float) -> str:
    return f"{TOP + (1 - height) * (HEIGHT - TOP - BOTTOM):.1f}"
