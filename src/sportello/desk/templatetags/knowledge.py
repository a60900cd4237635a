"""Tags for articles and their editions."""

from django import template

from sportello.desk.knowledge.listing import chips
from sportello.desk.knowledge.words import MARKS, PLACES
from sportello.knowledge.filling import OPEN
from sportello.knowledge.matrix import Mark
from sportello.knowledge.models import Audience, Edition
from sportello.knowledge.states import State, is_failing, state_of

register = template.Library()

_LETTERS = {Audience.ANY: "∗", Audience.AMAZON: "A", Audience.EBAY: "E", Audience.WALMART: "W", Audience.SHOP: "S"}


@register.filter
def edition_state(edition: Edition) -> str:
    """How an edition stands, in words."""
    return ", ".join(words for _, words in chips(edition))


@register.filter
def edition_tone(edition: Edition) -> str:
    """The colour of an edition's chip: late when it breaks a rule, done when published, soon when on its way."""
    if is_failing(edition):
        return "late"
    state = state_of(edition)
    if state in {State.REVIEW, State.SCHEDULED} or (edition.published_id and state is not State.PUBLISHED):
        return "soon"
    return "done" if state is State.PUBLISHED else ""


@register.filter
def audience_name(audience: str) -> str:
    """The name of an audience."""
    return str(Audience(audience).label)


@register.filter
def audience_letter(audience: str) -> str:
    """The letter of an audience in the matrix."""
    return _LETTERS[Audience(audience)]


@register.filter
def mark_words(mark: str) -> str:
    """What a mark in the matrix means."""
    return str(MARKS[Mark(mark)])


@register.filter
def place_name(place: str) -> str:
    """What belongs in an open place."""
    return str(PLACES.get(place, place.removeprefix(OPEN).replace("_", " ")))
