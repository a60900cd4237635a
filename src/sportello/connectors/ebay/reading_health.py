"""Reading what eBay says of an account: its seller standards and its service metrics, twice a day.

Standards are evaluated around the 20th of a month and projected daily, so that more calls would tell nothing new. One
visit costs one call for the account and four for each site.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sportello.channels.contract import Account, ApiTrouble, TroubleKind
from sportello.channels.health import ReportedHealth, ReportedRate

from .api import Api
from .health import (
    ANALYTICS,
    CURRENT,
    PROJECTED,
    SCOPE,
    SERVICE,
    Standards,
    for_site,
    level_of,
    service_of,
    standards_of,
)
from .sites import HOME, MARKETPLACES
from .values import Document, time_of

AGAIN = timedelta(hours=12)
# A seller who has just allowed it does not want to wait for half a day.
SOON = timedelta(hours=1)
# 54200: no sales there in twelve months, or not yet a whole period; 54401: a site without service metrics.
_NO_FIGURES = ("54200", "54401")


def reads_health(
    account: Account, progress: Mapping[str, Any], *, sites: tuple[str, ...], now: datetime
) -> tuple[Mapping[str, Any], tuple[ReportedHealth, ...]]:
    """See `channels.health.ReadsHealth`. Without the scope each site says that it is missing."""
    due = time_of(progress.get("due"))
    if due is not None and now < due:
        return progress, ()
    wanted = sites or (account.setting("site", HOME),)
    try:
        with Api(account, now) as api:
            found = standards_of(api.get(f"{ANALYTICS}/seller_standards_profile"))
            told = tuple(_health(site, for_site(found, site), _service(api, site)) for site in wanted)
    except ApiTrouble as trouble:
        if trouble.kind is not TroubleKind.PERMISSION:
            raise
        refused = tuple(ReportedHealth(site, "", missing=(SCOPE,)) for site in wanted)
        return {"due": (now + SOON).isoformat()}, refused
    return {"due": (now + AGAIN).isoformat()}, told


def _health(site: str, standards: Standards | None, service: tuple[ReportedRate, ...]) -> ReportedHealth:
    return ReportedHealth(
        site=site,
        status=level_of(standards.level) if standards else "",
        rates=(*(standards.rates if standards else ()), *service),
        projected=level_of(standards.projected) if standards else "",
    )


def _service(api: Api, site: str) -> tuple[ReportedRate, ...]:
    marketplace = next((name for name, known in MARKETPLACES.items() if known == site), "")
    if not marketplace:
        return ()
    return tuple(
        rate
        for kind in SERVICE
        for rate in service_of(kind, _asked(api, kind, CURRENT, marketplace), _asked(api, kind, PROJECTED, marketplace))
    )


def _asked(api: Api, kind: str, cycle: str, marketplace: str) -> Document:
    """The metric of one cycle; an empty document where eBay has no figures for this seller."""
    path = f"{ANALYTICS}/customer_service_metric/{kind}/{cycle}"
    try:
        return api.get(path, {"evaluation_marketplace_id": marketplace})
    except ApiTrouble as trouble:
        if trouble.kind is TroubleKind.REFUSED and any(number in trouble.words for number in _NO_FIGURES):
            return {}
        raise
