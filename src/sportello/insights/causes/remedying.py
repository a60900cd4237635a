"""What a lead does about a line of causes, remembered so that the rate before and after can be shown."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.insights.models import CauseLine, CauseStudy, Dimension, Remedy, RemedyAct, TrainingNote, Trouble
from sportello.reading.vocabulary import TOPICS
from sportello.replies import required_data
from sportello.replies.review.required import DATA, Datum, Needs

from . import noting

AT_THE_MARKETPLACE: frozenset[Datum] = frozenset({"tracking_number", "tracking_url"})
"""Where the marketplace ships, its parcel's number stands in the buyer's account there, and we do not know it."""


class NothingToRequire(ValueError):
    """The line names no data, or all of it is required already."""


def data_of(line: CauseLine) -> tuple[str, tuple[Datum, ...]]:
    """The topic and the data that a line of missing data names; ("", ()) for other lines."""
    if line.dimension != Dimension.MISSING:
        return "", ()
    topic, _colon, names = line.key.partition(":")
    given = names.split("+")
    return topic, tuple(datum for datum in DATA if datum in given)


def not_required(topic: str, data: Sequence[Datum]) -> tuple[Datum, ...]:
    """Those of the data that answers on a topic need not state today; one query."""
    standing = required_data.table().get(topic, required_data.NONE)
    return tuple(datum for datum in data if datum not in standing.by_seller)


@transaction.atomic
def require_data(*, line: CauseLine, by: Agent, now: datetime) -> Remedy:
    """Make the data of a line required in answers on its topic. Raises `NothingToRequire`."""
    topic, data = data_of(line)
    _require(topic, data, by, now)
    return _remember(line, RemedyAct.DATUM, by, now)


@transaction.atomic
def require_datum(*, topic: str, datum: str, days: int, by: Agent, now: datetime) -> Remedy:
    """Make a datum required for which buyers wrote again, to be followed over `days`. Raises `NothingToRequire`, also
    for topics and data that are not known."""
    data = tuple(one for one in DATA if one == datum) if topic in TOPICS else ()
    _require(topic, data, by, now)
    study = CauseStudy(trouble=Trouble.REPEAT, days=days)
    line = CauseLine(study=study, dimension=Dimension.MISSING, key=f"{topic}:{datum}", cases=0, difference=0, surplus=0)
    return _remember(line, RemedyAct.DATUM, by, now)


def _require(topic: str, data: Sequence[Datum], by: Agent, now: datetime) -> None:
    wanted = frozenset(not_required(topic, data))
    if not wanted:
        raise NothingToRequire(topic)
    standing = required_data.table().get(topic, required_data.NONE)
    needs = Needs(standing.by_seller | wanted, standing.by_marketplace | (wanted - AT_THE_MARKETPLACE))
    required_data.require(topic=topic, needs=needs, by=by, now=now)


@transaction.atomic
def open_text(*, line: CauseLine, by: Agent, now: datetime) -> Remedy:
    """Note that a lead went to mend the macro or article of a line; once a day is enough."""
    known = Remedy.objects.filter(
        trouble=line.study.trouble, dimension=line.dimension, key=line.key, topic=line.topic, act=RemedyAct.TEXT, by=by
    )
    today = known.filter(at__gt=now.replace(hour=0, minute=0, second=0, microsecond=0)).first()
    return today or _remember(line, RemedyAct.TEXT, by, now)


@transaction.atomic
def send_note(*, line: CauseLine, text: str, agents: Sequence[Agent], by: Agent, now: datetime) -> Remedy:
    """Send agents a note about a line. Raises `noting.CannotNote`."""
    note = noting.send(text=text, agents=agents, by=by, now=now)
    return _remember(line, RemedyAct.NOTE, by, now, note)


def _remember(line: CauseLine, act: RemedyAct, by: Agent, now: datetime, note: TrainingNote | None = None) -> Remedy:
    row = Remedy.objects.create(
        trouble=line.study.trouble,
        dimension=line.dimension,
        key=line.key,
        topic=line.topic,
        act=act,
        note=note,
        days=line.study.days,
        chance_hits=max(line.difference * line.cases - line.surplus, 0.0),
        by=by,
        at=now,
    )
    data: dict[str, events.Plain] = {"act": act.value, "trouble": row.trouble, "dimension": row.dimension}
    events.record(kind="cause.remedied", now=now, subject=("remedy", row.pk), actor=by.pk, data=data)
    return row
