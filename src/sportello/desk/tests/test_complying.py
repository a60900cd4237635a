"""Rules beside a draft, approvals with their clocks, and the pages that tell the rules."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben
from sportello.business.models import NoticeEdition
from sportello.business.notice_form import problems as notice_problems
from sportello.compliance import rechecking
from sportello.compliance.judgements import Audience, Kind
from sportello.compliance.models import FailingText
from sportello.compliance.publishing import PublishedText, forget, register
from sportello.desk.complying.checking import problems
from sportello.inbox import approving
from sportello.inbox.models import Approval, ApprovalState

from .world import thread_of, ticket

pytestmark = pytest.mark.django_db
CALL = "Mi chiami in ufficio allo 02 1234 5678, le spiego tutto a voce."
MAIL = "Scriva a info@lumi.example e le rispondiamo."


def test_it_marks_what_stops_a_draft(now: datetime) -> None:
    made = ticket(now=now)
    verdict = problems(thread=thread_of(made), text=f"Buongiorno. {MAIL}")
    assert verdict.stops
    assert not verdict.may_leave
    assert [piece.text for piece in verdict.pieces if piece.shown] == ["info@lumi.example"]
    assert "".join(piece.text for piece in verdict.pieces) == f"Buongiorno. {MAIL}"


def test_it_lets_a_clean_draft_be(now: datetime) -> None:
    verdict = problems(thread=thread_of(ticket(now=now)), text="Il pacco arriva domani, buona giornata.")
    assert verdict.may_leave
    assert not verdict.shown


def test_it_takes_a_draft_to_a_lead_and_back(enter: Callable[[Agent], Client], now: datetime) -> None:
    made = ticket(now=now)
    agents, leads = enter(ben()), enter(ada())
    data = {"thread": thread_of(made).pk, "text": CALL, "why": "Serve la voce"}
    answer = agents.post(reverse("desk:approval-new", args=[made.pk]), data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "A lead has been asked" in answer.content.decode()
    approval = Approval.objects.get()
    page = leads.get(reverse("desk:approvals")).content.decode()
    assert "02 1234 5678" in page
    assert "AMZ-20" in page
    assert "due in" in page
    assert agents.post(reverse("desk:approval-grant", args=[approval.pk]), {"reason": "x"}).status_code == 403
    leads.post(reverse("desk:approval-grant", args=[approval.pk]), {"reason": "Va bene"})
    approval.refresh_from_db()
    assert approval.state == ApprovalState.GRANTED
    assert problems(thread=thread_of(made), text=CALL).may_leave


def test_it_says_so_when_nothing_needs_approval(enter: Callable[[Agent], Client], now: datetime) -> None:
    made = ticket(now=now)
    data = {"thread": thread_of(made).pk, "text": "Tutto bene, grazie.", "why": "Boh"}
    answer = enter(ben()).post(reverse("desk:approval-new", args=[made.pk]), data, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert not Approval.objects.exists()


def test_it_needs_the_same_queries_however_many_wait(
    enter: Callable[[Agent], Client], now: datetime, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    leads, writer = enter(ada()), ben()
    counts = []
    leads.get(reverse("desk:approvals"))  # Whoever comes first is greeted with a few queries more.
    for number in range(3):
        made = ticket(now=now, by=f"Buyer {number}")
        approving.ask(ticket=made, thread=thread_of(made), text=CALL, why="x", by=writer, now=now)
        with django_assert_max_num_queries(60) as asked:  # type: ignore[attr-defined]
            leads.get(reverse("desk:approvals"))
        counts.append(len(asked.captured_queries))
    assert len({*counts}) == 1, counts


@pytest.mark.parametrize("name", ["compliance-rules", "compliance-links", "compliance-published", "approvals"])
def test_it_shows_its_pages(enter: Callable[[Agent], Client], name: str) -> None:
    assert enter(ada()).get(reverse(f"desk:{name}")).status_code == 200


def test_it_lists_what_is_published_and_fails_and_switches_it_off(enter: Callable[[Agent], Client]) -> None:
    off: list[Agent] = []
    text = PublishedText(
        key="7", kind=Kind.ARTICLE, audience=Audience.AMAZON, language="it", text=MAIL, title="Resi", where="/x",
        used_by="3 ticket", switch_off=lambda by, _now: off.append(by),
    )  # fmt: skip
    register("tests", lambda _now: [text])
    try:
        client = enter(ada())
        assert "for the first time" in client.get(reverse("desk:compliance-published")).text
        rechecking.refresh(now=timezone.now(), most=1000)
        page = client.get(reverse("desk:compliance-published")).content.decode()
        assert "AMZ-19" in page
        assert "3 ticket" in page
        client.post(reverse("desk:compliance-withdrawals"), {"provider": "tests", "key": "7"})
        assert len(off) == 1
        assert "AMZ-19" not in client.get(reverse("desk:compliance-published")).text
    finally:
        forget("tests")


def test_it_judges_a_notice_when_it_is_saved() -> None:
    assert any(problem.code == "rule" for problem in notice_problems(f"Buongiorno[ {{name}}]. {CALL}", "ebay", "it"))
    assert not NoticeEdition.objects.exists()


def test_it_checks_a_few_texts_at_once_and_says_how_many_wait(enter: Callable[[Agent], Client], now: datetime) -> None:
    def text(key: str) -> PublishedText:
        return PublishedText(key, Kind.ARTICLE, Audience.AMAZON, "it", f"Il pacco {key} è in viaggio.", key, "/x")

    register("tests", lambda _now: [text(str(number)) for number in range(80)])
    try:
        waiting = rechecking.refresh(now=now, most=10)
        assert rechecking.refresh(now=now, most=0) == waiting > 0
        assert "still being checked" in enter(ada()).get(reverse("desk:compliance-published")).text
        assert rechecking.refresh(now=now, most=1000) == 0
    finally:
        forget("tests")


def test_it_believes_providers_who_know_and_excuses_what_a_law_demands(now: datetime) -> None:
    def text(key: str, **more: Any) -> PublishedText:
        return PublishedText(key, Kind.ARTICLE, Audience.ANY, "it", f"{key}: {MAIL}", key, "/x", **more)

    known, excused, plain = text("a", found=["AMZ-99"]), text("b", excused=frozenset({"email_address"})), text("c")
    register("tests", lambda _now: [known, excused, plain])
    try:
        rechecking.refresh(now=now, most=1000)
        found = FailingText.objects.filter(provider="tests").order_by("key").values_list("key", "rules")
        assert list(found) == [("a", ["AMZ-99"]), ("c", ["AMZ-19", "EBY-04", "WMT-08"])]
    finally:
        forget("tests")


def test_it_asks_the_database_alone_to_show_what_fails(enter: Callable[[Agent], Client], now: datetime) -> None:
    def never(_now: datetime) -> list[PublishedText]:
        raise AssertionError("the page reads no texts")

    register("tests", never)
    try:
        assert enter(ada()).get(reverse("desk:compliance-published")).status_code == 200
    finally:
        forget("tests")
