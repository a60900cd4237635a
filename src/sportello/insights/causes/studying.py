"""Looking for causes and keeping what was found, so that pages read rows instead of a quarter of answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from sportello.insights.models import CauseLine, CauseStudy, Trouble

from .cases import Candidate
from .collecting import Looked, look
from .judging import VERSION, Judged

SPANS: Final = (28, 90)
"""Over how many days causes are looked for."""

MOST_LINES: Final = 400
"""Lines kept of a study: all causes, then those with the largest surplus."""

_FIGURES: Final = ("cases", "hits", "others", "difference", "low", "high", "p", "q", "surplus", "rank")

type Place = tuple[str, str, str]


def study_all(*, now: datetime) -> None:
    """Look for the causes of every trouble over every span."""
    for trouble in Trouble:
        for days in SPANS:
            study(trouble=trouble, days=days, now=now)


def study(*, trouble: Trouble, days: int, now: datetime) -> CauseStudy:
    """Look for the causes of one trouble in the last `days` local days, today included, and keep them in place of what
    was found before. A line keeps its id as long as it is found."""
    return _keep(look(trouble=trouble, days=days, now=now), trouble, days, now)


@transaction.atomic
def _keep(found: Looked, trouble: Trouble, days: int, now: datetime) -> CauseStudy:
    judgement = found.judgement
    row, _made = CauseStudy.objects.update_or_create(
        trouble=trouble,
        days=days,
        defaults={
            "first": found.last - timedelta(days=days - 1),
            "last": found.last,
            "at": now,
            "cases": judgement.cases,
            "hits": judgement.hits,
            "inflation": judgement.inflation,
            "longer_than": found.longer_than,
            "version": VERSION,
        },
    )
    kept = judgement.found[:MOST_LINES]
    causes = [one for one in kept if one.because is None]
    known = _write(row, causes, {})
    known |= _write(row, [one for one in kept if one.because is not None], known)
    row.lines.exclude(pk__in=known.values()).delete()
    return row


def _write(study: CauseStudy, found: Sequence[Judged], causes: Mapping[Place, int]) -> dict[Place, int]:
    """Keep lines, new or known; their ids by place. `causes` are those of the lines that explain others."""
    rows = [_row(study, one, causes) for one in found]
    CauseLine.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["study", "dimension", "key", "topic"],
        update_fields=[*_FIGURES, "verdict", "because"],
    )
    places = {_place(one.candidate) for one in found}
    every = study.lines.values_list("dimension", "key", "topic", "pk")
    return {place: pk for *named, pk in every if (place := (named[0], named[1], named[2])) in places}


def _place(candidate: Candidate) -> Place:
    return candidate.dimension, candidate.key, candidate.topic


def _row(study: CauseStudy, one: Judged, causes: Mapping[Place, int]) -> CauseLine:
    because = causes[_place(one.because)] if one.because else None
    figures = {name: getattr(one, name) for name in _FIGURES}
    return CauseLine(
        study=study,
        dimension=one.candidate.dimension,
        key=one.candidate.key,
        topic=one.candidate.topic,
        verdict=one.verdict,
        because_id=because,
        **figures,
    )
