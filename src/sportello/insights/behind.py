"""The tickets behind a figure."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from sportello.reading.vocabulary import CATEGORIES

from .gathering.running import zone_name
from .measures import MEASURES, Measure
from .measures.kinds import Behind, By
from .models import (
    AnswerFact,
    IssueFact,
    ObligationFact,
    OrderFact,
    RepeatFact,
    SuggestionFact,
    VisitFact,
    WorkFact,
)
from .narrowing import EVERYTHING, Only, as_channels
from .spans import Span

type Moments = tuple[datetime, datetime]


def tickets_behind(
    measure: Measure | str, span: Span, only: Only = EVERYTHING, *, bad: bool = False
) -> QuerySet[IssueFact]:
    """The issues that a figure rests on, the newest first; with `bad` only those that spoil it: deadlines missed,
    issues opened again, answers after which the buyer wrote again."""
    wanted = measure if isinstance(measure, Measure) else MEASURES[measure]
    narrowed = as_channels(only)
    issues = IssueFact.objects.whole().order_by("-opened_at", "-ticket")
    if narrowed is None:
        return issues.none()
    if narrowed.channels:
        issues = issues.filter(channel__in=narrowed.channels)
    for term in wanted.part:
        if term.by == By.CATEGORY and len(wanted.part) == 1:
            issues = issues.filter(_about(By.CATEGORY, term.key))
    if narrowed.by is not None:
        issues = issues.filter(_about(narrowed.by, narrowed.key))
    zone = ZoneInfo(zone_name())
    return issues.filter(_WHEN[wanted.behind](span.moments(zone), span, bad))


def _about(by: By, key: str) -> Q:
    """Issues of this key. Of a macro, an article and a reason: those with such an answer or repeat."""
    match by:
        case By.TOPIC:
            return Q(topics__contains=[key])
        case By.CATEGORY:
            return Q(topics__overlap=list(CATEGORIES.get(key, ())))
        case By.RISK:
            return Q(risks=[]) if key == "none" else Q(risks__contains=[key])
        case By.AGENT:
            return Q(agents__contains=[int(key)])
        case By.MACRO:
            return Q(ticket__in=AnswerFact.objects.filter(macros__contains=[int(key)]).values("root"))
        case By.ARTICLE:
            return Q(ticket__in=AnswerFact.objects.filter(articles__contains=[int(key)]).values("root"))
        case By.REASON:
            return Q(ticket__in=RepeatFact.objects.filter(reason=key).values("root"))
        case By.STATE:
            return Q(ticket__in=SuggestionFact.objects.filter(state=key).values("root"))
        case By.OUTCOME | By.AUDIENCE:
            return Q(ticket__in=VisitFact.objects.filter(**{str(by): key}).values("ticket"))
        case _:
            return Q(**{str(by): key})


def _owed(found: QuerySet[ObligationFact]) -> Q:
    return Q(ticket__in=found.values("root"))


def _due(at: Moments, _span: Span, bad: bool) -> Q:
    due = ObligationFact.objects.filter(due_at__gte=at[0], due_at__lt=at[1], hit__isnull=False)
    return _owed(due.filter(hit=False) if bad else due)


def _resolved(at: Moments, _span: Span, bad: bool) -> Q:
    resolved = Q(resolved_at__gte=at[0], resolved_at__lt=at[1])
    return resolved & Q(spells__len__gt=2) if bad else resolved


def _window(at: Moments, _span: Span, bad: bool) -> Q:
    over = Q(window_ends_at__gte=at[0], window_ends_at__lt=at[1], solved_at_first__isnull=False)
    return over & Q(solved_at_first=False) if bad else over


def _settled(at: Moments, _span: Span, bad: bool) -> Q:
    found = AnswerFact.objects.filter(settles_at__gte=at[0], settles_at__lt=at[1], settled=True).exclude(kind="notice")
    return Q(ticket__in=(found.exclude(again_at=None) if bad else found).values("root"))


def _reviewed(at: Moments, _span: Span, bad: bool) -> Q:
    found = AnswerFact.objects.filter(at__gte=at[0], at__lt=at[1], reviewed=True)
    return Q(ticket__in=(found.filter(Q(left_open__gt=0) | ~Q(missing=[])) if bad else found).values("root"))


def _owed_at_end(at: Moments, _span: Span, _bad: bool) -> Q:
    begun = ObligationFact.objects.filter(opened_at__lt=at[1])
    return _owed(begun.filter(Q(ended_at=None) | Q(ended_at__gte=at[1])))


def _open_at_end(at: Moments, _span: Span, _bad: bool) -> Q:
    return Q(opened_at__lt=at[1]) & (Q(resolved_at=None) | Q(resolved_at__gte=at[1]))


def _repeated(at: Moments, _span: Span, _bad: bool) -> Q:
    return Q(ticket__in=RepeatFact.objects.filter(at__gte=at[0], at__lt=at[1]).values("root"))


def _orders(found: QuerySet[OrderFact]) -> Q:
    return ~Q(order=0) & Q(order__in=found.values("order"))


_WHEN: Final[dict[Behind, Callable[[Moments, Span, bool], Q]]] = {
    Behind.BEGAN: lambda at, _span, _bad: Q(
        ticket__in=IssueFact.objects.filter(began_at__gte=at[0], began_at__lt=at[1]).values("root")
    ),
    Behind.OPENED: lambda at, _span, _bad: Q(opened_at__gte=at[0], opened_at__lt=at[1]),
    Behind.FIRST: lambda at, _span, _bad: Q(first_answered_at__gte=at[0], first_answered_at__lt=at[1]),
    Behind.NEXT: lambda at, _span, _bad: _owed(
        ObligationFact.objects.filter(turn=2, ended_at__gte=at[0], ended_at__lt=at[1])
    ),
    Behind.DUE: _due,
    Behind.OWED: _owed_at_end,
    Behind.OPEN: _open_at_end,
    Behind.RESOLVED: _resolved,
    Behind.WINDOW: _window,
    Behind.REPEATED: _repeated,
    Behind.ANSWERED: lambda at, _span, _bad: Q(
        ticket__in=AnswerFact.objects.filter(at__gte=at[0], at__lt=at[1]).values("root")
    ),
    Behind.SETTLED: _settled,
    Behind.REVIEWED: _reviewed,
    Behind.WORKED: lambda _at, span, _bad: Q(
        ticket__in=WorkFact.objects.filter(day__gte=span.first, day__lte=span.last).values("root")
    ),
    Behind.FLAGGED: lambda at, _span, _bad: Q(
        ticket__in=SuggestionFact.objects.filter(flagged_at__gte=at[0], flagged_at__lt=at[1]).values("root")
    ),
    Behind.DECIDED: lambda at, _span, _bad: Q(
        ticket__in=SuggestionFact.objects.filter(decided_at__gte=at[0], decided_at__lt=at[1]).values("root")
    ),
    Behind.VISITED: lambda at, _span, _bad: Q(
        ticket__in=VisitFact.objects.filter(began_at__gte=at[0], began_at__lt=at[1]).exclude(ticket=0).values("ticket")
    ),
    Behind.CLAIMED: lambda at, _span, _bad: _orders(
        OrderFact.objects.filter(claimed_at__gte=at[0], claimed_at__lt=at[1])
    ),
    Behind.FEEDBACK: lambda at, _span, _bad: _orders(
        OrderFact.objects.filter(bad_feedback_at__gte=at[0], bad_feedback_at__lt=at[1])
    ),
}
