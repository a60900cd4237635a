"""From a line of causes to what is required, what is mended and what agents are told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from sportello.accounts.testing import ada, ben, cora, lea
from sportello.core.models import Event
from sportello.insights.causes import noting, remedying, studying
from sportello.insights.causes.collecting import Looked
from sportello.insights.causes.judging import judge
from sportello.insights.models import CauseLine, CauseStudy, Dimension, Remedy, RemedyAct, TrainingNote, Trouble
from sportello.replies.required_data import table

from .simulated import LAMP, REFUND, answers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def line(dimension: Dimension = Dimension.MISSING, key: str = "exchange:tracking_number+refund_date") -> CauseLine:
    study, _made = CauseStudy.objects.get_or_create(
        trouble=Trouble.REPEAT,
        days=28,
        defaults={"first": NOW, "last": NOW, "at": NOW, "cases": 500, "hits": 60, "inflation": 1, "version": "test"},
    )
    return CauseLine.objects.create(
        study=study,
        dimension=dimension,
        key=key,
        cases=100,
        hits=38,
        others=0.09,
        difference=0.29,
        low=0.18,
        high=0.40,
        p=0.0001,
        q=0.001,
        surplus=25,
        verdict="cause",
        rank=1,
    )


def test_it_keeps_what_was_found_in_place_of_the_older(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = []
    for seed in (1, 2):
        found = Looked(judge(answers(seed)), last=NOW.date() + timedelta(days=seed), longer_than=None)
        monkeypatch.setattr(studying, "look", lambda found=found, **_: found)
        kept = studying.study(trouble=Trouble.REPEAT, days=28, now=NOW)
        ids.append(kept.lines.get(dimension=REFUND.dimension, key=REFUND.key).pk)
    assert CauseStudy.objects.count() == 1
    assert (kept.first, kept.last) == (date(2026, 10, 26), date(2026, 11, 22))
    first, second = kept.lines.filter(verdict="cause").order_by("rank")[:2]
    assert [(one.dimension, one.key) for one in (first, second)] == [(one.dimension, one.key) for one in (REFUND, LAMP)]
    assert ids[0] == ids[1]
    assert first.explains.filter(key="refund_status:refund_date").exists()


def test_it_requires_the_data_of_a_line() -> None:
    remedy = remedying.require_data(line=line(), by=lea(), now=NOW)
    needs = table()["exchange"]
    assert needs.by_seller == {"tracking_number", "refund_date"}
    assert needs.by_marketplace == {"refund_date"}
    assert remedy.act == RemedyAct.DATUM.value
    assert remedy.chance_hits == pytest.approx(4)
    assert Event.objects.filter(kind="cause.remedied", actor_id=lea().pk).count() == 1


def test_it_requires_nothing_twice() -> None:
    refund = line(key="refund_status:refund_date")
    with pytest.raises(remedying.NothingToRequire):
        remedying.require_data(line=refund, by=lea(), now=NOW)
    with pytest.raises(remedying.NothingToRequire):
        remedying.require_data(line=line(Dimension.AGENT, "7"), by=lea(), now=NOW)
    assert not Remedy.objects.exists()


def test_it_remembers_once_a_day_that_a_text_was_opened() -> None:
    macro = line(Dimension.MACRO, "4")
    first = remedying.open_text(line=macro, by=lea(), now=NOW)
    assert remedying.open_text(line=macro, by=lea(), now=NOW + timedelta(hours=2)) == first
    assert remedying.open_text(line=macro, by=lea(), now=NOW + timedelta(days=1)) != first


def test_it_sends_a_note_until_it_is_acknowledged() -> None:
    remedy = remedying.send_note(line=line(), text=" Name the day.\r\n", agents=[ben(), ada()], by=lea(), now=NOW)
    note = TrainingNote.objects.get(remedy=remedy)
    assert note.text == "Name the day."
    assert list(TrainingNote.objects.unread_by(ben())) == [note]
    noting.acknowledge(note=note, by=ben(), now=NOW)
    noting.acknowledge(note=note, by=ben(), now=NOW)
    assert not TrainingNote.objects.unread_by(ben()).exists()
    assert list(TrainingNote.objects.unread_by(ada())) == [note]
    assert Event.objects.filter(kind="training.acknowledged").count() == 1


def test_it_lets_nobody_acknowledge_what_is_not_for_them() -> None:
    note = noting.send(text="Name the day.", agents=[ben()], by=lea(), now=NOW)
    with pytest.raises(TrainingNote.DoesNotExist):
        noting.acknowledge(note=note, by=cora(), now=NOW)


def test_it_takes_a_note_back_once() -> None:
    note = noting.send(text="Name the day.", agents=[ben()], by=lea(), now=NOW)
    assert noting.withdraw(note=note, by=lea(), now=NOW)
    assert not noting.withdraw(note=note, by=lea(), now=NOW)
    assert not TrainingNote.objects.unread_by(ben()).exists()


@pytest.mark.parametrize(("text", "chosen"), [(" \n", True), ("x" * 2001, True), ("Name the day.", False)])
def test_it_sends_no_note_that_says_nothing_to_anybody(text: str, chosen: bool) -> None:
    with pytest.raises(noting.CannotNote):
        remedying.send_note(line=line(), text=text, agents=[ben()] if chosen else [], by=lea(), now=NOW)
    assert not TrainingNote.objects.exists()
    assert not Remedy.objects.exists()


def test_it_keeps_no_cause_without_a_rank() -> None:
    row = line()
    row.rank = 0
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
