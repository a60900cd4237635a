"""The weekly letter comes on Monday at seven, wherever its reader lives."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sportello.insights.mailing.timing import week_due

ROME, TOKYO = ZoneInfo("Europe/Rome"), ZoneInfo("Asia/Tokyo")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 7, tzinfo=ROME)


def due(now: datetime, zone: ZoneInfo = ROME, began_at: datetime = LONG_AGO) -> date | None:
    return week_due(now=now, zone=zone, began_at=began_at)


def test_it_comes_on_monday_at_seven_by_the_readers_clock() -> None:
    assert due(MONDAY - timedelta(seconds=1)) is None
    assert due(MONDAY) == date(2026, 11, 16)
    tokyo = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    assert due(tokyo, TOKYO) == date(2026, 11, 16)
    assert due(tokyo) is None


def test_it_is_old_news_by_thursday() -> None:
    assert due(MONDAY + timedelta(days=2, hours=23)) == date(2026, 11, 16)
    assert due(MONDAY + timedelta(days=3)) is None


def test_it_begins_with_the_monday_after_subscribing() -> None:
    subscribed = MONDAY + timedelta(hours=2)
    assert due(MONDAY + timedelta(hours=3), began_at=subscribed) is None
    assert due(MONDAY + timedelta(days=7), began_at=subscribed) == date(2026, 11, 23)


def test_it_keeps_the_hour_when_clocks_change() -> None:
    assert due(datetime(2026, 10, 26, 5, 59, tzinfo=UTC)) is None
    assert due(datetime(2026, 10, 26, 6, 0, tzinfo=UTC)) == date(2026, 10, 19)
