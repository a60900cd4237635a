"""An edition as somebody reads it: its places filled for them, its Markdown as safe HTML."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sportello.business.models import Brand

from .filling import filled
from .models import Edition, Version
from .rendering import Address, Rendered, rendered
from .values import values_for


@dataclass(frozen=True, slots=True)
class Page:
    """Title and summary as plain text, the body rendered; `gaps` are the places for which there is no value."""

    title: str
    summary: str
    body: Rendered
    gaps: tuple[str, ...]


def page_of(
    version: Version,
    *,
    edition: Edition,
    reader: str,
    brand: Brand | None,
    address: Address,
    now: datetime,
    channel: int | None = None,
    country: str = "",
) -> Page:
    """A version of an edition as a reader of an audience (`reader`, a value of `Audience`) sees it.

    `address` says where "article:<slug>" and "help:<place>" lead on the page it is shown on (`help:home`,
    `help:contact`, `help:track`); a link that leads nowhere is only its words. For channel and country see
    `values.values_for`. Two queries (facts, channels), whatever the text. Raises `rendering.TooMuch`.
    """
    values = values_for(
        audience=reader,
        language=edition.language,
        brand=brand,
        on_day=timezone.localdate(now),
        channel=channel,
        country=country,
    )
    title, summary = filled(version.title, values), filled(version.summary, values)
    body = rendered(version.body, values=values, address=address)
    gaps = tuple(dict.fromkeys((*title.gaps, *summary.gaps, *body.gaps)))
    return Page(title.text, summary.text, body, gaps)
