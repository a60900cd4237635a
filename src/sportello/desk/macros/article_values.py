"""What macros may say of the article that answers the buyer's newest message, where one surely does."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sportello.desk.suggesting.offers import reader_of, suggested_for
from sportello.inbox.models import Thread
from sportello.replies.macros.formatting import Given

SPACE = "article."


def names_article(variables: Iterable[str]) -> bool:
    """Whether some variables are about an article: finding one costs more than a macro without one should."""
    return any(name.startswith(SPACE) for name in variables)


def of_article(thread: Thread, *, language: str, now: datetime) -> Mapping[str, Given]:
    """Title, text and link of the likely article in this language, as this buyer would read it; nothing where none is
    likely or it has a place without a value. The link only where one may stand (see `desk.suggesting`)."""
    reader = replace(reader_of(thread=thread, now=now), language=language)
    for offer in suggested_for(reader).offers:
        if offer.likely and not offer.gaps and not offer.in_other_language:
            return {"article.title": offer.title, "article.text": offer.text, "article.link": offer.link}
    return {}
