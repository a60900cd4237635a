"""Reading Walmart's performance summaries, twice a day: its figures are counted anew every 24 hours.

Each summary may be asked for once a minute. A visit asks for each once, and what fails in passing is raised and puts
the whole visit off by more than that minute.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sportello.channels.contract import Account, ApiTrouble, TroubleKind
from sportello.channels.health import ReportedHealth, ReportedRate

from .api import Api
from .health import PATH, SUMMARIES, Summary, rate_of
from .orders import SITE
from .values import time_of

AGAIN = timedelta(hours=12)
SOON = timedelta(hours=1)
# The shortest pause before a summary may be asked for again.
BETWEEN = timedelta(seconds=65)
PERMISSION = "Insights"


def reads_health(
    account: Account, progress: Mapping[str, Any], *, sites: tuple[str, ...], now: datetime
) -> tuple[Mapping[str, Any], tuple[ReportedHealth, ...]]:
    """See `channels.health.ReadsHealth`: one site. Without the permission it says that it is missing."""
    del sites
    due = time_of(progress.get("due"))
    if due is not None and now < due:
        return progress, ()
    try:
        with Api(account, now) as api:
            rates = tuple(rate for one in SUMMARIES if (rate := _asked(api, one)) is not None)
    except ApiTrouble as trouble:
        if trouble.kind is TroubleKind.PERMISSION:
            return {"due": (now + SOON).isoformat()}, (ReportedHealth(SITE, "", missing=(PERMISSION,)),)
        raise _patient(trouble) from trouble
    return {"due": (now + AGAIN).isoformat()}, (ReportedHealth(SITE, "", rates=rates),)


def _asked(api: Api, summary: Summary) -> ReportedRate | None:
    """The rate; None where Walmart has no figures yet (204), or no such summary any more (404)."""
    found = api.get_if_any(PATH.format(path=summary.path), {"reportDuration": str(summary.days)})
    return rate_of(summary, found) if found is not None else None


def _patient(trouble: ApiTrouble) -> ApiTrouble:
    wait = max(trouble.retry_after or BETWEEN, BETWEEN)
    return ApiTrouble(trouble.kind, trouble.words, retry_after=wait) if trouble.kind in _PASSING else trouble


_PASSING = {TroubleKind.THROTTLED, TroubleKind.SERVER, TroubleKind.LOST}
