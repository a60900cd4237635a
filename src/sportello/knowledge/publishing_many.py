"""Publishing several editions at once: each by itself, and one list of what keeps the others back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sportello.accounts.models import Agent

from .models import Edition, Verdict
from .publishing import CannotPublish, publish

MOST: Final = 40
"""Editions in one go: each is held to the rules of everybody who may read it, some tenths of a second of work."""


@dataclass(frozen=True, slots=True)
class KeptBack:
    """An edition that was not published, and the verdicts that keep it back."""

    edition: Edition
    verdicts: Sequence[Verdict]
    needs_a_lead: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What became of several editions."""

    published: Sequence[Edition]
    kept_back: Sequence[KeptBack]


def publish_all(*, editions: Iterable[Edition], by: Agent, now: datetime) -> Done:
    """Publish the latest version of each edition (with its texts), each in a transaction of its own.

    What a rule keeps back hinders none of the others. Editions without a newer text than the published one are passed
    over; at most `MOST` are looked at.
    """
    published: list[Edition] = []
    kept_back: list[KeptBack] = []
    for edition in list(editions)[:MOST]:
        if edition.latest is None or not edition.has_newer_text:
            continue
        try:
            publish(version=edition.latest, by=by, now=now)
        except CannotPublish as refused:
            kept_back.append(KeptBack(edition, refused.verdicts, refused.needs_a_lead))
        else:
            published.append(edition)
    return Done(published, kept_back)
