"""How the last days went: the figures that say most, and two charts."""

from collections.abc import Mapping

from sportello.desk.insights.charting import chart_of
from sportello.desk.insights.plans import TODAY
from sportello.desk.insights.tiles import tiles

from .card import Card, Look

HIT_GOAL = 0.95


def show(look: Look) -> Mapping[str, object]:
    """The figures beside the days before, the deadline hit rate and the issues day by day."""
    asked = look.frame.asked
    return {
        "tiles": tiles(TODAY, asked),
        "charts": [chart_of("deadline_hit", asked, goal=HIT_GOAL), chart_of("issues", asked)],
    }


FIGURES = Card("desk/insights/cards/figures.html", show, wide=True)
