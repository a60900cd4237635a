"""The tickets behind a line of causes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.desk.understanding.words import topic as topic_name
from sportello.inbox.models import RepeatReason
from sportello.insights.causes.collecting import since
from sportello.insights.models import (
    AnswerFact,
    AnswerKind,
    CauseLine,
    CauseStudy,
    Dimension,
    IssueFact,
    OrderFact,
    Trouble,
)

MOST_SHOWN = 50
GIVEN = frozenset({Dimension.AGENT, Dimension.MACRO, Dimension.ARTICLE, Dimension.MISSING})
"""What an answer is made of; the others are what its issue is about."""


@dataclass(frozen=True, slots=True)
class Row:
    """A case: its ticket, when, who answered, and how it ended in words ("" when well)."""

    ticket: int
    at: datetime
    agent: str
    told: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The latest cases of a line, and whether there are more."""

    rows: Sequence[Row]
    more: bool


def behind(line: CauseLine, *, hits_only: bool) -> Behind:
    """The latest cases of a line, or those of them that ended badly; four queries at most."""
    study = line.study
    look = _answers if study.trouble == Trouble.REPEAT else _issues
    found = look(line, study, hits_only)
    return Behind(found[:MOST_SHOWN], len(found) > MOST_SHOWN)


def _answers(line: CauseLine, study: CauseStudy, hits_only: bool) -> list[Row]:
    facts = AnswerFact.objects.filter(_of_answers(line), kind=AnswerKind.ANSWER, at__gte=since(study), at__lte=study.at)
    if hits_only:
        facts = facts.filter(again_at__isnull=False)
    rows = list(facts.order_by("-at", "-message")[: MOST_SHOWN + 1])
    called = _agents({row.agent for row in rows})
    return [Row(row.root, row.at, called.get(row.agent, ""), _why(row)) for row in rows]


def _why(row: AnswerFact) -> str:
    if row.again_at is None:
        return ""
    known = row.again_why in RepeatReason.values
    return str(RepeatReason(row.again_why).label) if known else _("Yes")


def _issues(line: CauseLine, study: CauseStudy, hits_only: bool) -> list[Row]:
    begun = IssueFact.objects.whole().filter(_of_issues(line, study), opened_at__gte=since(study))
    facts = _narrowed(begun, line, study, hits_only)
    rows = list(facts.order_by("-opened_at", "-ticket")[: MOST_SHOWN + 1])
    called = _agents({agent for row in rows for agent in row.agents})
    claims = _claims(rows) if study.trouble == Trouble.CLAIM else {}
    return [
        Row(
            row.ticket,
            row.opened_at,
            ", ".join(called[agent] for agent in row.agents if agent in called),
            _ended(row, study, claims),
        )
        for row in rows
        if row.opened_at
    ]


def _narrowed(
    facts: "QuerySet[IssueFact]", line: CauseLine, study: CauseStudy, hits_only: bool
) -> "QuerySet[IssueFact]":
    if study.trouble == Trouble.LONG:
        return _long(facts, study, hits_only)
    return _written(facts, line, study) if study.trouble == Trouble.CONTACT else _claimed(facts, study, hits_only)


def _written(facts: "QuerySet[IssueFact]", line: CauseLine, study: CauseStudy) -> "QuerySet[IssueFact]":
    """The contacts about orders of the days of a study."""
    placed = OrderFact.objects.filter(placed_at__gte=since(study), placed_at__lte=study.at)
    about = facts.filter(topics__contains=[line.topic]) if line.topic else facts
    return about.filter(order__in=placed.values("order"))


def _long(facts: "QuerySet[IssueFact]", study: CauseStudy, hits_only: bool) -> "QuerySet[IssueFact]":
    least = study.longer_than if hits_only else 0
    return facts.filter(resolved_at__isnull=False, handled__gt=least or 0)


def _claimed(facts: "QuerySet[IssueFact]", study: CauseStudy, hits_only: bool) -> "QuerySet[IssueFact]":
    claimed = OrderFact.objects.filter(claimed_at__gte=since(study)).values("order")
    return facts.filter(order__in=claimed) if hits_only else facts.exclude(order=0)


def _claims(rows: Sequence[IssueFact]) -> Mapping[int, datetime]:
    known = OrderFact.objects.filter(order__in=[row.order for row in rows], claimed_at__isnull=False)
    return {order: at for order, at in known.values_list("order", "claimed_at") if at}


def _ended(row: IssueFact, study: CauseStudy, claims: Mapping[int, datetime]) -> str:
    if study.trouble == Trouble.LONG:
        return _("%(minutes)s minutes") % {"minutes": row.handled // 60}
    if study.trouble == Trouble.CONTACT:
        return ", ".join(topic_name(topic) for topic in row.topics)
    at = claims.get(row.order)
    return _("Yes") if at and row.opened_at and at > row.opened_at else ""


def _of_answers(line: CauseLine) -> Q:
    return _given(line) if line.dimension in GIVEN else _about(line)


def _of_issues(line: CauseLine, study: CauseStudy) -> Q:
    """Issues are laid to the agent and the texts of their first answers."""
    if line.dimension not in GIVEN:
        return _about(line)
    first = AnswerFact.objects.filter(_given(line), is_first=True, at__gte=since(study))
    return Q(ticket__in=first.values("root"))


def _given(line: CauseLine) -> Q:
    if line.dimension == Dimension.AGENT:
        return Q(agent=int(line.key))
    if line.dimension == Dimension.MACRO:
        return Q(macros__contains=[int(line.key)])
    if line.dimension == Dimension.ARTICLE:
        return Q(articles__contains=[int(line.key)])
    topic, _colon, data = line.key.partition(":")
    return Q(topics__contains=[topic], missing__contains=data.split("+"))


def _about(line: CauseLine) -> Q:
    if line.dimension == Dimension.LANE:
        carrier, _colon, country = line.key.partition(":")
        return Q(carrier=carrier, country=country)
    fields: Mapping[str, tuple[str, Any]] = {
        Dimension.TOPIC: ("topics__contains", [line.key]),
        Dimension.PRODUCT: ("product", line.key),
        Dimension.CARRIER: ("carrier", line.key),
        Dimension.COUNTRY: ("country", line.key),
    }
    name, value = fields[line.dimension]
    return Q(**{name: value})


def _agents(ids: set[int]) -> Mapping[int, str]:
    return dict(Agent.objects.filter(pk__in=ids).values_list("pk", "name"))
