"""How the last days went: the figures that say most, and two charts."""

from collections.abc import Mapping

from sportello.desk.insights.charting import chart_of
from sportello.desk.insights.plans import TODAY
from sportello.desk.insights.sheets import sheet_of
from sportello.desk.insights.tiles import tiles

from .card import Card, Look

HIT_GOAL = 0.95


def show(look: Look) -> Mapping[str, object]:
    """The figures beside the days before, the deadline hit rate and the issues day by day."""
    asked = look.frame.asked
    sheet = sheet_of(TODAY, asked)
    return {
        "tiles": tiles(TODAY, asked, sheet),
        "charts": [chart_of("deadline_hit", asked, sheet, goal=HIT_GOAL), chart_of("issues", asked, sheet)],
    }


FIGURES = Card("desk/insights/cards/figures.html", show, wide=True)
