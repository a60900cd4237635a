"""Samples of sent answers, comments on them, and how repeats were found."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.testing import ada, ben, lea
from sportello.desk.tests.world import thread_of, ticket
from sportello.inbox.models import AnswerReview, Direction, Message, MessageKind
from sportello.insights.causes.tests.facts import suggestion_fact
from sportello.insights.models import SampleDraw, SuggestionFact

pytestmark = pytest.mark.django_db


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def last_monday() -> datetime:
    here = timezone.now().astimezone(lea().zone).replace(hour=12)
    return here - timedelta(days=here.weekday() + 7)


def sent(count: int) -> None:
    """So many answers of Ben's in the last week, each to a buyer of its own; none names the day of the refund."""
    for number in range(count):
        at = last_monday() + timedelta(minutes=number)
        thread = thread_of(ticket(f"Wann kommt mein Geld? {number}", by=f"Buyer {number}", now=at))
        answer = Message.objects.create(
            thread=thread, direction=Direction.OUT, kind=MessageKind.ANSWER, agent=ben(), sent_at=at, created_at=at,
            text=f"It is on its way. {number}",
        )  # fmt: skip
        asked = {"message": 1, "start": 0, "end": 4, "topic": "refund_status", "answered": False}
        AnswerReview.objects.create(message=answer, at=at, version="test", questions=[asked], missing=["refund_date"])


def drawn(client: Client) -> SampleDraw:
    week = last_monday().date().isoformat()
    client.post(reverse("desk:insights-draws"), {"agent": ben().pk, "week": week})
    return SampleDraw.objects.get()


def test_it_draws_and_shows_what_the_review_said() -> None:
    sent(7)
    client = browser(lea())
    row = drawn(client)
    page = client.get(reverse("desk:insights-sample", args=[row.pk])).content.decode()
    assert page.count("It is on its way.") == 5
    assert page.count("Wann kommt mein Geld?") == 5
    assert page.count("Left open: Refund") == 5
    assert "Does not state the day of the refund" in page
    assert f"lottery number {row.seed}" in page
    assert AuditEntry.objects.filter(act="sample.looked_at", subject_id=row.pk, agent=lea()).count() == 1
    client.post(reverse("desk:insights-sample-more", args=[row.pk]))
    assert client.get(reverse("desk:insights-sample", args=[row.pk])).content.decode().count("on its way.") == 7


def test_it_asks_as_much_of_the_database_for_many_answers_as_for_few() -> None:
    counts = []
    for count in (2, 5):
        SampleDraw.objects.all().delete()
        sent(count)
        client = browser(lea())
        address = reverse("desk:insights-sample", args=[drawn(client).pk])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 20


def test_it_lets_the_agent_read_what_was_said_and_nobody_else() -> None:
    sent(1)
    client = browser(lea())
    answer = drawn(client).answers.get()
    client.post(reverse("desk:insights-comment-new", args=[answer.pk]), {"text": "Name the day."})
    mine = browser(ben())
    assert "1 new note from your lead" in mine.get(reverse("desk:queue")).content.decode()
    page = mine.get(reverse("desk:training")).content.decode()
    assert "Name the day." in page
    assert "It is on its way." in page
    assert "Name the day." not in browser(ada()).get(reverse("desk:training")).content.decode()
    comment = answer.comments.get()
    assert browser(ada()).post(reverse("desk:training-sight", args=[comment.pk])).status_code == 404
    mine.post(reverse("desk:training-sight", args=[comment.pk]))
    assert "from your lead" not in mine.get(reverse("desk:queue")).content.decode()
    assert mine.get(reverse("desk:insights-samples")).status_code == 403


def test_it_says_when_there_is_nothing_to_draw() -> None:
    client = browser(lea())
    page = client.get(reverse("desk:insights-samples")).content.decode()
    assert "No sample was drawn yet" in page
    assert "No repeats were found" in page
    week = last_monday().date().isoformat()
    answer = client.post(reverse("desk:insights-draws"), {"agent": ben().pk, "week": week}, follow=True)
    assert "Ben sent no answer in that week." in answer.content.decode()
    wrong = {"agent": ben().pk, "week": (last_monday() + timedelta(days=1)).date().isoformat()}
    assert client.post(reverse("desk:insights-draws"), wrong).status_code == 404


def test_it_says_who_found_repeats_and_how_fast() -> None:
    for state, minutes in (("merged", 4), ("merged", 6), ("merged", 60), ("dismissed", 1), ("missed", 300)):
        suggestion_fact(ben().pk, state, minutes=minutes, flagged=state != "missed")
    suggestion_fact(0, "merged", minutes=0)
    SuggestionFact.objects.update(decided_at=timezone.now())
    client = browser(lea())
    rows = b"".join(client.get(reverse("desk:insights-repeats-table") + "?form=csv")).decode().splitlines()
    assert rows[1:] == ["Ben,4,3,1,1,6", "By itself,1,1,0,0,0"]
    assert "By itself" in client.get(reverse("desk:insights-samples")).content.decode()
