"""Seller feedback of each site the account sells on, once a day, as news of the orders it is about."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sportello.orders.records import AfterSale

from .awaiting import Wanted, visit
from .client import Client
from .feedback import REPORT, as_news, read_feedback
from .marker import Marker
from .settings import marketplaces
from .sites import marketplace_of, site_of

# Buyers may leave feedback for 90 days and take it back for 60 more; the first report reaches as far as Amazon's does.
FIRST, LATER = timedelta(days=365), timedelta(days=150)


def visit_opinions(client: Client, at: Marker, *, since: datetime) -> Iterator[tuple[Marker, tuple[AfterSale, ...]]]:
    """One step of each site's report: the marker whenever it changed, with the news that came.

    Raises `ApiTrouble` CREDENTIALS only; other trouble puts a report off.
    """
    chosen = marketplaces(client.account) or tuple(filter(None, map(marketplace_of, at.sites)))
    for marketplace_id in chosen:
        progress = at.opinions.get(marketplace_id, {})
        reach = LATER if progress.get("status") else FIRST
        wanted = Wanted(REPORT, marketplace_id, max(since, client.now - reach))
        changed, data = visit(client, wanted, progress)
        if changed == progress:
            continue
        at = replace(at, opinions={**at.opinions, marketplace_id: changed})
        site = site_of(marketplace_id)
        found = read_feedback(data, site=site) if data else ()
        yield at, tuple(as_news(one, site=site) for one in found)
