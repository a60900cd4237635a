"""What a marketplace says of an account's health is kept once a day for each site."""

import operator
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from sportello.channels.contract import Account
from sportello.channels.health import HEALTH, ReportedHealth, ReportedRate, read_health
from sportello.channels.models import Cursor, HealthReport, Source, SourceKind
from sportello.channels.routing import channel_of_account

from .vendor import CONNECTOR

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATE = ReportedRate("late_shipments", Decimal("0.021"), Decimal("0.04"), "below", is_kept=True, part=2, whole=95)

pytestmark = pytest.mark.django_db


def asked(
    account: Account, progress: Mapping[str, Any], *, sites: tuple[str, ...], now: datetime
) -> tuple[Mapping[str, Any], tuple[ReportedHealth, ...]]:
    """The first visit asks for the reports, the later ones bring them."""
    assert account.source_id
    if not progress:
        return {"asked": now.isoformat()}, ()
    return progress, tuple(ReportedHealth(site, "NORMAL", rates=(LATE,), violations={"other": 1}) for site in sites)


def test_it_keeps_one_report_for_each_site_and_day() -> None:
    source = Source.objects.create(kind=SourceKind.API, connector="shopify", name="Ada's shop", created_at=NOW)
    for site in ("one.example", "two.example"):
        channel_of_account(account=source, site=site, now=NOW)
    connector = replace(CONNECTOR, reads_health=asked)
    read_health(source, connector, clock=lambda: NOW)
    assert Cursor.objects.get(source=source, name=HEALTH).state == {"asked": NOW.isoformat()}
    assert not HealthReport.objects.exists()
    for hours in (1, 2, 24):
        read_health(source, connector, clock=partial(operator.add, NOW, timedelta(hours=hours)))
    kept = HealthReport.objects.order_by("site", "day")
    assert [(one.site, one.day.day) for one in kept] == [
        ("one.example", 20), ("one.example", 21), ("two.example", 20), ("two.example", 21),
    ]  # fmt: skip
    assert kept[0].rates[0]["rate"] == "0.021"
    assert kept[0].violations == {"other": 1}
    assert kept[0].at == NOW + timedelta(hours=2)


def test_it_asks_nobody_who_tells_nothing() -> None:
    source = Source.objects.create(kind=SourceKind.API, connector="shopify", name="Ada's shop", created_at=NOW)
    read_health(source, replace(CONNECTOR, reads_health=None), clock=lambda: NOW)
    assert not Cursor.objects.exists()
