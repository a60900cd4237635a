"""Exceptions: what a buyer was granted beyond policy, why, and who approved it."""

from datetime import timedelta

import pytest

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, lea, zed
from sportello.core.models import Event
from sportello.inbox import excepting
from sportello.inbox.models import PolicyException, Ticket

from .world import NOW, mail, said, ticket_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket() -> Ticket:
    return ticket_of(said(mail()))


def granted(ticket: Ticket, by: Agent, what: str = "Return after 40 days", why: str = "Hospital") -> PolicyException:
    return excepting.grant(ticket=ticket, what=what, reason=why, approved_by=by, by=ben(), now=NOW)


def test_it_keeps_what_why_and_who(ticket: Ticket) -> None:
    row = granted(ticket, lea())
    assert (row.what, row.reason, row.approved_by, row.by) == ("Return after 40 days", "Hospital", lea(), ben())
    event = Event.objects.get(kind="exception.granted")
    assert event.data == {"exception": row.pk, "order": None}


@pytest.mark.parametrize("approver", [ben, zed])
def test_it_lets_only_owners_and_leads_approve(ticket: Ticket, approver: object) -> None:
    with pytest.raises(excepting.CannotGrant, match="owner or a lead"):
        granted(ticket, approver())  # type: ignore[operator]
    assert not PolicyException.objects.exists()


@pytest.mark.parametrize(("what", "why"), [("", "Hospital"), ("Return", " \n ")])
def test_it_wants_what_and_why(ticket: Ticket, what: str, why: str) -> None:
    with pytest.raises(excepting.CannotGrant, match="and why"):
        granted(ticket, ada(), what, why)


def test_it_takes_one_back_once(ticket: Ticket) -> None:
    row = granted(ticket, ada())
    excepting.withdraw(exception=row, by=ada(), now=NOW)
    again = excepting.withdraw(exception=row, by=ben(), now=NOW + timedelta(days=1))
    assert (again.withdrawn_at, again.withdrawn_by) == (NOW, ada())
    assert Event.objects.filter(kind="exception.withdrawn").count() == 1


def test_it_names_who_may_approve() -> None:
    expected = sorted([ada(), lea()], key=lambda agent: str(agent.name))
    ben()
    assert excepting.approvers() == expected
