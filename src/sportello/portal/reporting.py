"""Self-service in figures: what settled visits of a time say, and which articles helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from .deflection import Deflection, Ended, deflection
from .models import HelpCentre, StepKind, Visit, VisitStep, Vote, VoteReason


@dataclass(frozen=True, slots=True)
class Helped:
    """How an edition did: who read it, whom it helped, whom not, and the reason named most ("" for none)."""

    edition: int
    slug: str
    title: str
    language: str
    read: int
    yes: int
    no: int
    reason: str


def report(*, centre: HelpCentre | None, since: datetime, until: datetime) -> Deflection:
    """The deflection of visits that began in a time (`until` excluded) and are settled; None means all help centres."""
    at_form = VisitStep.objects.filter(visit=OuterRef("pk"), kind=StepKind.FORM)
    visits = Visit.objects.settled().filter(began_at__gte=since, began_at__lt=until)
    if centre is not None:
        visits = visits.filter(centre=centre)
    rows = visits.annotate(at_form=Exists(at_form)).values_list("outcome", "held_out", "at_form")
    return deflection(Ended(*row) for row in rows.iterator())


def helpfulness(*, centre: HelpCentre | None, since: datetime, until: datetime, most: int = 50) -> Sequence[Helped]:
    """The editions that were voted on or read in a time, those that helped least often first."""
    during = Q(at__gte=since, at__lt=until)
    votes = Vote.objects.filter(during)
    if centre is not None:
        votes = votes.filter(visit__centre=centre)
    names = ("edition", "edition__article__slug", "edition__published__title", "edition__language")
    yes, no = (Count("pk", filter=Q(helpful=helpful)) for helpful in (True, False))
    counted = votes.values(*names).annotate(yes=yes, no=no)
    rows = list(counted.order_by("-no", "yes")[:most])
    ids = [row["edition"] for row in rows]
    read = dict(
        VisitStep.objects.filter(during, kind=StepKind.READ, edition__in=ids)
        .values("edition").annotate(times=Count("visit", distinct=True)).values_list("edition", "times")
    )  # fmt: skip
    reasons = _reasons(votes.filter(edition__in=ids).exclude(reason=""))
    return [
        Helped(
            edition=row["edition"],
            slug=row["edition__article__slug"],
            title=row["edition__published__title"] or "",
            language=row["edition__language"],
            read=read.get(row["edition"], 0),
            yes=row["yes"],
            no=row["no"],
            reason=reasons.get(row["edition"], ""),
        )
        for row in rows
    ]


def _reasons(votes: QuerySet[Vote]) -> dict[int, str]:
    counted = votes.values("edition", "reason").annotate(times=Count("pk")).order_by("times")
    return {row["edition"]: str(VoteReason(row["reason"]).label) for row in counted}
