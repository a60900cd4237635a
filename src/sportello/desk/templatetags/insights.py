"""Tags of the insights' templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from sportello.desk.insights.navigation import Section, sections
from sportello.insights.charts import drawing
from sportello.insights.charts.chart import Chart

register = template.Library()


@register.simple_tag(takes_context=True)
def insight_sections(context: dict[str, Any]) -> list[Section]:
    """The pages of the insights that the agent of this page may open."""
    request = context["request"]
    return sections(request.user, request.path)


@register.inclusion_tag("desk/insights/chart.html")
def chart(chart: Chart) -> dict[str, object]:
    """A chart with the table behind it; what others wrote in it was escaped where it was drawn."""
    return {"chart": chart, "drawing": SafeString(drawing.inline(chart)) if chart.is_known else ""}
