"""Counting attempts in the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from sportello.accounts import attempts
from sportello.accounts.models import SignInAttempt
from sportello.accounts.throttle import PER_ADDRESS

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HERE, THERE = "192.0.2.7", "198.51.100.9"


def attempt(account: str = "ada@casalume.example", address: str = HERE, now: datetime = NOON) -> timedelta | None:
    return attempts.admit(door="sign-in", account=account, address=address, now=now)


@pytest.mark.django_db
def test_it_shuts_one_account_for_one_address_only() -> None:
    assert [attempt() for _ in range(6)] == [None] * 5 + [timedelta(minutes=1)]
    assert attempt(address=THERE) is None
    assert attempt(account="ben@casalume.example") is None


@pytest.mark.django_db
def test_it_takes_an_account_for_the_same_whatever_its_capitals() -> None:
    for _ in range(5):
        attempt(account=" ADA@casalume.example")
    assert attempt() is not None


@pytest.mark.django_db
def test_it_shuts_an_address_that_tries_many_accounts() -> None:
    answers = [attempt(account=f"nobody-{number}@casalume.example") for number in range(PER_ADDRESS.free + 1)]
    assert answers[:-1] == [None] * PER_ADDRESS.free
    assert answers[-1] is not None


@pytest.mark.django_db
def test_it_forgets_the_failures_of_who_got_in_but_not_those_of_the_address() -> None:
    for _ in range(3):
        attempt(account="nobody@casalume.example")
    attempt()
    attempts.succeeded(door="sign-in", account="ada@casalume.example", address=HERE)
    assert sorted(SignInAttempt.objects.values_list("failures", flat=True)) == [3, 3]


@pytest.mark.django_db
def test_it_takes_a_whole_ipv6_subscriber_for_one_address() -> None:
    assert attempts.network("2001:db8:1:2:3::4") == attempts.network("2001:db8:1:2::9")
    assert attempts.network("2001:db8:1:3::4") != attempts.network("2001:db8:1:2::4")
    assert attempts.network("::ffff:192.0.2.7") == "192.0.2.7"
    assert attempts.network("") == attempts.network("not an address")


@pytest.mark.django_db
def test_it_keeps_no_address_and_no_name() -> None:
    attempt()
    keys = "".join(SignInAttempt.objects.values_list("key", flat=True))
    assert "ada" not in keys
    assert "192" not in keys or len(keys) == 128


@pytest.mark.django_db(transaction=True)
def test_it_lets_no_more_through_when_all_try_at_the_same_moment() -> None:
    def try_once(_: int) -> timedelta | None:
        try:
            return attempt()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(try_once, range(24)))
    assert answers.count(None) == 5
