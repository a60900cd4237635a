"""What helped before: readers' own word, and searches that ended with an article."""

import threading
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from django.db.models import Count, Q

from sportello.knowledge.models import Edition, Help, Search

_FRESH: Final = timedelta(minutes=5)
_DOUBT: Final = 5.0
"""How many readers of either kind an article is thought to have had before its first."""
_MOST: Final = 0.7

_lock = threading.Lock()
_known: tuple[datetime, dict[str, float]] | None = None


def note_help(*, edition: Edition, helped: bool, now: datetime, search: Search | None = None) -> Help:
    """Remember that an edition helped a reader or did not: they said so, or their visit ended with it."""
    return Help.objects.create(edition=edition, helped=helped, search=search, at=now)


def helped(*, now: datetime) -> dict[str, float]:
    """Of each article that anybody judged: how much more or less it helped, in log-odds between -0.7 and 0.7.

    Counted at most every five minutes in a process.
    """
    global _known  # noqa: PLW0603 - one small tally per process
    with _lock:
        if _known and timedelta(0) <= now - _known[0] < _FRESH:
            return _known[1]
    tally = Help.objects.values_list("edition__article__slug").annotate(
        yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False))
    )
    counted = {slug: advantage(yes, no) for slug, yes, no in tally}
    with _lock:
        _known = (now, counted)
    return counted


def advantage(yes: int, no: int) -> float:
    """Log-odds of helping, drawn towards nothing while few readers judged, bounded so that words still decide."""
    return float(np.clip(np.log((yes + _DOUBT) / (no + _DOUBT)), -_MOST, _MOST))


def forget() -> None:
    """Count anew at the next search."""
    global _known  # noqa: PLW0603
    with _lock:
        _known = None
