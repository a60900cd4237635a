"""Spikes that go on, on the page Today."""

from collections.abc import Mapping

from sportello.desk.insights.today.card import Card, Look
from sportello.insights.models import Spike

from .showing import shown

AT_MOST = 5


def show(_look: Look) -> Mapping[str, object] | None:
    """The spikes that go on; None while none does. Three queries at most."""
    going_on = list(Spike.objects.going_on().select_related("verdict")[:AT_MOST])
    return {"spikes": shown(going_on)} if going_on else None


SPIKES = Card("desk/insights/cards/spikes.html", show)
