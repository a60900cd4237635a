"""What stands beside the figures of self-service: searches that found nothing, and the votes on articles."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sportello.insights.gathering.running import zone_name
from sportello.knowledge.search.asked import unanswered
from sportello.portal.reporting import helpfulness

from .frame import Frame, span_of

MOST = 10


def beside(frame: Frame, _now: datetime) -> Mapping[str, object]:
    """The commonest searches without result since the first of the days, and the articles that were voted down most in
    them. Four queries."""
    begins, ends = span_of(frame.asked.days).moments(ZoneInfo(zone_name()))
    return {
        "also": "desk/insights/beside_self_service.html",
        "unanswered": unanswered(since=begins, most=MOST),
        "votes": helpfulness(centre=None, since=begins, until=ends, most=MOST),
    }
