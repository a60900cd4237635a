"""The tickets behind a figure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet

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

# What a fact says itself; in other respects its issue is asked.
_AGENT: Final = {By.AGENT: "agent"}
_SUBJECT: Final = {
    By.TOPIC: "topics__contains",
    By.CATEGORY: "topics__overlap",
    By.RISK: "risks__contains",
    By.LANGUAGE: "language",
    By.COMPLEXITY: "complexity",
}
_OWN: Final[Mapping[type[Model], Mapping[By, str]]] = MappingProxyType(
    {
        ObligationFact: _AGENT,
        WorkFact: _AGENT,
        AnswerFact: {**_AGENT, By.MACRO: "macros__contains", By.ARTICLE: "articles__contains"},
        RepeatFact: {**_AGENT, **_SUBJECT, By.REASON: "reason"},
        SuggestionFact: {**_AGENT, By.STATE: "state"},
        VisitFact: {
            By.OUTCOME: "outcome", By.AUDIENCE: "audience", By.LANGUAGE: "language", By.TOPIC: "topics__contains",
            By.ARTICLE: "articles__contains",
        },
    }
)  # fmt: skip
_NUMBERS: Final = frozenset({By.AGENT, By.MACRO, By.ARTICLE, By.PRODUCT})


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked for: when (`until` excluded), where, of what, and whether only what spoils the figure."""

    span: Span
    since: datetime
    until: datetime
    only: Only
    bad: bool

    def between(self, column: str) -> Q:
        """Rows whose moment lies in the span."""
        return Q(**{f"{column}__gte": self.since, f"{column}__lt": self.until})

    def where(self, column: str) -> Q:
        """Rows on these channels."""
        return Q(**{f"{column}__in": self.only.channels}) if self.only.channels else Q()

    def of(self, model: type[Model], which: Q, root: str = "root") -> Q:
        """Issues that have such a fact, on these channels and of this key as far as the fact says so itself."""
        rows = model._default_manager.filter(which)
        rows = rows if model is WorkFact else rows.filter(self.where("channel"))
        lookup = _OWN.get(model, {}).get(self.only.by) if self.only.by else None
        if lookup and self.only.by:
            rows = rows.filter(**{lookup: _key(self.only.by, self.only.key, lookup)})
        found = Q(ticket__in=rows.exclude(**{root: 0}).values(root))
        return found if lookup else found & self.issues(channels=model is WorkFact)

    def issues(self, *, channels: bool = True) -> Q:
        """Issues on these channels and of this key."""
        found = self.where("channel") if channels else Q()
        return found & _about(self.only.by, self.only.key) if self.only.by else found


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
    if len(wanted.part) == 1 and wanted.part[0].by == By.CATEGORY:
        issues = issues.filter(_about(By.CATEGORY, wanted.part[0].key))
    look = Look(span, *span.moments(ZoneInfo(zone_name())), narrowed, bad)
    return issues.filter(_WHEN[wanted.behind](look))


def _key(by: By, key: str, lookup: str) -> Any:
    if by is By.CATEGORY:
        return list(CATEGORIES.get(key, ()))
    value: int | str = int(key) if by in _NUMBERS else key
    return [value] if lookup.endswith("__contains") else value


def _about(by: By, key: str) -> Q:
    """Issues of this key. Of a macro, an article and a reason: those with such an answer or repeat."""
    match by:
        case By.TOPIC | By.CATEGORY | By.LANGUAGE | By.COMPLEXITY:
            return Q(**{_SUBJECT[by]: _key(by, key, _SUBJECT[by])})
        case By.RISK:
            return Q(risks=[]) if key == "none" else Q(risks__contains=[key])
        case By.AGENT:
            return Q(agents__contains=[int(key)])
        case By.MACRO | By.ARTICLE:
            lookup = _OWN[AnswerFact][by]
            return Q(ticket__in=AnswerFact.objects.filter(**{lookup: [int(key)]}).values("root"))
        case By.REASON:
            return Q(ticket__in=RepeatFact.objects.filter(reason=key).values("root"))
        case By.PRODUCT | By.CARRIER | By.COUNTRY | By.FULFILLED_BY:
            return Q(**{str(by): _key(by, key, "")})
        case _:
            return Q(pk=None)


def _due(look: Look) -> Q:
    return look.of(ObligationFact, look.between("due_at") & (Q(hit=False) if look.bad else Q(hit__isnull=False)))


def _resolved(look: Look) -> Q:
    resolved = look.between("resolved_at") & look.issues()
    return resolved & Q(spells__len__gt=2) if look.bad else resolved


def _window(look: Look) -> Q:
    decided = Q(solved_at_first=False) if look.bad else Q(solved_at_first__isnull=False)
    return look.between("window_ends_at") & decided & look.issues()


def _settled(look: Look) -> Q:
    again = Q(again_at__isnull=False) if look.bad else Q()
    return look.of(AnswerFact, look.between("settles_at") & Q(settled=True) & ~Q(kind="notice") & again)


def _reviewed(look: Look) -> Q:
    open_ones = Q(left_open__gt=0) | ~Q(missing=[]) if look.bad else Q()
    return look.of(AnswerFact, look.between("at") & Q(reviewed=True) & open_ones)


def _owed_at_end(look: Look) -> Q:
    standing = Q(ended_at=None) | Q(ended_at__gte=look.until)
    return look.of(ObligationFact, Q(opened_at__lt=look.until) & standing)


def _open_at_end(look: Look) -> Q:
    """Also an issue that was resolved in between and opened again counts as open since."""
    return Q(opened_at__lt=look.until) & (Q(resolved_at=None) | Q(resolved_at__gte=look.until)) & look.issues()


def _of_orders(look: Look, column: str) -> Q:
    orders = OrderFact.objects.filter(look.between(column) & look.where("channel"))
    return ~Q(order=0) & Q(order__in=orders.values("order")) & look.issues(channels=False)


def _worked(look: Look) -> Q:
    return look.of(WorkFact, Q(day__gte=look.span.first, day__lte=look.span.last))


_WHEN: Final[Mapping[Behind, Callable[[Look], Q]]] = MappingProxyType(
    {
        Behind.BEGAN: lambda look: Q(
            ticket__in=IssueFact.objects.filter(look.between("began_at") & look.where("began_channel")).values("root")
        ),
        Behind.OPENED: lambda look: look.between("opened_at") & look.issues(),
        Behind.FIRST: lambda look: look.of(ObligationFact, look.between("ended_at") & Q(turn=1)),
        Behind.NEXT: lambda look: look.of(ObligationFact, look.between("ended_at") & Q(turn=2)),
        Behind.DUE: _due,
        Behind.OWED: _owed_at_end,
        Behind.OPEN: _open_at_end,
        Behind.RESOLVED: _resolved,
        Behind.WINDOW: _window,
        Behind.REPEATED: lambda look: look.of(RepeatFact, look.between("at")),
        Behind.ANSWERED: lambda look: look.of(AnswerFact, look.between("at")),
        Behind.SETTLED: _settled,
        Behind.REVIEWED: _reviewed,
        Behind.WORKED: _worked,
        Behind.FLAGGED: lambda look: look.of(SuggestionFact, look.between("flagged_at")),
        Behind.DECIDED: lambda look: look.of(SuggestionFact, look.between("decided_at")),
        Behind.VISITED: lambda look: look.of(VisitFact, look.between("began_at"), root="ticket"),
        Behind.CLAIMED: lambda look: _of_orders(look, "claimed_at"),
        Behind.FEEDBACK: lambda look: _of_orders(look, "bad_feedback_at"),
    }
)
