"""Owners get one letter for each incident: a source that fails for a while, a secret that is about to end."""

from datetime import timedelta

import pytest
from django.db import transaction

from sportello.accounts.models import Agent
from sportello.accounts.roles import Role
from sportello.channels.accounts import account_of
from sportello.channels.models import Source
from sportello.channels.warning import warn_owners

from .vendor import NOON, Vendor, account

pytestmark = pytest.mark.django_db

QUARTER = timedelta(minutes=15)


class Post:
    """The letters that were sent; `broken` sends none."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, str]] = []
        self.broken = False

    def __call__(self, to: str, subject: str, text: str) -> None:
        if self.broken:
            raise OSError("no server")
        self.letters.append((to, subject, text))


@pytest.fixture
def post() -> Post:
    Agent.objects.create(email="ada@example.com", name="Ada", role=Role.OWNER, created_at=NOON)
    Agent.objects.create(email="ben@example.com", name="Ben", role=Role.AGENT, created_at=NOON)
    return Post()


def test_it_writes_once_when_a_source_fails_for_a_quarter_of_an_hour(market: Vendor, post: Post) -> None:
    source = account("shop", market, failing_since=NOON, last_error="credentials: 401 token revoked")
    assert warn_owners(now=NOON + QUARTER - timedelta(seconds=1), send=post) == 0
    assert [warn_owners(now=NOON + QUARTER * number, send=post) for number in (1, 2, 3)] == [1, 0, 0]
    (letter,) = post.letters
    assert (letter[0], letter[1]) == ("ada@example.com", "shop cannot be read")
    assert "401 token revoked" in letter[2]
    assert "/channels" in letter[2]
    Source.objects.filter(pk=source.pk).update(failing_since=NOON + QUARTER * 4)
    assert warn_owners(now=NOON + QUARTER * 5, send=post) == 1


def test_it_writes_again_when_the_letter_could_not_be_sent(market: Vendor, post: Post) -> None:
    account("shop", market, failing_since=NOON, last_error="server: 500")
    post.broken = True
    assert warn_owners(now=NOON + QUARTER, send=post) == 0
    post.broken = False
    assert warn_owners(now=NOON + QUARTER, send=post) == 1


def test_it_warns_of_mailboxes_too_but_of_nothing_that_is_paused(market: Vendor, post: Post) -> None:
    told = {"kind": "mailbox", "created_at": NOON, "failing_since": NOON, "last_error": "reading.password: no"}
    Source.objects.create(name="mail", **told)
    Source.objects.create(name="paused", paused_at=NOON, **told)
    assert warn_owners(now=NOON + QUARTER, send=post) == 1
    assert post.letters[0][1] == "mail cannot be read"


def test_it_warns_a_fortnight_before_a_secret_ends(market: Vendor, post: Post) -> None:
    account("shop", market)
    assert warn_owners(now=NOON + timedelta(days=165), send=post) == 0
    assert warn_owners(now=NOON + timedelta(days=166), send=post) == 1
    assert warn_owners(now=NOON + timedelta(days=170), send=post) == 0
    Source.objects.update(secrets_set_at=NOON + timedelta(days=171))
    assert warn_owners(now=NOON + timedelta(days=171 + 180), send=post) == 1
    assert "ended on" in post.letters[1][2]


@pytest.mark.django_db(transaction=True)
def test_it_keeps_a_renewed_secret_also_when_the_work_around_it_fails(market: Vendor) -> None:
    source = account("shop", market)
    opened = account_of(source)
    with transaction.atomic():
        opened.keep_secrets({"token": "new"})
        transaction.set_rollback(True)
    source.refresh_from_db()
    assert source.secrets == {"key": "k", "token": "new"} == opened.secrets
