"""Samples of sent answers: drawing them by lot, looking at more, and commenting."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.inbox.models import Direction, Message, MessageKind
from sportello.insights.models import SampleComment, SampledAnswer, SampleDraw
from sportello.insights.models.samples import LONGEST_COMMENT

from .lots import drawn

AT_FIRST, MORE, MOST = 5, 5, 50
WEEK = timedelta(days=7)


class CannotSample(ValueError):
    """There is nothing to draw or to say; the message tells why."""


@transaction.atomic
def draw(*, agent: Agent, first: date, zone: ZoneInfo, seed: int, by: Agent, now: datetime) -> SampleDraw:
    """The lottery over the answers of an agent in the week that begins on the Monday `first` in `zone`; the one that
    was held before when there is one, whatever `seed` says. Raises `CannotSample` when the week is not over or the
    agent sent nothing in it."""
    standing = SampleDraw.objects.filter(agent=agent, first=first).first()
    if standing is not None:
        return standing
    if _bounds(first, zone)[1] > now:
        raise CannotSample(_("This week is not over yet; a sample is drawn of a whole week."))
    if not sent(agent=agent, first=first, zone=zone):
        raise CannotSample(_("%(agent)s sent no answer in that week.") % {"agent": agent.name})
    row, made = SampleDraw.objects.get_or_create(
        agent=agent, first=first, defaults={"seed": seed, "size": AT_FIRST, "by": by, "at": now}
    )
    if made:
        _fill(row, zone)
        data: dict[str, events.Plain] = {"agent": agent.pk, "seed": seed}
        events.record(kind="sample.drawn", now=now, subject=("sample_draw", row.pk), actor=by.pk, data=data)
    return row


@transaction.atomic
def more(*, of: SampleDraw, zone: ZoneInfo, by: Agent, now: datetime) -> int:
    """Look at the next few by lot; returns how many answers came in addition."""
    row = SampleDraw.objects.select_for_update(no_key=True).get(pk=of.pk)
    had = row.answers.count()
    row.size = min(row.size + MORE, MOST)
    row.save(update_fields=["size"])
    added = _fill(row, zone) - had
    if added:
        data: dict[str, events.Plain] = {"size": row.size}
        events.record(kind="sample.widened", now=now, subject=("sample_draw", row.pk), actor=by.pk, data=data)
    return added


@transaction.atomic
def comment(*, answer: SampledAnswer, text: str, by: Agent, now: datetime) -> SampleComment:
    """Say something of an answer to its agent. Raises `CannotSample` when nothing, or too much, is said."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise CannotSample(_("The comment is empty."))
    if len(words) > LONGEST_COMMENT:
        raise CannotSample(_("The comment is too long: at most %(most)s characters.") % {"most": LONGEST_COMMENT})
    row = SampleComment.objects.create(answer=answer, text=words, by=by, at=now)
    data: dict[str, events.Plain] = {"message": answer.message_id, "comment": row.pk}
    events.record(kind="sample.commented", now=now, subject=("sample_draw", answer.draw_id), actor=by.pk, data=data)
    return row


def see(*, comment: SampleComment, by: Agent, now: datetime) -> bool:
    """Note that the agent of the answer saw a comment; False when it is not theirs or was seen before."""
    mine = SampleComment.objects.filter(pk=comment.pk, answer__draw__agent=by, seen_at=None)
    return bool(mine.update(seen_at=now))


def sent(*, agent: Agent, first: date, zone: ZoneInfo) -> Sequence[int]:
    """The messages by which an agent answered buyers in a week."""
    since, until = _bounds(first, zone)
    answers = Message.objects.filter(direction=Direction.OUT, kind=MessageKind.ANSWER, agent=agent)
    return list(answers.filter(sent_at__gte=since, sent_at__lt=until).values_list("pk", flat=True))


def _bounds(first: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    since = datetime.combine(first, time(), zone)
    return since, datetime.combine(first + WEEK, time(), zone)


def _fill(row: SampleDraw, zone: ZoneInfo) -> int:
    """Keep the answers with the lowest lots; returns how many there are now. Those drawn before keep their places."""
    known = dict(row.answers.values_list("message_id", "place"))
    wanted = drawn(sent(agent=row.agent, first=row.first, zone=zone), seed=row.seed, size=row.size)
    fresh = [message for message in wanted if message not in known]
    place = max(known.values(), default=0)
    rows = [SampledAnswer(draw=row, message_id=message, place=place + n) for n, message in enumerate(fresh, 1)]
    SampledAnswer.objects.bulk_create(rows)
    return len(known) + len(rows)
