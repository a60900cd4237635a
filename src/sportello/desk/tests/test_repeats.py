"""Suggested repeats on the desk: the chip in the queue, the reasons on the ticket, and what agents say of them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, rio
from sportello.desk.repeating import in_words
from sportello.inbox.merging import survivor_of
from sportello.inbox.models import (
    Message,
    RepeatContact,
    RepeatReason,
    RepeatRule,
    RepeatState,
    RepeatSuggestion,
    Ticket,
)

from . import world

REASONS: list[Mapping[str, object]] = [
    {"code": "order", "about": "1042"},
    {"code": "topic", "about": "where_is_my_order"},
    {"code": "subject", "about": "<b>Lamp</b>"},
    {"code": "days", "about": 3},
    {"code": "of a later version", "about": ""},
]


def suggested(now: datetime, older: str = "Dov'è la lampada?") -> RepeatSuggestion:
    of = world.ticket(older, now=now - timedelta(days=3))
    ticket = world.ticket("Ancora niente?", now=now)
    return RepeatSuggestion.objects.create(ticket=ticket, of=of, score=0.8, version="1", reasons=REASONS, at=now)


def address(row: RepeatSuggestion, act: str) -> str:
    return f"/tickets/{row.ticket_id}/repeats/{row.pk}/{act}"


def test_it_marks_the_row_and_says_why_on_the_ticket(enter: Callable[[Agent], Client], now: datetime) -> None:
    row, client = suggested(now), enter(ben())
    page = client.get(f"/tickets/{row.ticket_id}").content.decode()
    assert page.count(f"Repeat of #{row.of_id}") == 2
    assert "same order 1042" in page
    assert "3 days later" in page
    assert "&lt;b&gt;Lamp&lt;/b&gt;" in page
    assert f"Repeated by #{row.ticket_id}" in client.get(f"/tickets/{row.of_id}").content.decode()


def test_it_leaves_out_reasons_that_it_does_not_know() -> None:
    assert len(in_words(REASONS)) == 4


def test_it_merges_by_one_click_into_the_older_ticket(enter: Callable[[Agent], Client], now: datetime) -> None:
    row, client = suggested(now), enter(ben())
    answer = client.post(address(row, "merge"))
    assert answer.status_code == 303
    assert f"/tickets/{row.of_id}?" in answer["Location"]
    assert survivor_of(row.ticket_id) == row.of_id
    row.refresh_from_db()
    assert row.state == RepeatState.MERGED


def test_it_opens_the_merged_ticket_in_place_for_htmx(enter: Callable[[Agent], Client], now: datetime) -> None:
    row, client = suggested(now), enter(ben())
    answer = client.post(address(row, "merge"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert f'data-ticket="{row.of_id}"' in answer.content.decode()


def test_it_remembers_what_is_no_repeat(enter: Callable[[Agent], Client], now: datetime) -> None:
    row, client = suggested(now), enter(ben())
    assert client.post(address(row, "dismissal")).status_code == 303
    assert "Repeat of" not in client.get(f"/tickets/{row.ticket_id}").content.decode()
    again = client.post(address(row, "merge"), follow=True)
    assert "decided this already" in again.content.decode()
    assert Ticket.objects.get(pk=row.ticket_id).merged_into_id is None


@pytest.mark.parametrize("act", ["merge", "dismissal"])
def test_it_refuses_who_may_only_read_and_suggestions_of_other_tickets(
    enter: Callable[[Agent], Client], now: datetime, act: str
) -> None:
    row, other = suggested(now), world.ticket("Altro", by="Zed Neri", now=now)
    assert enter(rio()).post(address(row, act)).status_code == 403
    assert enter(ben()).post(f"/tickets/{other.pk}/repeats/{row.pk}/{act}").status_code == 404
    assert enter(ben()).get(address(row, act)).status_code == 405


def test_it_shows_why_the_buyer_wrote_again_and_lets_agents_correct_it(
    enter: Callable[[Agent], Client], now: datetime
) -> None:
    row, client = suggested(now), enter(ben())
    message = Message.objects.get(thread=row.ticket.primary_id)
    RepeatContact.objects.create(
        message=message, of=row.of, reason="datum_missing", suggested="datum_missing", detail="tracking_number", at=now
    )
    assert "tracking number" in client.get(f"/tickets/{row.ticket_id}").content.decode()
    path = f"/tickets/{row.ticket_id}/repeat-contacts/{message.pk}/reason"
    assert client.post(path, {"reason": "promise_broken"}).status_code == 303
    assert RepeatContact.objects.get().reason == RepeatReason.PROMISE_BROKEN
    assert client.post(path, {"reason": "whatever"}).status_code == 404


def test_it_asks_the_database_as_often_for_many_suggestions_as_for_one(
    enter: Callable[[Agent], Client], now: datetime
) -> None:
    row, client = suggested(now), enter(ben())

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    paths = ("/queue?view=all", f"/tickets/{row.ticket_id}?view=all")
    few = [queries(path) for path in paths]
    for _ in range(5):
        older = world.ticket("Un'altra cosa", now=now - timedelta(days=4))
        RepeatSuggestion.objects.create(ticket=row.ticket, of=older, score=0.6, version="1", reasons=REASONS, at=now)
    assert [queries(path) for path in paths] == few


def test_it_lets_the_owner_decide_about_merging_by_itself(enter: Callable[[Agent], Client], now: datetime) -> None:
    owner = enter(ada())
    assert owner.get("/assignment/repeats").status_code == 200
    assert not RepeatRule.objects.exists()
    assert owner.post("/assignment/repeats", {"days": 10, "join": "on", "join_days": 5}).status_code == 302
    row = RepeatRule.objects.get()
    assert (row.days, row.join, row.join_days) == (10, True, 5)
    assert owner.post("/assignment/repeats", {"days": 0, "join_days": 5}).status_code == 422
    assert enter(ben()).get("/assignment/repeats").status_code == 403
