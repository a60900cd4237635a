"""Judging the cases of a trouble over so many days."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from sportello.insights.models import CauseStudy, Gathered, Trouble

from .cases import gathered
from .contacting import judge_contacts
from .judging import Judgement, judge
from .reading_facts import Stretch, cases_of, longer_than


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in the days up to `last`; `longer_than` is the bound in seconds where issues are called long."""

    judgement: Judgement
    last: date
    longer_than: int | None


def look(*, trouble: Trouble, days: int, now: datetime) -> Looked:
    """Judge the cases of a trouble in the last `days` local days, today included."""
    zone = reporting_zone()
    last = now.astimezone(zone).date()
    since = datetime.combine(last - timedelta(days=days - 1), time(), zone)
    stretch = Stretch(since, now, now)
    bound = longer_than(stretch) if trouble is Trouble.LONG else None
    stretch = replace(stretch, longer_than=bound or 0)
    contacts = trouble is Trouble.CONTACT
    return Looked(judge_contacts(stretch) if contacts else judge(gathered(cases_of(trouble, stretch))), last, bound)


def since(study: CauseStudy) -> datetime:
    """When the days of a study began."""
    return datetime.combine(study.first, time(), reporting_zone())


def reporting_zone() -> ZoneInfo:
    """The zone of the days in which figures are counted."""
    row = Gathered.objects.filter(pk=1).first()
    return ZoneInfo(row.zone if row else settings.TIME_ZONE)
