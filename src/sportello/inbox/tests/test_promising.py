"""Promises: what we said we would do, and the day on which it comes back by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sportello.accounts.testing import ada, ben
from sportello.core.models import Event
from sportello.inbox import merging, promising, resolving, standing
from sportello.inbox.models import Holding, Obligation, Promise, PromiseEnd, PromiseKind, Snooze, Ticket

from .world import CLEO, NOW, at_once, mail, said, ticket_of

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)
ON_THAT_DAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def ticket() -> Ticket:
    return quiet()


def quiet(sender: str = CLEO) -> Ticket:
    """A ticket that owes nothing."""
    made = ticket_of(said(mail(sender=sender)))
    resolving.need_no_response(ticket=made, holding=Holding.objects.get(ticket=made), by=ada(), now=NOW)
    return made


def promised(ticket: Ticket, day: date = TUESDAY, kind: PromiseKind = PromiseKind.REFUND, words: str = "") -> Promise:
    return promising.promise(ticket=ticket, kind=kind, words=words, day=day, by=ada(), now=NOW)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_it_brings_the_ticket_back_on_that_day_and_says_why(ticket: Ticket) -> None:
    made = promised(ticket)
    resolving.resolve(ticket=ticket, by=ada(), now=NOW)
    assert promising.bring_back_due(now=ON_THAT_DAY - timedelta(days=1)) == 0
    assert fresh(ticket).resolved_at is not None
    assert promising.bring_back_due(now=ON_THAT_DAY) == 1
    back = fresh(ticket)
    assert back.resolved_at is None
    assert back.due_at == made.due_at
    assert Event.objects.filter(kind="promise.came_back", subject_id=ticket.pk, data__promise=made.pk).count() == 1
    assert promising.bring_back_due(now=ON_THAT_DAY) == 0


def test_it_ends_a_snooze_that_lasts_longer(ticket: Ticket) -> None:
    promised(ticket)
    resolving.snooze(ticket=ticket, until=ON_THAT_DAY + timedelta(days=9), by=ada(), now=NOW)
    promising.bring_back_due(now=ON_THAT_DAY)
    assert fresh(ticket).snoozed_until is None
    assert not Snooze.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("as_", list(PromiseEnd))
def test_it_owes_nothing_more_once_it_is_said_what_became_of_it(ticket: Ticket, as_: PromiseEnd) -> None:
    made = promised(ticket)
    promising.bring_back_due(now=ON_THAT_DAY)
    with pytest.raises(resolving.StillOwed, match="promise"):
        resolving.resolve(ticket=ticket, by=ada(), now=ON_THAT_DAY)
    ended = promising.end(promise=made, as_=as_, by=ben(), now=ON_THAT_DAY)
    assert (ended.ended_as, ended.ended_by) == (as_, ben())
    assert fresh(ticket).due_at is None
    again = promising.end(promise=made, as_=PromiseEnd.BROKEN, by=ada(), now=ON_THAT_DAY + timedelta(days=1))
    assert (again.ended_as, again.ended_at) == (as_, ON_THAT_DAY)
    resolving.resolve(ticket=ticket, by=ada(), now=ON_THAT_DAY)
    assert Event.objects.filter(kind=f"promise.{as_.value}").count() == 1


def test_it_never_comes_back_for_what_was_kept_before(ticket: Ticket) -> None:
    promising.end(promise=promised(ticket), as_=PromiseEnd.KEPT, by=ada(), now=NOW)
    assert promising.bring_back_due(now=ON_THAT_DAY) == 0


def test_it_lets_the_earlier_of_answer_and_promise_lead(ticket: Ticket) -> None:
    made = promised(ticket)
    promising.bring_back_due(now=ON_THAT_DAY)
    holding = Holding.objects.get(ticket=ticket)
    message = holding.thread.messages.get()
    owed = {"holding": holding, "first_message": message, "opened_at": NOW}
    Obligation.objects.create(**owed, due_at=made.due_at - timedelta(hours=5))
    standing.refresh(ticket)
    assert fresh(ticket).due_at == made.due_at - timedelta(hours=5)


def test_it_comes_back_in_an_hour_when_the_day_is_half_over(ticket: Ticket) -> None:
    made = promised(ticket, date(2026, 11, 20))
    assert made.back_at == NOW + timedelta(hours=1)
    assert made.due_at >= made.back_at


@pytest.mark.parametrize(
    ("day", "kind", "words"),
    [
        (date(2026, 11, 19), PromiseKind.REFUND, ""),
        (date(2028, 1, 1), PromiseKind.REFUND, ""),
        (TUESDAY, PromiseKind.OTHER, "  "),
    ],
)
def test_it_refuses_what_cannot_be_promised(ticket: Ticket, day: date, kind: PromiseKind, words: str) -> None:
    with pytest.raises(promising.CannotPromise):
        promised(ticket, day, kind, words)
    assert not Promise.objects.exists()


def test_it_follows_the_conversation_through_a_merge_and_back(ticket: Ticket) -> None:
    other = quiet("dora@posta.example")
    promised(ticket)
    resolving.resolve(ticket=ticket, by=ada(), now=NOW)
    resolving.resolve(ticket=other, by=ada(), now=NOW)
    merge = merging.merge(ticket=ticket, into=other, by=ada(), now=NOW)
    promising.bring_back_due(now=ON_THAT_DAY)
    assert fresh(other).due_at is not None
    merging.undo(merge=merge, by=ada(), now=ON_THAT_DAY)
    assert fresh(other).due_at is None
    assert fresh(ticket).due_at is not None
    assert fresh(ticket).resolved_at is None


@pytest.mark.django_db(transaction=True)
def test_it_comes_back_once_however_many_workers_look() -> None:
    made = promised(quiet())

    at_once(*[lambda: promising.bring_back_due(now=ON_THAT_DAY)] * 4)
    assert Event.objects.filter(kind="promise.came_back", data__promise=made.pk).count() == 1


def test_it_says_kind_and_day(ticket: Ticket) -> None:
    assert str(promised(ticket, words="  in   full ")) == "refund by 2026-11-24"
    assert Promise.objects.get().words == "in full"
