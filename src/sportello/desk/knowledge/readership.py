"""What visitors of the help centres tell of editions: how often they are read, and whose readers write all the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from sportello.knowledge.models import Edition
from sportello.portal.models import HelpCentre, Outcome, StepKind, VisitStep

LOOKING_BACK = timedelta(days=90)
ENOUGH = 5
"""Fewer readers than these say nothing about a text."""
TOO_MANY = 0.25
"""A text of whose readers more than these write all the same is worth another look."""


@dataclass(frozen=True, slots=True)
class StillWriting:
    """An edition, how many settled visits read it, and how many of those wrote about it within three days."""

    edition: Edition
    readers: int
    wrote: int

    @property
    def percent(self) -> int:
        """How many of a hundred readers wrote."""
        return round(100 * self.wrote / self.readers)


def reads_by_edition(*, now: datetime) -> Mapping[int, int] | None:
    """How often each edition was read in the last 90 days; None where there is no help centre to count in."""
    if not HelpCentre.objects.exists():
        return None
    read = VisitStep.objects.filter(kind=StepKind.READ, at__gte=now - LOOKING_BACK, edition__isnull=False)
    return dict(read.values("edition").annotate(times=Count("pk")).values_list("edition", "times"))


def still_writing(*, now: datetime) -> list[StillWriting]:
    """Published editions of whose readers too many write all the same, most of them first."""
    read = VisitStep.objects.filter(
        kind=StepKind.READ,
        at__gte=now - LOOKING_BACK,
        visit__settled_at__isnull=False,
        edition__published__isnull=False,
    )
    counted = {
        edition: (readers, wrote)
        for edition, readers, wrote in read.values("edition")
        .annotate(
            readers=Count("visit", distinct=True),
            wrote=Count("visit", distinct=True, filter=Q(visit__outcome=Outcome.CONTACTED)),
        )
        .values_list("edition", "readers", "wrote")
        if readers >= ENOUGH and wrote / readers > TOO_MANY
    }
    editions = Edition.objects.with_texts().in_bulk(list(counted))
    found = [StillWriting(editions[pk], readers, wrote) for pk, (readers, wrote) in counted.items()]
    return sorted(found, key=lambda each: (-each.wrote, each.edition.pk))


def searched_in_vain(*, now: datetime, most: int = 20) -> Sequence[tuple[str, str, int]]:
    """What visitors searched and did not find in the last 90 days: the words, the language, how often; most first."""
    searched = VisitStep.objects.filter(kind=StepKind.SEARCHED, found=0, at__gte=now - LOOKING_BACK).exclude(words="")
    counted = searched.values("words", "visit__language").annotate(times=Count("pk"))
    return list(counted.order_by("-times", "words").values_list("words", "visit__language", "times")[:most])
