"""What a marketplace itself says of an account's health, as plain values, and keeping it once a day for each site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from django.db import transaction

from .models import Channel, Cursor, HealthReport, Source
from .pulling import Clock, opened

if TYPE_CHECKING:
    from .contract import Account, Connector

HEALTH = "health"


@dataclass(frozen=True, slots=True)
class ReportedRate:
    """One rate as a share of 1 with the limit it is held to. `side` says where it has to stay: "below" or "above" it.

    `measure` is a slug of `insights.health.limits` where we know the rate, else the marketplace's own key; `name` is
    what the marketplace calls it and `level` its verdict, in its own words. `about` is the part of the business that
    the rate speaks of (a shipping region, a category), "" for all of it. `part` and `whole` are 0 where they are not
    told. `against_peers` says that the limit is the average of comparable sellers. `as_of` is when the marketplace
    counted, `projected` what the rate will be at its next evaluation.
    """

    measure: str
    rate: Decimal | None
    limit: Decimal | None
    side: str
    is_kept: bool
    part: int
    whole: int
    since: datetime | None = None
    until: datetime | None = None
    name: str = ""
    level: str = ""
    about: str = ""
    against_peers: bool = False
    as_of: datetime | None = None
    projected: Decimal | None = None

    def plain(self) -> dict[str, Any]:
        """As it is kept in a row."""
        return {
            "measure": self.measure,
            "rate": None if self.rate is None else str(self.rate),
            "limit": None if self.limit is None else str(self.limit),
            "side": self.side,
            "is_kept": self.is_kept,
            "part": self.part,
            "whole": self.whole,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "name": self.name,
            "level": self.level,
            "about": self.about,
            "against_peers": self.against_peers,
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "projected": None if self.projected is None else str(self.projected),
        }


@dataclass(frozen=True, slots=True)
class ReportedHealth:
    """One site: the marketplace's own word on the account (`status`, `rating`), its rates, and what it warns of.

    `projected` is the word it will say at its next evaluation, where it tells that. `missing` names the permissions,
    as the marketplace calls them, without which it told less than it could.
    """

    site: str
    status: str
    rating: str = ""
    rates: tuple[ReportedRate, ...] = ()
    violations: Mapping[str, int] | None = None
    warnings: tuple[str, ...] = ()
    projected: str = ""
    missing: tuple[str, ...] = ()


class ReadsHealth(Protocol):
    """Reading an account's health, where the marketplace tells it."""

    def __call__(
        self, account: "Account", progress: Mapping[str, Any], *, sites: tuple[str, ...], now: datetime
    ) -> tuple[Mapping[str, Any], tuple[ReportedHealth, ...]]:
        """One step towards today's report of each of these sites: the progress to keep ({} at first), and what came.

        May be called as often as one likes. Raises `ApiTrouble`.
        """
        ...


def read_health(source: Source, connector: "Connector", *, clock: Clock) -> None:
    """Go one step towards today's reports, and keep what came with the progress. Raises `ApiTrouble`."""
    if connector.reads_health is None:
        return
    sites = Channel.objects.filter(account=source).exclude(site="").order_by("pk").values_list("site", flat=True)
    kept = Cursor.objects.filter(source=source, name=HEALTH).first()
    before: dict[str, Any] = kept.state if kept else {}
    progress, came = connector.reads_health(opened(source), before, sites=tuple(sites), now=clock())
    with transaction.atomic():
        for told in came:
            _keep(source, told, clock())
        if progress != before:
            Cursor.objects.update_or_create(source=source, name=HEALTH, defaults={"state": dict(progress)})


def _keep(source: Source, told: ReportedHealth, now: datetime) -> None:
    said = {
        "at": now,
        "status": told.status,
        "rating": told.rating,
        "rates": [rate.plain() for rate in told.rates],
        "violations": dict(told.violations or {}),
        "warnings": list(told.warnings),
        "projected": told.projected,
        "missing": list(told.missing),
    }
    HealthReport.objects.update_or_create(account=source, site=told.site, day=now.date(), defaults=said)
