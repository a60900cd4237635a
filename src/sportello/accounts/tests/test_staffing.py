"""Deactivating, reactivating, changing roles."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from sportello.accounts import staffing
from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.roles import Role
from sportello.accounts.testing import ada, ben, lea, zed

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.urls("sportello.accounts.tests.addresses")
def test_it_ends_the_sessions_of_who_is_deactivated_at_once_and_for_good() -> None:
    browser = Client()
    browser.force_login(ben())
    assert browser.get("/whoever").status_code == 200
    staffing.deactivate(agent=ben(), by=ada(), now=NOON)
    assert browser.get("/whoever").status_code == 302
    staffing.reactivate(agent=ben(), by=ada(), now=NOON)
    assert browser.get("/whoever").status_code == 302


@pytest.mark.django_db
def test_it_keeps_the_last_active_owner() -> None:
    zed()
    with pytest.raises(staffing.LastOwnerError):
        staffing.deactivate(agent=ada(), by=ada(), now=NOON)
    with pytest.raises(staffing.LastOwnerError):
        staffing.change_role(agent=ada(), role=Role.LEAD, by=ada(), now=NOON)
    staffing.change_role(agent=lea(), role=Role.OWNER, by=ada(), now=NOON)
    staffing.deactivate(agent=ada(), by=lea(), now=NOON)
    assert list(Agent.objects.active().owners()) == [lea()]


@pytest.mark.django_db(transaction=True)
def test_it_keeps_one_of_two_owners_who_shut_out_each_other_at_once() -> None:
    owners = [ada(), lea()]
    Agent.objects.update(role=Role.OWNER)
    together = threading.Barrier(2)

    def shut_out(number: int) -> bool:
        try:
            together.wait(timeout=60)
            staffing.deactivate(agent=owners[number], by=owners[1 - number], now=NOON)
        except staffing.LastOwnerError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(shut_out, range(2))) == [False, True]
    assert Agent.objects.active().owners().count() == 1


@pytest.mark.django_db
def test_it_gives_another_role_and_writes_it_down_once() -> None:
    agent = ben()
    staffing.change_role(agent=agent, role=Role.LEAD, by=ada(), now=NOON)
    staffing.change_role(agent=agent, role=Role.LEAD, by=ada(), now=NOON)
    assert agent.role == Role.LEAD
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.agent, entry.subject_id) == ("agent.role_changed", ada(), agent.pk)
