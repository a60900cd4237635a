"""The queue's views: whole, in order, counted, at a price that does not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent
from sportello.channels.models import Channel
from sportello.inbox import queue
from sportello.inbox.models import Ticket
from sportello.inbox.queue import View
from sportello.inbox.tests.world import HOUR, NOW, agent, amazon, said

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


@pytest.mark.parametrize("view", [View.ALL, View.RESOLVED, View.OWED])
def test_it_finds_the_first_page_by_an_index(ada: Agent, view: View) -> None:
    buyers(2)
    rows = queue._ordered(queue.tickets_of(agent=ada, view=view, now=NOW), view)[:50]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = rows.explain()
    assert "Index" in plan
    assert "  Sort  " not in plan
    assert "Seq Scan" not in plan


def test_it_begins_at_the_start_for_a_cursor_that_makes_no_sense(ada: Agent) -> None:
    buyers(2)
    for cursor in ("", "x", "_", "a_b_c", "2026-13-01_x_1", "\0", "__1"):
        assert len(queue.page(agent=ada, view=View.OWED, now=NOW, after=cursor).tickets) == 2
