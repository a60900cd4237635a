"""Links for a new password."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from sportello.accounts import letters, passwords, rescue
from sportello.accounts.models import Agent
from sportello.accounts.testing import PASSWORD, ada, ben, zed

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BASE = "https://desk.casalume.example"
NEW = "nine chairs in a corridor"

pytestmark = pytest.mark.urls("sportello.accounts.tests.addresses")


def token_for(agent: Agent) -> str:
    return passwords.reset_link(agent=agent, base_url=BASE, now=NOON).rsplit("/", 1)[1]


@pytest.mark.django_db
def test_it_sets_a_password_by_link_once() -> None:
    token = token_for(ben())
    passwords.reset(token=token, password=NEW, now=NOON)
    assert ben().check_password(NEW)
    with pytest.raises(passwords.LinkGoneError):
        passwords.reset(token=token, password=PASSWORD, now=NOON)


@pytest.mark.django_db
def test_it_lets_a_link_die_after_two_hours() -> None:
    token = token_for(ben())
    assert passwords.agent_of(token, NOON + timedelta(hours=2)) == ben()
    with pytest.raises(passwords.LinkGoneError):
        passwords.agent_of(token, NOON + timedelta(hours=2, seconds=1))


@pytest.mark.django_db
def test_it_refuses_links_of_the_deactivated_and_links_that_were_tampered_with() -> None:
    token = token_for(ben())
    for bad in (token_for(zed()), token[:-1], "A" + token, "", ":", "x" * 10_000, "é"):
        with pytest.raises(passwords.LinkGoneError):
            passwords.agent_of(bad, NOON)


@pytest.mark.django_db
def test_it_lets_a_link_die_when_the_password_changes_otherwise() -> None:
    token = token_for(ben())
    passwords.change(agent=ben(), password=NEW, now=NOON)
    with pytest.raises(passwords.LinkGoneError):
        passwords.agent_of(token, NOON)


@pytest.mark.django_db(transaction=True)
def test_it_uses_a_link_once_even_when_two_use_it_at_the_same_moment() -> None:
    token = token_for(ben())

    def use(number: int) -> bool:
        try:
            passwords.reset(token=token, password=f"{NEW} {number}", now=NOON)
        except passwords.LinkGoneError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, range(2))) == [False, True]


@pytest.mark.django_db
def test_it_mails_the_link_in_the_language_of_who_forgot() -> None:
    agent = ben()
    assert letters.send_reset_link(email="BEN@casalume.example", base_url=BASE, now=NOON)
    (letter,) = mail.outbox
    assert letter.to == [agent.email]
    assert f"{BASE}/password/reset/" in str(letter.body)


@pytest.mark.django_db
def test_it_mails_nothing_to_strangers_and_the_deactivated() -> None:
    zed()
    assert not letters.send_reset_link(email="stranger@casalume.example", base_url=BASE, now=NOON)
    assert not letters.send_reset_link(email="zed@casalume.example", base_url=BASE, now=NOON)
    assert not mail.outbox


@pytest.mark.django_db
def test_it_rescues_an_installation_nobody_can_enter() -> None:
    ada()
    link = rescue.reset_password_link("ADA@casalume.example", BASE, NOON)
    assert passwords.agent_of(link.rsplit("/", 1)[1], NOON) == ada()
    owner = rescue.create_owner(email="new@casalume.example", name="New", password=NEW, now=NOON)
    assert owner.role == "owner"
    with pytest.raises(Agent.DoesNotExist):
        rescue.reset_password_link("nobody@casalume.example", BASE, NOON)
