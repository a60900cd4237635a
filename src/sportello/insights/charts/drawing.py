"""Drawing a chart as SVG. Pure.

Everything lies at percentages across, so that one drawing fills a phone and a screen with letters of the same size.
Colours are attributes for where no style sheet reaches (a mail's picture); on pages the classes' style sheet wins.
There are no `style` attributes, which a strict content security policy forbids.
"""

from collections.abc import Iterator, Sequence
from html import escape

from .chart import Chart, Goal, Kind, Point
from .scale import Scale, scale

HEIGHT, TOP, BOTTOM = 200, 12, 24
SIDE = 52
"""The room for the levels, left of the drawing."""

MOST_LABELS = 6
MOST_WHISKERS = 31
"""Intervals of more points than these would be a thicket."""

INK, SOFT, LINE, ACCENT, BEFORE, GOAL = "#211f1b", "#625b51", "#e7e3db", "#0b6758", "#a79f92", "#8f5200"
LETTERS = {"fill": SOFT, "font-size": "11", "font-family": "Liberation Sans, Arial, sans-serif"}
"""How letters look unless a style sheet says more; said once, for all that is inside."""

BROAD = {"stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round"}
UNITS = 1000
"""How finely places across are said where lines are stretched to their room."""

NAMESPACE = "http://www.w3.org/2000/svg"


def inline(chart: Chart) -> str:
    """The drawing for a page, as wide as its place; the page leaves `SIDE` pixels free left of it."""
    named = f"{chart.key}-title {chart.key}-desc"
    about = _words("title", chart.title, id=f"{chart.key}-title") + _words(
        "desc", chart.summary, id=f"{chart.key}-desc"
    )
    looks = {"class": "chart__drawing", "role": "img", "width": "100%", "height": str(HEIGHT), "aria-labelledby": named}
    looks |= LETTERS
    return _tag("svg", looks, about + _drawn(chart) + _bands(chart, _scale(chart)))


def standalone(chart: Chart, *, width: int) -> str:
    """The drawing as a file of its own, on white, so many units wide."""
    sheet = _tag("rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    room = width - SIDE - 8
    place = {"x": str(SIDE), "width": str(room), "height": str(HEIGHT), "overflow": "visible"}
    size = {"width": str(width), "height": str(HEIGHT), "viewBox": f"0 0 {width} {HEIGHT}", **LETTERS}
    drawn = _drawn(chart, units=room) + _dots(chart, _scale(chart))
    return _tag("svg", {"xmlns": NAMESPACE, **size}, sheet + _tag("svg", place, drawn))


def bar(value: float | None, *, top: float, low: float | None = None, high: float | None = None) -> str:
    """A level lying in a cell of a table, with its interval; only for the eye, because the cell says the number."""
    inner = ""
    if value is not None and top > 0:
        inner = _tag("rect", {"width": _across(min(value / top, 1.0)), "height": "12", "rx": "2"})
        if low is not None and high is not None and high > low:
            ends = {"x1": _across(min(low / top, 1.0)), "x2": _across(min(high / top, 1.0)), "y1": "6", "y2": "6"}
            inner += _tag("line", ends)
    return _tag("svg", {"class": "bar", "aria-hidden": "true"}, inner)


def _scale(chart: Chart) -> Scale:
    return scale(chart.values, from_nought=chart.kind is Kind.COLUMNS, ceiling=chart.ceiling, unit=chart.unit)


def _drawn(chart: Chart, *, units: float = UNITS) -> str:
    """All but the points themselves; lines lie in `units` across, which are drawn as wide as there is room."""
    levels = _scale(chart)
    values = _columns(chart, levels) if chart.kind is Kind.COLUMNS else _line(chart, levels, units)
    before = _before(chart, levels, units) if chart.is_compared else ""
    goal = _goal(chart.goal, levels) if chart.goal else ""
    return _levels(chart, levels) + goal + before + values + _labels(chart.points)


def _levels(chart: Chart, levels: Scale) -> str:
    made = ""
    for level in levels.levels:
        y = _down(levels.height(level))
        made += _tag("line", {"class": "chart__level", "x1": "0", "x2": "100%", "y1": y, "y2": y, "stroke": LINE})
        made += _text(chart.axis(level), "chart__axis", {"x": "-8", "y": y, "dy": "4", "text-anchor": "end"})
    return made


def _goal(goal: Goal, levels: Scale) -> str:
    y = _down(levels.height(goal.value))
    line = {
        "class": "chart__goal",
        "x1": "0",
        "x2": "100%",
        "y1": y,
        "y2": y,
        "stroke": GOAL,
        "stroke-dasharray": "4 4",
    }
    where = {"x": "100%", "y": y, "dy": "-4", "text-anchor": "end"}
    return _tag("line", line) + _text(goal.said, "chart__goal-name", where, GOAL)


def _before(chart: Chart, levels: Scale, units: float) -> str:
    known = [(place, point.before) for place, point in _placed(chart.points)]
    looks = {"class": "chart__before", "stroke": BEFORE, **BROAD}
    return _path(looks, _segments(known, levels, units), units)


def _line(chart: Chart, levels: Scale, units: float) -> str:
    known = [(place, point.value) for place, point in _placed(chart.points)]
    line = _path({"class": "chart__line", "stroke": ACCENT, **BROAD}, _segments(known, levels, units), units)
    if len(chart.points) > MOST_WHISKERS:
        return line
    looks = {"class": "chart__whiskers", "stroke": ACCENT, "stroke-opacity": "0.3"}
    return _path(looks, _whiskers(chart.points, levels, units), units) + line


def _segments(known: Sequence[tuple[float, float | None]], levels: Scale, units: float) -> str:
    """A line from point to point; it is broken where nothing is known."""
    told, pen = "", "M"
    for place, value in known:
        told += f"{pen}{place * units:.1f} {_down(levels.height(value))}" if value is not None else ""
        pen = "M" if value is None else "L"
    return told


def _whiskers(points: Sequence[Point], levels: Scale, units: float) -> str:
    return "".join(
        f"M{place * units:.1f} {_down(levels.height(point.low))}V{_down(levels.height(point.high))}"
        for place, point in _placed(points)
        if point.value is not None and point.low is not None and point.high is not None
    )


def _path(looks: dict[str, str], way: str, units: float) -> str:
    """Lines whose units across are stretched to the room there is, while they stay as thin as they are."""
    room = {"viewBox": f"0 0 {units:g} {HEIGHT}", "preserveAspectRatio": "none", "overflow": "visible"}
    looks = {**looks, "d": way, "fill": "none", "vector-effect": "non-scaling-stroke"}
    return _tag("svg", {"width": "100%", "height": str(HEIGHT), **room}, _tag("path", looks))


def _columns(chart: Chart, levels: Scale) -> str:
    inner, width = "", 0.7 / len(chart.points)
    for place, point in _placed(chart.points):
        if point.value:
            height = levels.height(point.value) * (HEIGHT - TOP - BOTTOM)
            box = {"x": _across(place - width / 2), "width": _across(width), "y": f"{HEIGHT - BOTTOM - height:.1f}"}
            inner += _tag("rect", {**box, "height": f"{height:.1f}", "rx": "1"})
    return _tag("g", {"class": "chart__columns", "fill": ACCENT}, inner)


def _labels(points: Sequence[Point]) -> str:
    every = -(-len(points) // MOST_LABELS) or 1
    return "".join(
        _text(point.label, "chart__label", {"x": _across(place), "y": str(HEIGHT - 6), "text-anchor": "middle"})
        for number, (place, point) in enumerate(_placed(points))
        if number % every == 0
    )


def _bands(chart: Chart, levels: Scale) -> str:
    """An invisible strip for each point, which a pointer or an arrow key finds; its words are shown by the browser."""
    wide, made = 1 / max(len(chart.points), 1), ""
    for place, point in _placed(chart.points):
        box = {"x": _across(place - wide / 2), "width": _across(wide), "height": str(HEIGHT - BOTTOM)}
        inner = _tag("rect", box) + _dot(chart, levels, place, point)
        made += _tag("g", {}, inner + _words("title", f"{point.label}: {point.said}"))
    return _tag("g", {"class": "chart__bands", "fill": "none", "pointer-events": "all"}, made)


def _dots(chart: Chart, levels: Scale) -> str:
    return "".join(_dot(chart, levels, place, point) for place, point in _placed(chart.points))


def _dot(chart: Chart, levels: Scale, place: float, point: Point) -> str:
    if point.value is None or chart.kind is not Kind.LINE:
        return ""
    radius = "3" if len(chart.points) <= MOST_WHISKERS else "1.5"
    return _tag("circle", {"cx": _across(place), "cy": _down(levels.height(point.value)), "r": radius, "fill": ACCENT})


def _text(words: str, name: str, where: dict[str, str], colour: str = "") -> str:
    return _words("text", words, **{"class": name}, **({"fill": colour} if colour else {}), **where)


def _words(tag: str, words: str, **attributes: str) -> str:
    return _tag(tag, attributes, escape(words, quote=False))


def _tag(name: str, attributes: dict[str, str], inner: str = "") -> str:
    """An element. Attributes are our own words and numbers; whatever others wrote is escaped as text inside."""
    said = "".join([f' {key}="{value}"' for key, value in attributes.items()])
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"


def _placed(points: Sequence[Point]) -> Iterator[tuple[float, Point]]:
    """Each point with its place across, from 0 to 1, in the middle of its band."""
    return (((number + 0.5) / len(points), point) for number, point in enumerate(points))


def _across(share: float) -> str:
    return f"{share * 100:.2f}%"


def _down(height: float) -> str:
    return f"{TOP + (1 - height) * (HEIGHT - TOP - BOTTOM):.1f}"
