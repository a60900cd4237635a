"""Keeping how every channel stands, once for each day, so that pages read a few rows and there is a history."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from sportello.insights.gathering.running import zone_name
from sportello.insights.models import HealthStanding

from .counting import standings


def keep(*, now: datetime) -> int:
    """Count all rates and keep them as those of today; returns how many. Called again on a day it replaces them."""
    day = timezone.localtime(now, ZoneInfo(zone_name())).date()
    rows = [
        HealthStanding(
            channel=channel,
            rate=one.limit.rate,
            day=day,
            days=one.limit.days,
            part=one.part,
            whole=one.whole,
            at=now,
        )
        for channel, found in standings(now).items()
        for one in found
    ]
    HealthStanding.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["channel", "rate", "day"],
        update_fields=["days", "part", "whole", "at"],
    )
    return len(rows)
