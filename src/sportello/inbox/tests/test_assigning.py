"""Tickets find somebody who is there, and come back from those who are not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent
from sportello.business.defaults import default_calendar
from sportello.business.models import Shift
from sportello.core.models import Event
from sportello.inbox import handling
from sportello.inbox.assigning import assign_waiting, preview
from sportello.inbox.models import Assignment, AssignmentRule, Spread, Ticket
from sportello.inbox.tests.reading import reading
from sportello.inbox.tests.world import HOUR, NOW, agent, mail, said, ticket_of

pytestmark = pytest.mark.django_db
EVERY_HOUR = (0, 1440)


@pytest.fixture
def ben() -> Agent:
    return agent("Ben", role="agent")


@pytest.fixture
def lea() -> Agent:
    return agent("Lea", role="lead")


def waits(text: str = "Where is it?", *, by: str = "cleo") -> Ticket:
    with reading():
        return ticket_of(said(mail(text, sender=f"{by}@posta.example")))


def rule(name: str = "All", *, agents: tuple[Agent, ...] = (), **more: object) -> AssignmentRule:
    made = AssignmentRule.objects.create(name=name, position=AssignmentRule.objects.count(), **more)
    made.agents.set(agents)
    return made


def works(who: Agent, start: int, end: int) -> None:
    """Every day between these minutes after midnight, in Rome."""
    for weekday in range(7):
        Shift.objects.create(calendar=default_calendar(), agent=who, weekday=weekday, start=start, end=end)


def holder(ticket: Ticket) -> Agent | None:
    return Ticket.objects.select_related("assignee").get(pk=ticket.pk).assignee


def test_it_gives_nothing_without_a_rule(ben: Agent) -> None:
    ticket = waits()
    assert assign_waiting(now=NOW) == 0
    assert holder(ticket) is None


def test_it_gives_what_waits_and_says_by_which_rule(ben: Agent) -> None:
    ticket, given_by = waits(), rule()
    assert assign_waiting(now=NOW) == 1
    assert holder(ticket) == ben
    row = Assignment.objects.get()
    assert (row.ticket, row.agent, row.rule, row.at) == (ticket, ben, given_by, NOW)
    event = Event.objects.get(kind="ticket.assigned")
    assert (event.actor_id, event.data) == (None, {"assignee": ben.pk, "rule": given_by.pk})
    assert assign_waiting(now=NOW) == 0


def test_it_gives_by_language_and_topic(ben: Agent, lea: Agent) -> None:
    german, bill = waits("Wo ist es?", by="a"), waits("An invoice!", by="b")
    rule("German", agents=(lea,), languages=["de"])
    rule("Bills", agents=(ben,), topics=["invoice"])
    assert assign_waiting(now=NOW) == 2
    assert (holder(german), holder(bill)) == (lea, ben)


def test_it_gives_only_to_those_on_duty(ben: Agent, lea: Agent) -> None:
    works(lea, *EVERY_HOUR)
    works(ben, 20 * 60, 22 * 60)
    ticket = waits()
    rule()
    assign_waiting(now=NOW)
    assert holder(ticket) == lea


def test_it_leaves_a_ticket_that_somebody_took(ben: Agent, lea: Agent) -> None:
    ticket = waits()
    handling.assign(ticket=ticket, to=lea, by=lea, now=NOW)
    rule(agents=(ben,))
    assert assign_waiting(now=NOW) == 0
    assert holder(ticket) == lea


def test_it_brings_back_the_tickets_of_the_absent_and_gives_them_to_who_is_there(ben: Agent, lea: Agent) -> None:
    ticket = waits()
    rule()
    assign_waiting(now=NOW)
    assert holder(ticket) == ben
    Agent.objects.filter(pk=ben.pk).update(is_active=False)
    assert assign_waiting(now=NOW + HOUR) == 1
    assert holder(ticket) == lea
    assert Assignment.objects.get(agent=ben).returned_at == NOW + HOUR
    assert Event.objects.filter(kind="ticket.returned", subject_id=ticket.pk).count() == 1


def test_it_leaves_a_ticket_with_an_agent_who_is_back_in_time(ben: Agent, lea: Agent) -> None:
    works(lea, *EVERY_HOUR)
    works(ben, 14 * 60, 18 * 60)
    ticket = waits()
    Ticket.objects.filter(pk=ticket.pk).update(due_at=NOW + 8 * HOUR, assignee=ben)
    rule()
    assign_waiting(now=NOW)
    assert holder(ticket) == ben
    Ticket.objects.filter(pk=ticket.pk).update(due_at=NOW + 2 * HOUR)
    assign_waiting(now=NOW)
    assert holder(ticket) == lea


def test_it_shows_beforehand_who_would_get_what(ben: Agent, lea: Agent) -> None:
    bill, other = waits("An invoice!", by="a"), waits("Where is it?", by="b")
    bills = rule("Bills", agents=(ben,), topics=["invoice"], spread=Spread.LOAD, most=5)
    seen = preview(now=NOW)
    assert [(one.pk, to, by) for one, to, by in seen.given] == [(bill.pk, ben, bills)]
    assert [one.pk for one in seen.left] == [other.pk]
    assert dict(seen.present) == {ben: 0, lea: 0}
    assert holder(bill) is None


def test_it_looks_as_often_for_many_as_for_few(ben: Agent) -> None:
    works(ben, *EVERY_HOUR)
    rule()
    waits(by="a")
    with CaptureQueriesContext(connection) as few:
        preview(now=NOW)
    for number in range(9):
        waits(by=f"b{number}")
    with CaptureQueriesContext(connection) as many:
        preview(now=NOW)
    assert len(many) == len(few)
