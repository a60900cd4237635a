"""Limits of marketplaces that are broken or almost."""

from collections.abc import Mapping

from sportello.desk.insights.frame import today_at
from sportello.desk.insights.health.lines import accounts
from sportello.insights.health.tipping import State

from .card import Card, Look

_TOLD = (State.BROKEN, State.CLOSE)


def show(look: Look) -> Mapping[str, object] | None:
    """The rates in trouble, by channel; None where there are none. Three queries."""
    found = accounts(look.frame.asked.channels, today_at(look.now))
    lines = [(one.channel, line) for one in found for line in one.lines if line.state in _TOLD and line.is_binding]
    return {"lines": lines} if lines else None


TIPPING = Card("desk/insights/cards/tipping.html", show)
