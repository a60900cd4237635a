"""Tags for what reading found in a message."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sportello.desk.place import Place
from sportello.desk.understanding import words
from sportello.desk.understanding.chips import Understanding, understanding_of
from sportello.desk.understanding.marks import Piece
from sportello.inbox.models import Message
from sportello.inbox.queue import ANY, UNKNOWN

register = template.Library()
register.filter("topic_name", words.topic)
register.filter("risk_name", words.risk)


@register.filter
def understood(message: Message) -> Understanding | None:
    """What is shown of a message's reading, None when there is nothing."""
    return understanding_of(message)


@register.filter
def with_marks(pieces: Sequence[Piece]) -> SafeString:
    """A text with its marks; every word of the buyer's is escaped."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces))


def _piece(piece: Piece) -> str:
    if piece.mark is None:
        return piece.text
    return format_html(
        '<mark class="mark mark--{}" title="{}">{}</mark>', piece.mark.kind, piece.mark.title, piece.text
    )


@register.inclusion_tag("desk/understanding/filter.html")
def narrowing(place: Place) -> dict[str, object]:
    """The form by which a view is narrowed to a topic, a risk or a language, and what it is narrowed to."""
    return {
        "place": place,
        "unknown": (UNKNOWN, words.topic(UNKNOWN)),
        "topics": words.topics_by_category(),
        "any": (ANY, words.risk(ANY)),
        "risks": [(slug, words.risk(slug)) for slug in words.RISKS if slug != ANY],
        "languages": words.languages(),
    }


@register.simple_tag
def topic_choices() -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """All topics by category."""
    return words.topics_by_category()


@register.simple_tag
def risk_choices() -> Sequence[tuple[str, str]]:
    """All risks."""
    return [(slug, words.risk(slug)) for slug in words.RISKS if slug != ANY]
