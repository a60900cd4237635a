"""Issues for tests of spikes: weeks of usual ones, and a wave."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import numpy as np

from sportello.insights.models import IssueFact

NOW = datetime(2026, 11, 19, 15, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
_numbers = count(5000)


def issue(at: datetime, **about: Any) -> IssueFact:
    """An issue that began then, not saved."""
    number = next(_numbers)
    told = {"channel": 1, "language": "it", "topics": ["where_is_my_order"], "carrier": "brt", "country": "IT"}
    return IssueFact(ticket=number, root=number, circle=number, opened_at=at, began_at=at, **{**told, **about})


def usual_weeks(weeks: int = 4) -> None:
    """So many weeks up to now with about eight issues a day, by day."""
    chance = np.random.default_rng(19)
    made = []
    for place in range(weeks * 168):
        at = NOW - place * HOUR
        if 7 <= at.hour < 21:
            made += [
                issue(at - timedelta(minutes=int(chance.integers(0, 20))), **_about(chance))
                for _ in range(chance.poisson(0.6))
            ]
    IssueFact.objects.bulk_create(made)


def a_wave(number: int = 16, hours: int = 3, **about: Any) -> list[int]:
    """Issues of the last hours about one thing; returns their tickets."""
    about = {"carrier": "gls", "country": "IT", "topics": ["tracking_stuck"], **about}
    step = hours * HOUR / number
    made = [issue(NOW - timedelta(minutes=1) - place * step, **about) for place in range(number)]
    return [one.ticket for one in IssueFact.objects.bulk_create(made)]


def _about(chance: np.random.Generator) -> dict[str, Any]:
    carrier, country = [("brt", "IT"), ("gls", "IT"), ("gls", "DE"), ("dhl", "DE")][chance.integers(4)]
    topics = [["where_is_my_order"], ["refund_status"], ["tracking_stuck"], ["invoice"]][chance.integers(4)]
    return {"carrier": carrier, "country": country, "topics": topics, "product": int(chance.integers(1, 7))}
