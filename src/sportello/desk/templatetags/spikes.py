"""Spikes that go on now, on the desk of those who lead."""

from typing import Any

from django import template

from sportello.accounts.access import Permission
from sportello.desk.insights.spikes.naming import named
from sportello.insights.models import Spike

register = template.Library()

TOLD_AT_MOST = 1
"""Above a queue there is room for one line; the others stand behind it."""


@register.inclusion_tag("desk/insights/spikes/told.html", takes_context=True)
def spikes_going_on(context: dict[str, Any]) -> dict[str, object]:
    """What goes on, for whoever sees figures; one query, and two more for names while something does."""
    agent = context["request"].user
    if not agent.is_authenticated or not agent.may(Permission.SEE_FIGURES):
        return {"hears": False}
    going_on = list(Spike.objects.going_on())
    spikes = going_on[:TOLD_AT_MOST]
    names = named(key for spike in spikes for key in spike.series)
    told = [(spike, names[spike.cause_kind, spike.cause_key], names[spike.kind, spike.key]) for spike in spikes]
    return {"hears": True, "told": told, "more": len(going_on) - len(told)}
