"""A card of the page Today: what every part of the insights may put there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sportello.accounts.models import Agent
from sportello.desk.insights.frame import Frame


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at which days and channels, and when."""

    agent: Agent
    frame: Frame
    now: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its template, and what that needs. `show` answers None where there is nothing to say.

    `wide` cards take the whole width. The number of queries of `show` must not grow with what it shows.
    """

    template: str
    show: Callable[[Look], Mapping[str, object] | None]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A card with what it shows."""

    template: str
    data: Mapping[str, object]
    wide: bool


def shown(cards: "tuple[Card, ...]", look: Look) -> list[Shown]:
    """The cards that have something to say, in their order."""
    said = ((card, card.show(look)) for card in cards)
    return [Shown(card.template, data, card.wide) for card, data in said if data is not None]
