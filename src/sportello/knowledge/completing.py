"""Filling an open place of all articles at once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent

from . import writing
from .filling import OPEN, PLACE, places
from .models import Edition, Version
from .texts import Text
from .verdicts import text_of


def open_places(editions: Iterable[Edition]) -> Counter[tuple[str, str]]:
    """The places that wait for the seller's own words, each with its language and in how many editions it stands."""
    found: Counter[tuple[str, str]] = Counter()
    for edition in editions:
        if edition.latest is not None:
            found.update(
                {(place, edition.language) for place in places(edition.latest.whole) if place.startswith(OPEN)}
            )
    return found


@transaction.atomic
def complete(*, place: str, language: str, words: str, by: Agent | None, now: datetime) -> int:
    """Put words in an open place of every edition at work in a language, as new versions; returns how many changed.

    Raises ValueError for a place that is not one of those or for no words.
    """
    words = " ".join(words.split())
    if not place.startswith(OPEN) or not words:
        raise ValueError("only open places are filled, with words")
    editions = Edition.objects.at_work().with_texts().filter(language=language)
    return sum(_complete(edition, place, words, by, now) for edition in editions)


def _complete(edition: Edition, place: str, words: str, by: Agent | None, now: datetime) -> int:
    latest = edition.latest
    if latest is None or place not in places(latest.whole):
        return 0
    text = _with_words(latest, place, words)
    saved = writing.save(edition=edition, text=text, base=latest.number, by=by, now=now, judged_later=True)
    # A filled place changes nothing that translators would have to look at.
    latest.translations.update(based_on=saved)
    return 1


def _with_words(version: Version, place: str, words: str) -> Text:
    def put(text: str) -> str:
        return PLACE.sub(lambda match: words if match[1] == place else match[0], text)

    text = text_of(version)
    return replace(text, title=put(text.title), summary=put(text.summary), body=put(text.body))
