"""The mailroom's pages: nothing that a buyer wrote stays there unseen or out of reach."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.testing import ada, cora, rio
from sportello.channels.models import Channel, Envelope
from sportello.desk.envelopes import PAGE, row_of
from sportello.inbox.models import MarketplaceNotice, Message, Ticket

from .letters import AWAY, comes, mail

pytestmark = pytest.mark.django_db


def away(now: datetime, number: int = 1) -> Envelope:
    return comes(mail("My lamp never came.", now=now, subject=f"Away {number}", headers=AWAY), now)


def unreadable(now: datetime, number: int = 1) -> Envelope:
    return comes(f"<p>no header {number}</p>".encode(), now)


def test_it_shows_who_wrote_what_and_why_it_opened_no_ticket(client: Client, now: datetime) -> None:
    envelope = away(now)
    page = client.get("/set-aside").content.decode()
    assert "Cleo" in page
    assert "Away 1" in page
    assert envelope.reason in page
    assert "Automatic replies" in page


def test_it_shows_one_kind_only_when_asked(client: Client, now: datetime) -> None:
    away(now)
    assert "Away 1" in client.get("/set-aside?kind=auto_reply").content.decode()
    assert "Away 1" not in client.get("/set-aside?kind=bulk").content.decode()


def test_it_shows_what_we_wrote_ourselves_only_when_asked(client: Client, now: datetime) -> None:
    ours, theirs = away(now), away(now, 2)
    Envelope.objects.filter(pk=ours.pk).update(outgoing=True)
    assert [row.envelope.pk for row in client.get("/set-aside").context["page"].rows] == [theirs.pk]
    own = client.get("/set-aside?kind=ours")
    assert [row.envelope.pk for row in own.context["page"].rows] == [ours.pk]
    assert "Make it a ticket</button>" not in own.content.decode()


def test_it_asks_the_database_as_often_for_many_rows_as_for_few(client: Client, now: datetime) -> None:
    away(now)
    client.get("/set-aside")
    with CaptureQueriesContext(connection) as few:
        client.get("/set-aside")
    for number in range(2, 12):
        away(now, number)
    with CaptureQueriesContext(connection) as many:
        client.get("/set-aside")
    assert len(many) == len(few)


def test_it_goes_on_where_the_page_before_ended(client: Client, now: datetime) -> None:
    ids = [away(now, number).pk for number in range(PAGE + 3)]
    first = client.get("/set-aside").context["page"]
    rest = client.get(f"/set-aside?after={first.after}").context["page"]
    assert [row.envelope.pk for row in [*first.rows, *rest.rows]] == sorted(ids, reverse=True)
    assert rest.after is None


@pytest.mark.parametrize("address", ["/set-aside", "/parked", "/notices"])
@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?after=" + "9" * 30, "?kind=%00", "?show=%ff"])
def test_it_takes_any_query_for_none(client: Client, address: str, query: str) -> None:
    assert client.get(address + query).status_code == 200


def test_it_makes_a_ticket_of_a_buyers_message(client: Client, now: datetime) -> None:
    envelope = away(now)
    response = client.post(f"/envelopes/{envelope.pk}/ticket")
    ticket = Ticket.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, f"/tickets/{ticket.pk}")
    assert Message.objects.get().envelope_id == envelope.pk
    assert "Away 1" not in client.get("/set-aside").content.decode()
    assert f"/tickets/{ticket.pk}#m" in client.get(f"/envelopes/{envelope.pk}").content.decode()
    again = client.post(f"/envelopes/{envelope.pk}/ticket", follow=True)
    assert "in a ticket already" in again.content.decode()


def test_it_shows_a_mail_as_text_and_writes_the_look_down(client: Client, now: datetime) -> None:
    envelope = away(now)
    page = client.get(f"/envelopes/{envelope.pk}").content.decode()
    assert "My lamp never came." in page
    entry = AuditEntry.objects.get(act="envelope.looked_at")
    assert (entry.agent, entry.subject_kind, entry.subject_id) == (ada(), "envelope", envelope.pk)


def test_it_runs_nothing_of_a_mail_that_could_not_be_read(client: Client, now: datetime) -> None:
    envelope = comes(b"<script>alert(1)</script>", now)
    page = client.get(f"/envelopes/{envelope.pk}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_it_reads_an_unreadable_mail_again(client: Client, now: datetime) -> None:
    first, second = unreadable(now), unreadable(now, 2)
    assert first.reason in client.get("/parked").content.decode()
    client.post(f"/envelopes/{first.pk}/retry")
    assert set(Envelope.objects.values_list("pk", "state")) == {(first.pk, "waiting"), (second.pk, "parked")}
    client.post("/parked/retry")
    assert set(Envelope.objects.values_list("state", flat=True)) == {"waiting"}


def test_it_says_why_a_mail_cannot_be_read_again(client: Client, now: datetime) -> None:
    large, small = unreadable(now), unreadable(now, 2)
    Envelope.objects.filter(pk=large.pk).update(size=70_000_000)
    alone = client.post(f"/envelopes/{large.pk}/retry", follow=True).content.decode()
    assert "Only the head of this mail was fetched." in alone
    assert "It is read again." not in alone
    both = client.post("/parked/retry", follow=True).content.decode()
    assert "1 mail is read again." in both
    assert "1 mail stays: Only the head" in both
    assert dict(Envelope.objects.values_list("pk", "state")) == {large.pk: "parked", small.pk: "waiting"}


def test_it_hands_the_bytes_out_as_a_download(client: Client, now: datetime) -> None:
    envelope = unreadable(now)
    response = client.get(f"/envelopes/{envelope.pk}/raw")
    assert response.content == b"<p>no header 1</p>"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(act="envelope.downloaded").exists()


def a_notice(now: datetime) -> MarketplaceNotice:
    envelope = away(now)
    channel = Channel.objects.create(
        kind="amazon", name="Amazon.it", source=envelope.source, answer_hours=24, round_the_clock=True, created_at=now
    )
    return MarketplaceNotice.objects.create(
        channel=channel,
        envelope=envelope,
        kind="claim",
        order_id="302-1234567-7654321",
        subject="A-to-z claim",
        at=now,
        due_at=now + timedelta(hours=3),
    )


def test_it_shows_notices_with_order_and_clock_until_somebody_saw_them(client: Client, now: datetime) -> None:
    notice = a_notice(now)
    page = client.get("/notices?show=unseen").content.decode()
    assert "302-1234567-7654321" in page
    assert "deadline is-soon" in page
    response = client.post(f"/notices/{notice.pk}/seen", {"show": "unseen"})
    assert response.headers["Location"] == "/notices?show=unseen"
    assert "A-to-z claim" not in client.get("/notices?show=unseen").content.decode()
    notice.refresh_from_db()
    assert notice.seen_by == ada()


@pytest.mark.parametrize(
    "path", ["/set-aside", "/parked", "/notices", "/envelopes/1", "/envelopes/1/raw", "/envelopes/1/original"]
)
def test_it_shows_nothing_to_who_may_not_read_tickets(enter: Callable[[Agent], Client], path: str) -> None:
    assert enter(cora()).get(path).status_code == 403
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("path", ["/envelopes/1/ticket", "/envelopes/1/retry", "/parked/retry", "/notices/1/seen"])
def test_it_lets_nobody_act_who_may_only_read(enter: Callable[[Agent], Client], path: str) -> None:
    assert enter(rio()).post(path).status_code == 403


@pytest.mark.parametrize(
    "head", [b"", b"\0" * 50, b"From: =?x?b?", b"Subject\n", b"\xff" * 900, b"From:" + b"<" * 9000]
)
def test_it_makes_a_row_of_any_bytes(head: bytes) -> None:
    row = row_of(Envelope(kind="nonsense"), head)
    assert "\0" not in row.sender + row.subject
    assert row.kind == "nonsense"
