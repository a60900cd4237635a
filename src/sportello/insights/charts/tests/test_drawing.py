"""Charts as drawings: readable without colours, without styles, and as pictures."""

import io
import re
from xml.etree import ElementTree

from PIL import Image

from sportello.insights.charts import drawing, picturing
from sportello.insights.charts.chart import Chart, Goal, Kind, Point

DAYS = [
    Point("2 Nov", 0.91, "91 % (10 of 11)", 0.6, 0.99, before=0.88, before_said="88 %"),
    Point("3 Nov", None, "unknown"),
    Point("4 Nov", 0.95, "95 % <b>", before=0.9),
    Point("5 Nov", 0.97, "97 %", before=0.93),
]


def hits(points: list[Point] = DAYS, kind: Kind = Kind.LINE) -> Chart:
    return Chart(
        "hits", "In time & so on", "From 91 % to 97 %.", points, kind, lambda v: f"{v:.0%}", Goal(0.95, "goal"), 1.0
    )


def named(svg: str, name: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(svg).iter() if each.get("class") == name]


def test_it_names_itself_to_who_cannot_see_it() -> None:
    svg = drawing.inline(hits())
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "hits-title hits-desc"
    assert [root.findtext("title"), root.findtext("desc")] == ["In time & so on", "From 91 % to 97 %."]
    assert "style=" not in svg
    assert "<b>" not in svg


def test_it_draws_what_is_known_and_leaves_out_what_is_not() -> None:
    svg = drawing.inline(hits())
    (bands,) = named(svg, "chart__bands")
    assert len(bands) == len(DAYS)
    assert [band.find("circle") is not None for band in bands] == [True, False, True, True]
    (line,), (before,) = named(svg, "chart__line"), named(svg, "chart__before")
    assert re.sub(r"[\d. ]+", "", line.get("d", "")) == "MML"
    assert re.sub(r"[\d. ]+", "", before.get("d", "")) == "MML"
    assert bands[0].findtext("title") == "2 Nov: 91 % (10 of 11)"
    assert not hits([Point("2 Nov", None, "unknown")]).is_known


def test_it_begins_columns_at_nought() -> None:
    counted = [Point("a", 90, "90"), Point("b", 100, "100"), Point("c", 0, "0")]
    svg = drawing.inline(Chart("n", "Tickets", "", counted, Kind.COLUMNS, lambda v: f"{v:.0f}"))
    (columns,) = named(svg, "chart__columns")
    tall = [float(each.get("height", 0)) for each in columns]
    assert len(tall) == 2
    assert abs(tall[0] / tall[1] - 0.9) < 0.01
    assert next(each.text for each in named(svg, "chart__axis")) == "0"


def test_it_lays_a_bar_with_its_interval_in_a_cell() -> None:
    svg = drawing.bar(0.25, top=0.5, low=0.2, high=0.4)
    level, interval = ElementTree.fromstring(svg)
    assert level.get("width") == "50.00%"
    assert (interval.get("x1"), interval.get("x2")) == ("40.00%", "80.00%")
    assert list(ElementTree.fromstring(drawing.bar(None, top=1))) == []


def test_it_makes_pictures_in_a_process_of_its_own() -> None:
    (png,) = picturing.pictures([drawing.standalone(hits(), width=600)])
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (1200, 400)
        colours = image.convert("RGB").getcolors()
    assert colours is not None
    assert len(colours) > 4
    assert len(png) < 20_000
    assert picturing.pictures([]) == []
