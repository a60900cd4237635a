"""Account health of one marketplace, once a day."""

from datetime import datetime, timedelta

from sportello.channels.contract import Account

from .awaiting import Progress, Wanted, visit
from .client import Client
from .health import REPORT, SiteHealth, read_health

REACH = timedelta(days=180)


def visit_health(
    account: Account, marketplace_id: str, progress: Progress, *, now: datetime
) -> tuple[Progress, tuple[SiteHealth, ...]]:
    """One step towards today's account-health report: the progress to keep, and the report when it came.

    To be called every few minutes or hours with the progress of the last call ({} at first). Trouble with the report is
    in the progress ("trouble") and puts it off; raises `ApiTrouble` CREDENTIALS, and NONSENSE for a report that cannot
    be read.
    """
    with Client(account, now=now) as client:
        changed, data = visit(client, Wanted(REPORT, marketplace_id, now - REACH), progress)
    return changed, read_health(data) if data else ()
