"""Samples of sent answers: drawn once, by lot, of whole weeks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sportello.accounts.testing import ada, ben, lea
from sportello.inbox.models import Direction, Message, MessageKind, Thread
from sportello.inbox.tests.world import mail, said
from sportello.insights.causes import sampling
from sportello.insights.models import SampleComment

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")
MONDAY = date(2026, 11, 9)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def sent(thread: Thread, at: datetime, kind: MessageKind = MessageKind.ANSWER) -> Message:
    return Message.objects.create(
        thread=thread, direction=Direction.OUT, kind=kind, agent=ben(), sent_at=at, created_at=at, text="Arriva."
    )


def week(count: int) -> list[Message]:
    """So many answers of Ben's in the week, the first in its first minute in Rome."""
    thread, first = said(mail()).thread, datetime(2026, 11, 9, tzinfo=ROME)
    return [sent(thread, first + timedelta(hours=3 * number)) for number in range(count)]


def test_it_draws_once_whoever_tries_again() -> None:
    week(12)
    first = sampling.draw(agent=ben(), first=MONDAY, zone=ROME, seed=7, by=lea(), now=NOW)
    drawn = list(first.answers.values_list("message", flat=True))
    again = sampling.draw(agent=ben(), first=MONDAY, zone=ROME, seed=8, by=ada(), now=NOW)
    assert again == first
    assert (again.seed, again.by) == (7, lea())
    assert len(drawn) == sampling.AT_FIRST
    assert list(again.answers.values_list("message", flat=True)) == drawn


def test_it_draws_from_answers_of_that_week_alone() -> None:
    kept = {message.pk for message in week(3)}
    thread = said(mail()).thread
    sent(thread, datetime(2026, 11, 8, 22, 59, tzinfo=UTC))
    sent(thread, datetime(2026, 11, 15, 23, 0, tzinfo=UTC))
    sent(thread, datetime(2026, 11, 12, tzinfo=UTC), MessageKind.NOTICE)
    row = sampling.draw(agent=ben(), first=MONDAY, zone=ROME, seed=7, by=lea(), now=NOW)
    assert {answer.message_id for answer in row.answers.all()} == kept


def test_it_goes_on_with_the_next_lots_until_all_were_seen() -> None:
    week(12)
    row = sampling.draw(agent=ben(), first=MONDAY, zone=ROME, seed=7, by=lea(), now=NOW)
    before = list(row.answers.values_list("message", flat=True))
    assert [sampling.more(of=row, zone=ROME, by=lea(), now=NOW) for _ in range(3)] == [5, 2, 0]
    assert list(row.answers.values_list("message", flat=True))[:5] == before


def test_it_draws_neither_of_a_running_week_nor_of_nothing() -> None:
    with pytest.raises(sampling.CannotSample, match="not over"):
        sampling.draw(agent=ben(), first=date(2026, 11, 16), zone=ROME, seed=7, by=lea(), now=NOW)
    with pytest.raises(sampling.CannotSample, match="no answer"):
        sampling.draw(agent=ben(), first=MONDAY, zone=ROME, seed=7, by=lea(), now=NOW)


def test_it_lets_only_the_agent_see_a_comment() -> None:
    week(1)
    row = sampling.draw(agent=ben(), first=MONDAY, zone=ROME, seed=7, by=lea(), now=NOW)
    said = sampling.comment(answer=row.answers.get(), text="Name the day.", by=lea(), now=NOW)
    assert not sampling.see(comment=said, by=ada(), now=NOW)
    assert sampling.see(comment=said, by=ben(), now=NOW)
    assert SampleComment.objects.get().seen_at == NOW
    with pytest.raises(sampling.CannotSample):
        sampling.comment(answer=row.answers.get(), text="  ", by=lea(), now=NOW)
