"""Causes of repeats, gaps of the help centre and waves planted in a quarter are found by the desk's own judgement."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sportello.cli.quarter_ground import Ground
from sportello.cli.quarter_writing import write
from sportello.inbox.models import MessageReading
from sportello.insights.causes import studying
from sportello.insights.gathering.running import gather
from sportello.insights.models import SeriesCount, Spike, Trouble
from sportello.insights.spikes import counting
from sportello.insights.spikes.tasks import watch
from sportello.insights.spikes.watching import LOOK_BACK_DAYS
from sportello.reading.encoder import embed
from sportello.sandbox.quarter.planning import span_of
from sportello.sandbox.quarter.planted import SPIKES
from sportello.sandbox.quarter.playing import Played, play

from . import planted_gaps
from .planted_causes import decoys, found, sought, unplanted

TICKETS, SEED = 15_000, 7
ENDS = datetime(2026, 11, 22, 9, tzinfo=UTC)
AFTER = timedelta(hours=12)
CALM = (timedelta(days=39), timedelta(days=49))
"""From when until when of the quarter, Mondays included, nothing unusual goes on."""


def nothing(_count: int) -> None:
    """No progress to be shown."""


@pytest.mark.soak
@pytest.mark.django_db
def test_it_finds_planted_causes_gaps_and_waves_and_no_others() -> None:
    played = play(tickets=TICKETS, seed=SEED, ends=ENDS)
    ground, _ids = write(played, step=nothing)
    gather(now=ENDS)
    check_causes(played, ground)
    check_gaps(played, ground)
    check_spikes(played, ground)


def check_causes(played: Played, ground: Ground) -> None:
    """What is plain is found, in the order of what it cost in truth; nothing is that was not planted, and no decoy."""
    wanted = sought(played, ground)
    for trouble in Trouble:
        places = found(studying.study(trouble=trouble, days=90, now=ENDS))
        mine = [one for one in wanted if one.trouble is trouble]
        assert [one.what for one in mine if one.is_plain and one.place not in places] == []
        assert [place for place in places if place in {one.place for one in mine}] == [
            one.place for one in mine if one.place in places
        ]
        assert unplanted(trouble, places, played, ground) == []
        assert decoys(places, ground) == []


def check_gaps(played: Played, ground: Ground) -> None:
    """The list of what to write names every planted gap, in the order of what it cost, and nothing answered above."""
    wanted, found = planted_gaps.sought(played, ground), planted_gaps.listed(ENDS)
    assert planted_gaps.named(found, wanted) == wanted
    assert planted_gaps.covered_above(found, wanted) == []


def check_spikes(played: Played, ground: Ground) -> None:
    """Each wave is called within half a day, under its own name, and once; in calm days, Mondays too, nothing is."""
    embed_what_fits_no_topic()
    start = datetime.fromtimestamp(played.time.begins, UTC)
    assert [one.series for one in replayed(start + CALM[0], start + CALM[1], each=timedelta(hours=6))] == []
    bulbo = str(ground.products["bulbo"])
    names = (("lane", "dhl:DE"), ("product", bulbo), ("topic", "other"))
    for spike, name in zip(SPIKES, names, strict=True):
        begins, ends = (datetime.fromtimestamp(edge, UTC) for edge in span_of(played.time, spike))
        called = list(replayed(begins - AFTER, ends + AFTER, each=timedelta(hours=3)))
        assert called, spike.what
        assert begins <= called[0].noticed_at <= begins + AFTER, spike.what
        assert name in called[0].series, (spike.what, called[0].series)
        assert [one.series for one in called[1:] if name in one.series] == [], spike.what


def replayed(since: datetime, until: datetime, *, each: timedelta) -> Iterator[Spike]:
    """What the desk's watch calls from `since` to `until` when it looks so often, if all facts are known at once. What
    it counted of later times is forgotten first."""
    SeriesCount.objects.filter(hour__gte=since).delete()
    counting.recount(since=since - timedelta(days=LOOK_BACK_DAYS), until=since)
    now = since
    while now < until:
        watch(now=now)
        now += each
    yield from Spike.objects.filter(noticed_at__gte=since, noticed_at__lt=until).order_by("noticed_at", "pk")


def embed_what_fits_no_topic() -> None:
    """Give messages that fit no topic the vectors that reading them leaves; the quarter is written without."""
    rows = list(MessageReading.objects.filter(topic_slugs=["other"]).select_related("message"))
    for row, vector in zip(rows, embed([row.message.text for row in rows]), strict=True):
        row.embedding = np.asarray(vector, "<f2").tobytes()
    MessageReading.objects.bulk_update(rows, ["embedding"], batch_size=500)
