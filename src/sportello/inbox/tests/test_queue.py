"""The queue's views: whole, in order, counted, at a price that does not grow."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent
from sportello.channels.models import Channel
from sportello.inbox import queue, urgency
from sportello.inbox.models import Ticket
from sportello.inbox.queue import Only, View
from sportello.inbox.tests.world import HOUR, NOW, agent, amazon, mail, said, ticket_of

END = "9999-12-31T23:59:59+00:00"
MAD = f"0_{END}_{END}_{END}_7"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Agent:
    return agent("Ada", role="owner")


def buyers(count: int) -> None:
    """That many buyers of Amazon.de write, the first one last."""
    for number in range(count):
        at = NOW - number * timedelta(minutes=1)
        said(amazon(relay=f"{number:014x}@marketplace.amazon.de", case=f"77aa{number}", order="", at=at), at=at)


def walked(ada: Agent, view: View, *, most: int) -> list[int]:
    """The ids of all tickets of a view, page by page."""
    found: list[int] = []
    after = ""
    while page := queue.page(agent=ada, view=view, now=NOW, after=after, most=most):
        found += [ticket.pk for ticket in page.tickets]
        if not (after := page.after):
            break
    return found


@pytest.mark.parametrize("view", [View.OWED, View.UNASSIGNED, View.ALL])
@pytest.mark.parametrize("most", [1, 3, 50])
def test_it_shows_every_ticket_once_whatever_the_size_of_its_pages(ada: Agent, view: View, most: int) -> None:
    buyers(7)
    whole = walked(ada, view, most=100)
    assert sorted(whole) == sorted(Ticket.objects.values_list("pk", flat=True))
    assert walked(ada, view, most=most) == whole


def test_it_counts_what_each_channel_owes_in_as_many_queries_for_many_channels(ada: Agent) -> None:
    buyers(2)
    with CaptureQueriesContext(connection) as with_one:
        queue.counts_by_channel(agent=ada, now=NOW)
    for site in ("es", "it", "fr"):
        said(amazon(relay=f"b7k2m9x4p1q8r3t@marketplace.amazon.{site}", case=f"77aa{site}", at=NOW - HOUR))
    with CaptureQueriesContext(connection) as with_four:
        counted = queue.counts_by_channel(agent=ada, now=NOW)
    assert [owed for _, owed in counted] == [2, 1, 1, 1]
    assert [channel.name for channel, _ in counted[1:]] == sorted(channel.name for channel, _ in counted[1:])
    assert {channel for channel, _ in counted} == set(Channel.objects.all())
    assert len(with_four) == len(with_one)


def test_it_stops_counting_at_a_thousand(ada: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    buyers(5)
    monkeypatch.setattr(queue, "COUNT_UP_TO", 3)
    assert [owed for _, owed in queue.counts_by_channel(agent=ada, now=NOW)] == [3]
    assert queue.counts(agent=ada, now=NOW)["owed"] == 3


@pytest.mark.parametrize("view", [View.ALL, View.RESOLVED])
def test_it_finds_the_first_page_by_an_index(ada: Agent, view: View) -> None:
    buyers(2)
    must_use_an_index(queue._ordered(queue.tickets_of(agent=ada, view=view, now=NOW), view)[:50])


@pytest.mark.parametrize("stretch", [0, 1, 2])
def test_it_finds_each_stretch_of_what_is_owed_by_an_index(ada: Agent, stretch: int) -> None:
    buyers(2)
    rows = queue.tickets_of(agent=ada, view=View.OWED, now=NOW)
    must_use_an_index(urgency._first(urgency._stretches(rows, NOW, owed_only=True)[stretch], 50))


def must_use_an_index(rows: "QuerySet[Any, Any]") -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = rows.explain()
    assert "Index" in plan
    assert "  Sort  " not in plan
    assert "Seq Scan" not in plan


def in_order(ada: Agent) -> list[str]:
    return [ticket.subject for ticket in queue.page(agent=ada, view=View.OWED, now=NOW).tickets]


def test_it_puts_what_is_at_risk_before_what_only_waits_and_behind_what_is_soon_due(ada: Agent) -> None:
    hours = {"overdue": -1, "soon": 3, "risky": 30, "risky too": 40, "plain": 20}
    for subject, due_in in hours.items():
        ticket = ticket_of(said(mail(subject=subject, sender=f"{subject.replace(' ', '')}@posta.example")))
        at_risk = subject.startswith(("risky", "overdue"))
        Ticket.objects.filter(pk=ticket.pk).update(due_at=NOW + due_in * HOUR, at_risk=at_risk)
    assert in_order(ada) == ["overdue", "soon", "risky", "risky too", "plain"]
    for most in (1, 2, 3):
        assert len(walked(ada, View.OWED, most=most)) == 5


def test_it_keeps_every_ticket_in_its_place_while_one_turns_the_pages(ada: Agent) -> None:
    for number in range(6):
        ticket = ticket_of(said(mail(sender=f"b{number}@posta.example")))
        due_at = NOW + timedelta(hours=3 + number)
        Ticket.objects.filter(pk=ticket.pk).update(due_at=due_at, at_risk=bool(number % 2))
    found: list[int] = []
    after, now = "", NOW
    while page := queue.page(agent=ada, view=View.OWED, now=now, after=after, most=2):
        found += [ticket.pk for ticket in page.tickets]
        after, now = page.after, now + HOUR
        if not after:
            break
    assert sorted(found) == sorted(Ticket.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("only", "fit"),
    [
        (Only(topic="invoice"), {"bill"}),
        (Only(topic=queue.UNKNOWN), {"dark"}),
        (Only(risk="legal"), {"bill"}),
        (Only(risk=queue.ANY), {"bill", "claim"}),
        (Only(language="it"), {"claim"}),
        (Only(language="it", topic="invoice"), set()),
    ],
)
def test_it_narrows_to_a_topic_a_risk_or_a_language(ada: Agent, only: Only, fit: set[str]) -> None:
    columns: dict[str, dict[str, object]] = {
        "bill": {"topics": ["invoice", "exchange"], "risks": ["legal"], "at_risk": True, "language": "de"},
        "claim": {"topics": ["exchange"], "risks": ["claim"], "at_risk": True, "language": "it"},
        "dark": {"topics": [], "language": "en"},
    }
    for subject, values in columns.items():
        ticket = ticket_of(said(mail(subject=subject, sender=f"{subject}@posta.example")))
        Ticket.objects.filter(pk=ticket.pk).update(**{"risks": [], "at_risk": False, **values})
    found = queue.page(agent=ada, view=View.OWED, now=NOW, only=only).tickets
    assert {ticket.subject for ticket in found} == fit


def test_it_begins_at_the_start_for_a_cursor_that_makes_no_sense(ada: Agent) -> None:
    buyers(2)
    for cursor in ("", "x", "_", "a_b_c", "2026-13-01_x_1", "\0", "__1", "1_x_y_z_2", "____", MAD):
        assert len(queue.page(agent=ada, view=View.OWED, now=NOW, after=cursor).tickets) == 2
