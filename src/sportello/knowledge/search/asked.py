"""What people searched for: kept without who asked and without their numbers and addresses, for those who write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Max

from sportello.knowledge.models import Place, Search

from .finding import Found
from .words import folded, tidy

LONGEST: Final = 160
_TELLING: Final = 3  # digits by which a number may tell who asked

_MAIL = re.compile(r"\S+\s?(?:@|\(at\)|\[at\])\s?\S+")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+")
_STREET = re.compile(
    r"\b(?:via|viale|piazza|corso|vicolo|rue|avenue|boulevard|allee|impasse|calle|avenida|plaza|paseo)\s+[^\W\d_]{3,}"
    r"(?:\s+[^\W\d_]{3,})?\s*,?\s*\d+(?:\s?[a-z]\b)?"
    r"|\b[^\W\d_]*(?:strasse|gasse|weg|platz|allee|str\.)\s*\d+(?:\s?[a-z]\b)?"
    r"|\b\d+\s?[a-z]?,?\s+(?:[^\W\d_]+\s){1,3}(?:street|road|lane|avenue|drive|close)\b"
)
_CALLED = re.compile(
    r"\b(my name is|i am called|mi chiamo|ich heisse|mein name ist|je m'appelle|me llamo)\s+[^\W\d_]+(?:\s+[^\W\d_]+)?"
)
_NUMBER = re.compile(r"[+#]?\b\w*\d[\w./-]*(?:\s\d[\w./-]*)*")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A query (veiled and folded) to which nothing was found: how often, in which language, when last."""

    text: str
    language: str
    times: int
    last: datetime


def note(*, query: str, found: Found, place: Place, language: str, audience: str, now: datetime) -> Search:
    """Remember a search that somebody finished typing, without personal data."""
    return Search.objects.create(
        at=now,
        place=place,
        language=language,
        audience=audience,
        text=veiled(query),
        shown=[hit.edition.pk for hit in found.hits],
        none=found.none,
    )


def veiled(query: str) -> str:
    """A query without mail addresses, links, streets, names that introduce themselves, and numbers of three digits or
    more (a shorter one may be a size or a bulb's socket); folded and cut."""
    text = _STREET.sub("…", _LINK.sub("…", _MAIL.sub("…", folded(tidy(query)))))
    return _CALLED.sub(r"\1 …", _NUMBER.sub(_veil, text))[:LONGEST]


def _veil(number: re.Match[str]) -> str:
    return "#" if len(_DIGIT.findall(number[0])) >= _TELLING else number[0]


def unanswered(*, since: datetime, most: int = 100) -> Sequence[Unanswered]:
    """What was searched since then and found nothing, the commonest first; numbers alone are left out."""
    rows = Search.objects.filter(at__gte=since, shown=[]).exclude(text__in=("", "#", "…"))
    grouped = rows.values("text", "language").annotate(times=Count("pk"), last=Max("at"))
    ordered = grouped.order_by("-times", "-last")[:most]
    return [Unanswered(row["text"], row["language"], row["times"], row["last"]) for row in ordered]
