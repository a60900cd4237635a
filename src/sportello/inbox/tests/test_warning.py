"""The person on duty hears of a deadline in time, once, whatever the mail server does."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection

from sportello.accounts.models import Agent
from sportello.business.defaults import default_calendar
from sportello.business.models import Shift
from sportello.core.live.publishing import CHANNEL
from sportello.inbox import handling, warning
from sportello.inbox.letters import Letter
from sportello.inbox.models import DeadlineWarning, Obligation, Ticket

from .world import HOUR, NOW, agent, amazon, at_once, said, ticket_of

DUE = NOW + 24 * HOUR
SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Europe/Rome"))
MINUTE = timedelta(minutes=1)


def on_rota(who: Agent, weekday: int) -> Agent:
    Shift.objects.create(calendar=default_calendar(), agent=who, weekday=weekday, start=0, end=1440)
    return who


@pytest.fixture
def ben() -> Agent:
    return on_rota(agent("Ben", language="it"), 5)


def asked(at: datetime = NOW, buyer: str = "b7k2m9x4p1q8r3t") -> Ticket:
    return ticket_of(said(amazon(relay=f"{buyer}@marketplace.amazon.de", at=at), at=at))


class Post:
    """Letters as sent, or a mail server that is down."""

    def __init__(self, *, down: bool = False) -> None:
        self.letters: list[Letter] = []
        self.down = down

    def __call__(self, letter: Letter) -> None:
        if self.down:
            raise OSError("no server")
        self.letters.append(letter)


@pytest.mark.django_db
def test_it_warns_at_each_lead_time_once(ben: Agent) -> None:
    ticket, post = asked(), Post()
    moments = [DUE - timedelta(minutes=minutes) for minutes in (300, 240, 239, 120, 60, 59, 1, -1)]
    given = [warning.warn_due(now=moment, send=post) for moment in moments]
    assert given == [0, 1, 0, 0, 1, 0, 0, 0]
    assert [letter.to for letter in post.letters] == [ben.email] * 2
    assert f"/tickets/{ticket.pk}" in post.letters[0].text
    assert set(DeadlineWarning.objects.values_list("lead_minutes", flat=True)) == {240, 60}


@pytest.mark.django_db
def test_it_warns_only_of_the_nearer_lead_when_both_have_come(ben: Agent) -> None:
    asked()
    post = Post()
    assert [warning.warn_due(now=DUE - 30 * MINUTE, send=post) for _ in range(2)] == [1, 0]
    assert len(post.letters) == 1


@pytest.mark.django_db
def test_it_writes_one_letter_of_all_tickets_in_the_persons_language_and_zone(ben: Agent) -> None:
    first, second, post = asked(), asked(buyer="c7k2m9x4p1q8r3t"), Post()
    assert warning.warn_due(now=DUE - HOUR, send=post) == 2
    (letter,) = post.letters
    assert f"#{first.pk}" in letter.text
    assert f"#{second.pk}" in letter.text
    assert "10:30" in letter.text


@pytest.mark.django_db
def test_it_warns_the_assignee_alone_while_on_duty(ben: Agent) -> None:
    lea, ticket, post = on_rota(agent("Lea", role="lead"), 5), asked(), Post()
    handling.assign(ticket=ticket, to=lea, by=ben, now=NOW)
    warning.warn_due(now=DUE - HOUR, send=post)
    assert [letter.to for letter in post.letters] == [lea.email]


@pytest.mark.django_db
def test_it_warns_who_is_on_duty_when_the_assignee_is_not(ben: Agent) -> None:
    ticket, post = asked(), Post()
    handling.assign(ticket=ticket, to=agent("Lea", role="lead"), by=ben, now=NOW)
    warning.warn_due(now=DUE - HOUR, send=post)
    assert [letter.to for letter in post.letters] == [ben.email]


@pytest.mark.django_db
@pytest.mark.parametrize("planned", [True, False])
def test_it_warns_somebody_on_sunday_too(planned: bool) -> None:
    ada, lea, post = agent("Ada", role="owner"), agent("Lea"), Post()
    if planned:
        on_rota(lea, 6)
    asked(SUNDAY - 23 * HOUR)
    assert warning.warn_due(now=SUNDAY, send=post) == 1
    assert [letter.to for letter in post.letters] == [(lea if planned else ada).email]


@pytest.mark.django_db
def test_it_tries_again_after_a_mail_server_failed(ben: Agent) -> None:
    asked()
    assert warning.warn_due(now=DUE - HOUR, send=Post(down=True)) == 0
    assert not DeadlineWarning.objects.exists()
    assert warning.warn_due(now=DUE - 59 * MINUTE, send=Post()) == 1


@pytest.mark.django_db
def test_it_warns_of_nothing_that_was_answered(ben: Agent) -> None:
    asked()
    Obligation.objects.update(ended_at=NOW, ended_as="answered")
    assert warning.warn_due(now=DUE - HOUR, send=Post()) == 0


@contextmanager
def listening() -> Iterator[Callable[[], list[dict[str, object]]]]:
    """What is published on the live channel meanwhile."""
    parameters = connection.get_connection_params()
    keys = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{key: parameters[key] for key in keys if parameters.get(key)}, autocommit=True) as ear:
        ear.execute(f'LISTEN "{CHANNEL}"')
        yield lambda: [json.loads(heard.payload) for heard in ear.notifies(timeout=0.3)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("by_mail", [True, False])
def test_it_tells_the_browsers_also_of_who_gets_no_mail(down: bool, by_mail: bool) -> None:
    ben = on_rota(agent("Ben", notify_by_mail=by_mail), 5)
    ticket, post = asked(), Post(down=down)
    with listening() as heard:
        warning.warn_due(now=DUE - HOUR, send=post)
        told = [one["detail"] for one in heard() if one["topic"] == "deadline"]
    assert told == [{"ticket": ticket.pk, "minutes": 60, "agent": ben.pk}]
    assert len(post.letters) == (1 if by_mail and not down else 0)


@pytest.mark.django_db(transaction=True)
def test_it_warns_once_when_two_workers_run_at_the_same_time() -> None:
    on_rota(agent("Ben"), 5)
    asked()
    post = Post()
    at_once(*[lambda: warning.warn_due(now=DUE - HOUR, send=post)] * 3)
    assert len(post.letters) == DeadlineWarning.objects.count() == 1
