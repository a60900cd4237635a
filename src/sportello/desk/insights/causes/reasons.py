"""Why buyers wrote again: reasons with the topic and the datum they were about."""

from dataclasses import dataclass

from django.db.models import Count

from sportello.desk.understanding.words import topic as topic_name
from sportello.inbox.models import RepeatReason
from sportello.insights.causes.collecting import since
from sportello.insights.models import CauseStudy, RepeatFact
from sportello.insights.saying import percent
from sportello.replies.required_data import NONE, table
from sportello.replies.review.required import DATA

from . import words

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Why:
    """A reason with what it was about, how often it came and its share; `datum` where it could be required."""

    reason: str
    about: str
    topic: str
    topic_name: str
    times: int
    share: str
    datum: str


def reasons(study: CauseStudy) -> list[Why]:
    """The commonest reasons in the days of a study; three queries."""
    during = RepeatFact.objects.filter(at__gte=since(study), at__lte=study.at)
    counted = during.values_list("reason", "about", "topics__0").annotate(times=Count("message"))
    whole = during.count()
    needs = table()
    found = []
    for reason, about, topic, times in counted.order_by("-times", "reason", "about", "topics__0")[:MOST_SHOWN]:
        open_datum = about in DATA and bool(topic) and about not in needs.get(topic, NONE).by_seller
        named = topic_name(topic) if topic else ""
        told = _about(about, named)
        found.append(
            Why(_reason(reason), told, topic or "", named, times, percent(times / whole, 0), about * open_datum)
        )
    return found


def _about(about: str, topic: str) -> str:
    """The datum, or the topic of the open question when it is another one than the issue's."""
    if about in DATA:
        return words.data([about])
    return topic_name(about) if about and topic_name(about) != topic else ""


def _reason(code: str) -> str:
    return str(RepeatReason(code).label) if code in RepeatReason.values else code
