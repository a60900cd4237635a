"""From real acts over events and facts to tallies."""

from datetime import timedelta

import pytest

from sportello.core import events
from sportello.core.models import Event
from sportello.inbox import attending, merging, resolving, splitting
from sportello.inbox.models import Message, Ticket
from sportello.inbox.replying import send
from sportello.inbox.tests.world import HOUR, NOW, agent, amazon, mail, said, ticket_of
from sportello.insights.gathering import gather, rebuild
from sportello.insights.models import AnswerFact, Gathered, IssueFact, ObligationFact, Tally, WorkFact
from sportello.insights.vocabulary import KINDS, faults

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=20)


def tallies() -> dict[tuple[object, ...], tuple[object, ...]]:
    rows = Tally.objects.exclude(n=0, total=0, squares=0)
    columns = ("name", "day", "channel", "by", "key", "n", "total", "squares")
    return {row[:5]: row[5:] for row in rows.values_list(*columns)}


def n_of(name: str, by: str = "", key: str = "") -> tuple[int, int]:
    rows = Tally.objects.filter(name=name, by=by, key=key)
    return sum(row.n for row in rows), sum(row.total for row in rows)


def play() -> tuple[Ticket, Ticket]:
    """Two conversations of one buyer: answered, merged, attended to, resolved, written to again, parted."""
    ben = agent("Ben")
    first = said(mail("Where is my parcel?", message_id="<one@posta.example>"))
    second = said(amazon(at=NOW - HOUR), at=NOW)
    ticket, other = ticket_of(first), ticket_of(second)
    attending.beat(ticket=ticket, by=ben, now=NOW)
    attending.beat(ticket=ticket, by=ben, now=NOW + timedelta(seconds=20))
    merging.merge(ticket=other, into=ticket, by=ben, now=NOW + HOUR)
    send(ticket=ticket, thread=first.thread, text="It comes tomorrow.", by=ben, now=NOW + 2 * HOUR)
    send(ticket=ticket, thread=second.thread, text="Es kommt morgen.", by=ben, now=NOW + 2 * HOUR)
    resolving.resolve(ticket=ticket, by=ben, now=NOW + 3 * HOUR, decisions=None)
    again = mail("Still nothing!", references=["<one@posta.example>"], at=NOW + 30 * HOUR)
    said(again, at=NOW + 30 * HOUR)
    return ticket, other


def test_it_writes_events_that_figures_can_read() -> None:
    ticket, _other = play()
    late = said(mail("And the lamp?", references=["<one@posta.example>"], at=NOW + 31 * HOUR), at=NOW + 31 * HOUR)
    splitting.split(ticket=ticket, message=late, by=agent("Ben"), now=NOW + 32 * HOUR)
    wrong = {(row.kind, *faults(row.kind, row.subject_kind, row.data)) for row in Event.objects.all()}
    assert {each for each in wrong if len(each) > 1} == set()
    assert {"ticket.opened", "message.sent", "obligation.answered", "ticket.merged"} <= {each[0] for each in wrong}
    assert {kind for kind, *_ in wrong if kind.startswith("obligation.")} <= {*KINDS}


def test_it_counts_merged_tickets_as_one_issue() -> None:
    ticket, other = play()
    gather(now=NOW + 40 * HOUR)
    issue = IssueFact.objects.whole().get()
    assert (issue.ticket, issue.tickets, issue.answers, issue.messages) == (ticket.pk, 2, 2, 3)
    assert (issue.first_seconds, issue.handled) == (3 * 3600, 20)
    assert issue.resolved_at is None
    assert n_of("tickets") == (2, 0)
    assert n_of("issues") == (1, 0)
    assert n_of("resolved") == (1, 1), "it was opened again"
    assert n_of("open") == (1, 1)
    assert n_of("owing") == (1, 1)
    assert n_of("first") == (1, 3 * 3600)
    assert n_of("work", "agent", str(agent("Ben").pk)) == (1, 20)
    assert {row.circle for row in IssueFact.objects.all()} == {min(ticket.pk, other.pk)}


def test_it_counts_nothing_twice_however_often_it_gathers() -> None:
    play()
    gather(now=NOW + 40 * HOUR)
    once = tallies()
    assert once
    gather(now=NOW + 40 * HOUR)
    Gathered.objects.update(event=0, attention=0)
    gather(now=NOW + 40 * HOUR)
    assert tallies() == once
    rebuild(now=NOW + 40 * HOUR)
    assert tallies() == once


def test_it_comes_to_the_same_step_by_step_and_at_once() -> None:
    _ticket, other = play()
    gather(now=NOW + 40 * HOUR)
    merge = other.merges.get()
    merging.undo(merge=merge, by=agent("Ben"), now=NOW + 41 * HOUR)
    gather(now=LATER)
    assert n_of("issues") == (2, 0)
    stepwise = tallies()
    rebuild(now=LATER)
    assert tallies() == stepwise


def test_it_learns_what_time_alone_makes_known() -> None:
    ticket, _other = play()
    told: dict[str, events.Plain] = {
        "message": Message.objects.latest("pk").pk,
        "of": ticket.pk,
        "reason": "not_understood",
        "detail": "",
    }
    events.record(kind="repeat.counted", now=NOW + 30 * HOUR, subject=("ticket", ticket.pk), data=told)
    gather(now=NOW + 40 * HOUR)
    assert ObligationFact.objects.filter(hit=None).count() == 1
    assert n_of("first_contact") == (0, 0)
    gather(now=LATER)
    assert ObligationFact.objects.filter(hit=None).count() == 0
    assert n_of("first_contact") == (1, 0), "the buyer wrote again"
    assert n_of("repeats", "reason", "not_understood") == (1, 0)
    assert AnswerFact.objects.filter(settled=False).count() == 0
    assert [row.again_why for row in AnswerFact.objects.order_by("message")] == ["", "not_understood"]
    assert WorkFact.objects.get().seconds == 20
