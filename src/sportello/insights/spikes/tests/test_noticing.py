from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum

from sportello.accounts.testing import lea
from sportello.core.models import Event
from sportello.insights.models import IssueFact, SeriesCount, Spike, SpikeOutcome
from sportello.insights.spikes import acting, counting, noticing, tasks

from .factories import HOUR, NOW, a_wave, issue, usual_weeks

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")


def noticed(now=NOW) -> list[Spike]:  # type: ignore[no-untyped-def]
    counting.recount(since=NOW - timedelta(weeks=5), until=now)
    return noticing.notice(now=now, zone=ROME)


def test_it_follows_the_facts_also_when_these_change() -> None:
    one = issue(NOW - HOUR, topics=["invoice", "refund_status"], product=7)
    one.save(force_insert=True)
    assert counting.recount(since=NOW - 5 * HOUR, until=NOW) == 10
    assert counting.recount(since=NOW - 5 * HOUR, until=NOW) == 0
    IssueFact.objects.filter(pk=one.pk).update(topics=["invoice"], carrier="gls")
    counting.recount(since=NOW - 5 * HOUR, until=NOW)
    held = set(SeriesCount.objects.values_list("kind", "key"))
    assert ("topic", "refund_status") not in held
    assert ("lane", "brt:IT") not in held
    assert {("all", ""), ("topic", "invoice"), ("lane", "gls:IT"), ("pair", "invoice:7"), ("channel", "1")} <= held


def test_it_counts_merged_tickets_once_and_history_never() -> None:
    root = issue(NOW - HOUR)
    root.save(force_insert=True)
    merged = issue(NOW - HOUR)
    merged.root = root.ticket
    merged.save(force_insert=True)
    history = issue(NOW - HOUR)
    history.opened_at = None
    history.save(force_insert=True)
    counting.recount(since=NOW - 5 * HOUR, until=NOW)
    assert SeriesCount.objects.get(kind="all").n == 1


def test_it_calls_nothing_on_a_day_like_others() -> None:
    usual_weeks()
    assert noticed() == []


def test_it_calls_nothing_before_it_knows_three_days() -> None:
    a_wave()
    assert noticed() == []


def test_it_makes_a_wave_one_spike_with_its_narrowest_cause_and_examples() -> None:
    usual_weeks()
    wave = a_wave()
    (spike,) = noticed()
    assert (spike.cause_kind, spike.cause_key) in {("lane", "gls:IT"), ("topic", "tracking_stuck")}
    assert spike.cause_share > 0.8
    assert set(spike.tickets) <= set(wave)
    assert spike.observed > 3 * spike.expected
    assert NOW - 5 * HOUR < spike.began_at <= spike.noticed_at == NOW
    assert Event.objects.filter(kind="spike.began", subject_id=spike.pk).exists()


def test_it_is_called_once_and_ends() -> None:
    usual_weeks()
    a_wave()
    (spike,) = noticed()
    assert noticed(NOW + timedelta(minutes=10)) == []
    assert noticed(NOW + 18 * HOUR) == []
    spike.refresh_from_db()
    assert spike.ended_at is None  # the day has only begun
    assert noticed(NOW + 27 * HOUR) == []
    spike.refresh_from_db()
    assert spike.ended_at == NOW + 27 * HOUR


def test_it_calls_nothing_muted_until_it_is_heard_again() -> None:
    usual_weeks()
    a_wave()
    (spike,) = noticed()
    spike.delete()
    mutes = [acting.mute(kind=kind, key=key, until=NOW + HOUR, by=lea(), now=NOW) for kind, key in spike.series]
    assert noticed() == []
    for mute in mutes:
        acting.lift(mute=mute, by=lea(), now=NOW)
    assert len(noticed()) == 1


def test_it_mutes_only_up_to_a_time_to_come() -> None:
    with pytest.raises(ValueError, match="to come"):
        acting.mute(kind="topic", key="invoice", until=NOW, by=lea(), now=NOW)


def test_it_lets_the_newest_word_on_a_spike_count() -> None:
    usual_weeks()
    a_wave()
    (spike,) = noticed()
    acting.judge(spike=spike, outcome=SpikeOutcome.TRUE, by=lea(), now=NOW)
    said = acting.judge(spike=spike, outcome=SpikeOutcome.FALSE_ALARM, by=lea(), now=NOW + HOUR)
    spike.refresh_from_db()
    assert spike.verdict == said
    assert Event.objects.filter(kind="spike.judged").count() == 2


def test_it_counts_a_past_that_comes_in_late_where_it_belongs_and_calls_none_of_it() -> None:
    """A seller's mailbox is read in, the newest mail first; the first looks fall into that."""
    usual_weeks()
    everything = list(IssueFact.objects.order_by("-opened_at"))
    IssueFact.objects.all().delete()
    for part in (everything[:40], everything[40:90], everything[90:]):
        IssueFact.objects.bulk_create(part)
        tasks.watch(now=NOW)
    tasks.watch(now=NOW + timedelta(minutes=10))
    assert not Spike.objects.exists()
    told = SeriesCount.objects.filter(kind="all").aggregate(n=Sum("n"))["n"]
    assert told == IssueFact.objects.filter(opened_at__lt=NOW).count()
    wave = a_wave()
    tasks.watch(now=NOW + timedelta(minutes=20))
    assert set(Spike.objects.get().tickets) <= set(wave)
