"""Mending the groups every night: recent questions choose again, groups that became one are joined, old rows go."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from django.db import transaction

from sportello.insights.models import AskedQuestion, Gap, QuestionGroup, Sifting, WrittenArticle

from .clustering import Settled, settled
from .vectors import groups_of, is_half, is_whole, rows_of, usual_width, whole

VECTORS_KEPT: Final = timedelta(days=28)
"""A vector says nearly what its words say, so it goes before Amazon's thirty days are over."""
QUESTIONS_KEPT: Final = timedelta(days=400)


def settle(*, now: datetime) -> int:
    """Settle the groups of every topic and forget what is old; returns how many groups went into another one."""
    joined = sum(
        _settle(topic) for topic in QuestionGroup.objects.standing().values_list("topic", flat=True).distinct()
    )
    forget(now=now)
    Sifting.objects.update_or_create(pk=1, defaults={"settled_at": now})
    return joined


def forget(*, now: datetime) -> None:
    """Drop vectors and questions that are old, and groups that nothing hangs on any more."""
    AskedQuestion.objects.filter(asked_at__lt=now - VECTORS_KEPT, vector__isnull=False).update(vector=None)
    AskedQuestion.objects.filter(asked_at__lt=now - QUESTIONS_KEPT).delete()
    used = AskedQuestion.objects.values("group")
    written = Gap.objects.filter(written__isnull=False).values("group")
    QuestionGroup.objects.exclude(pk__in=used).exclude(pk__in=written).delete()


@transaction.atomic
def _settle(topic: str) -> int:
    Sifting.objects.select_for_update().filter(pk=1).first()  # nothing is taken in meanwhile
    rows, width = _recent(topic)
    if not width:
        return 0
    known = QuestionGroup.objects.standing().filter(topic=topic).order_by("pk")
    groups = [group for group in known if is_whole(group.total, width)]
    place = {group.pk: at for at, group in enumerate(groups)}
    rows = [row for row in rows if row[1] in place]
    labels = np.array([place[group] for _pk, group, _vector in rows], np.int64)
    vectors = rows_of([vector for _pk, _group, vector in rows], width)
    found = settled(vectors, labels, groups_of([group.total for group in groups], width))
    _move(rows, groups, found)
    return _join(groups, found)


def _recent(topic: str) -> tuple[list[tuple[int, int, bytes]], int]:
    """The recent questions of a topic (id, group, vector) that have vectors of one width, and that width."""
    asked = AskedQuestion.objects.filter(group__topic=topic, vector__isnull=False).order_by("pk")
    rows = [(pk, group, bytes(vector or b"")) for pk, group, vector in asked.values_list("pk", "group", "vector")]
    width = usual_width(vector for _pk, _group, vector in rows)
    return [row for row in rows if is_half(row[2], width)], width


def _move(rows: Sequence[tuple[int, int, bytes]], groups: Sequence[QuestionGroup], found: Settled) -> None:
    changed: dict[int, list[int]] = {}
    for (pk, group, _vector), label in zip(rows, found.labels, strict=True):
        if (to := groups[int(label)].pk) != group:
            changed.setdefault(to, []).append(pk)
    for to, ids in changed.items():
        AskedQuestion.objects.filter(pk__in=ids).update(group=to)
    totals = found.groups.totals
    for at, standing in enumerate(groups):
        if found.became[at] == at:
            standing.total = whole(totals[at])
    QuestionGroup.objects.bulk_update(groups, ["total"], batch_size=200)


def _join(groups: Sequence[QuestionGroup], found: Settled) -> int:
    into = {groups[at].pk: groups[int(to)].pk for at, to in enumerate(found.became) if to != at}
    for old, new in into.items():
        AskedQuestion.objects.filter(group=old).update(group=new)
        _carry_over(old, new)
        QuestionGroup.objects.filter(joined=old).update(joined=new)
        QuestionGroup.objects.filter(pk=old).update(joined=new)
    return len(into)


def _carry_over(old: int, new: int) -> None:
    """Let the gaps of a group that went into another one be that one's."""
    known = {(gap.audience, gap.language, gap.product): gap for gap in Gap.objects.filter(group=new)}
    for gap in Gap.objects.filter(group=old):
        if same := known.get((gap.audience, gap.language, gap.product)):
            WrittenArticle.objects.filter(gap=gap).update(gap=same)
            if not same.mutes.filter(lifted_at=None).exists():
                gap.mutes.update(gap=same)
            gap.delete()
        else:
            Gap.objects.filter(pk=gap.pk).update(group=new)
