"""Tags of the insights' templates."""

from typing import Any

from django import template

from sportello.desk.insights.navigation import Section, sections

register = template.Library()


@register.simple_tag(takes_context=True)
def insight_sections(context: dict[str, Any]) -> list[Section]:
    """The pages of the insights that the agent of this page may open."""
    request = context["request"]
    return sections(request.user, request.path)
