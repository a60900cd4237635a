"""Stating what holds from a day on, taking back what was wrong, and settling what follows."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from sportello.accounts import audit
from sportello.accounts.models import Agent
from sportello.business import using
from sportello.business.models.notices import NoticeAudience
from sportello.business.models.policy_fact import PolicyFact, PolicyTask, PolicyTaskReason
from sportello.business.using import UsingText
from sportello.core import events

from .contradicting import contradictions
from .finding import Fact
from .values import Kind, check

ANY = "any"


@transaction.atomic
def state(*, fact: Fact, by: Agent | None, now: datetime, reason: str = "") -> PolicyFact:
    """State a fact, with a task for every text that uses it or says something else.

    What was stated before for the same day and place is withdrawn. Raises `values.NotAValue`.
    """
    check(fact.kind, fact.value)
    place = {"key": fact.key, "channel": fact.channel, "country": fact.country, "valid_from": fact.valid_from}
    for former in PolicyFact.objects.stated().filter(**place):
        withdraw(fact=former, by=by, now=now)
    row = PolicyFact.objects.create(
        key=fact.key,
        kind=fact.kind,
        value=dict(fact.value),
        valid_from=fact.valid_from,
        channel_id=fact.channel,
        country=fact.country,
        reason=reason,
        stated_by=by,
        stated_at=now,
    )
    _record(row, "stated", by, now)
    PolicyTask.objects.bulk_create(_tasks(row, now))
    return row


@transaction.atomic
def withdraw(*, fact: PolicyFact, by: Agent | None, now: datetime) -> None:
    """Take back a fact that was wrong; what was stated before it holds again. Twice is once."""
    standing = PolicyFact.objects.stated().filter(pk=fact.pk)
    if standing.update(withdrawn_at=now, withdrawn_by=by):
        PolicyTask.objects.open().filter(fact=fact).delete()
        _record(fact, "withdrawn", by, now)


@transaction.atomic
def settle(*, task: PolicyTask, by: Agent, now: datetime) -> None:
    """Note that somebody looked at a text after a fact changed. Twice is once."""
    if PolicyTask.objects.open().filter(pk=task.pk).update(done_at=now, done_by=by):
        events.record(kind="policy_task.done", now=now, actor=by.pk, subject=("policy_task", task.pk))


def concerned(fact: PolicyFact) -> Iterator[tuple[UsingText, PolicyTaskReason, str]]:
    """Every text that uses a fact or contradicts it, and in the latter case the first sentence that does."""
    audience = _audience(fact)
    for text in using.texts():
        if audience not in (ANY, text.audience) and text.audience != ANY:
            continue
        wrong = contradictions(text.text, key=fact.key, kind=Kind(fact.kind), value=fact.value)
        if wrong:
            yield text, PolicyTaskReason.CONTRADICTS, wrong[0].words
        elif using.uses(text.text, fact.key):
            yield text, PolicyTaskReason.USES, ""


def _tasks(fact: PolicyFact, now: datetime) -> list[PolicyTask]:
    return [
        PolicyTask(
            fact=fact, text_kind=text.kind, ref=text.ref, title=text.title[:200], href=text.href[:300],
            reason=reason, words=words[:300], at=now,
        )
        for text, reason, words in concerned(fact)
    ]  # fmt: skip


def _audience(fact: PolicyFact) -> str:
    """Whose texts a fact concerns: those of its channel's audience; everybody's when it holds everywhere."""
    if fact.channel is None:
        return ANY
    return fact.channel.kind if fact.channel.kind in NoticeAudience.values else NoticeAudience.SHOP.value


def _record(fact: PolicyFact, act: str, by: Agent | None, now: datetime) -> None:
    kind, subject = f"policy_fact.{act}", ("policy_fact", int(fact.pk))
    events.record(kind=kind, now=now, actor=by.pk if by else None, subject=subject)
    if by is not None:
        audit.note(act=kind, now=now, agent=by, subject=subject)
