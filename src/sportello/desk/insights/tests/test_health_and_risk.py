"""The pages of account health and of tickets at risk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ben, cora, lea
from sportello.channels.models import HealthReport
from sportello.inbox.models import Ticket
from sportello.inbox.tests.world import mail, said, ticket_of
from sportello.insights.health.limits import Rate
from sportello.insights.models import HealthStanding, OrderFact, RiskScore
from sportello.insights.risk.listing import score_all
from sportello.orders.models import Claim
from sportello.orders.tests.world import channel, kept, order

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def page(agent: Agent, name: str, *args: int) -> str:
    client = Client()
    client.force_login(agent)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def standing(where: int, rate: Rate, part: int, whole: int) -> None:
    now = timezone.now()
    HealthStanding.objects.create(channel=where, rate=rate, day=now.date(), days=30, part=part, whole=whole, at=now)


def test_it_says_what_is_left_until_a_limit_breaks() -> None:
    where = channel()
    standing(where.pk, Rate.LATE_SHIPMENTS, 3, 100)
    standing(where.pk, Rate.VALID_TRACKING, 90, 100)
    text = page(lea(), "desk:insights-health")
    assert "1 more breaks it" in text or "1 weitere" in text
    assert "chip--soon" in text
    assert "chip--late" in text


def test_it_shows_what_the_marketplace_counts_beside_our_own() -> None:
    where, now = channel(), timezone.now()
    standing(where.pk, Rate.LATE_SHIPMENTS, 1, 100)
    late = {"measure": "late_shipments", "rate": "0.051", "limit": "0.04", "side": "below", "is_kept": False}
    HealthReport.objects.create(
        account=where.account, site=where.site, day=now.date(), at=now, status="AT_RISK",
        rates=[{**late, "part": 5, "whole": 98}], violations={"otherPolicyViolations": 2}, warnings=["Late shipments"],
    )  # fmt: skip
    text = page(lea(), "desk:insights-health")
    assert "AT_RISK" in text
    assert "otherPolicyViolations 2" in text
    assert "chip--late" in text


def rate(measure: str, share: str, limit: str | None = None, **more: object) -> dict[str, object]:
    """A rate of a report."""
    told = {"measure": measure, "rate": share, "limit": limit, "side": "below", "is_kept": True, "part": 0, "whole": 0}
    return {**told, **more}


def test_it_shows_what_only_the_marketplace_counts_in_its_own_words() -> None:
    where, now = channel(kind="ebay"), timezone.now()
    HealthReport.objects.create(
        account=where.account, site=where.site, day=now.date(), at=now, status="Top Rated", projected="Below Standard",
        rates=[
            rate("unresolved_cases", "0.001", "0.003", name="Cases closed without seller resolution",
                 level="Top Rated", projected="0.0041", as_of="2026-11-20T07:00:00+00:00"),
            rate("not_as_described", "0.031", "0.011", against_peers=True, about="Home & Garden", level="Very High",
                 is_kept=False),
        ],
    )  # fmt: skip
    text = page(lea(), "desk:insights-health")
    for words in (
        "Below Standard",
        "Cases closed without seller resolution: Top Rated",
        "Home &amp; Garden",
        "Very High",
    ):
        assert words in text
    assert "0.41%" in text or "0,41" in text
    assert "chip--soon" in text
    assert "chip--late" in text


def test_it_names_the_permission_that_is_missing() -> None:
    where, now = channel(kind="walmart"), timezone.now()
    HealthReport.objects.create(
        account=where.account, site=where.site, day=now.date(), at=now, missing=["Insights"]
    )  # fmt: skip
    text = page(lea(), "desk:insights-health")
    assert "Insights" in text
    assert reverse("desk:account", args=[where.account_id]) in text


def test_it_names_the_orders_to_ship_first() -> None:
    where, now = channel(), timezone.now()
    made = kept(order(ship_by=now + HOUR), where)
    OrderFact.objects.create(
        order=made.pk, channel=where.pk, placed_at=now, fulfilled_by="seller", ship_by=now + HOUR
    )  # fmt: skip
    assert made.number in page(lea(), "desk:insights-health")


def test_it_draws_how_a_channel_went() -> None:
    where = channel()
    standing(where.pk, Rate.LATE_SHIPMENTS, 3, 100)
    assert "<svg" in page(lea(), "desk:insights-health-history", where.pk)


def risky(count: int) -> None:
    for number in range(count):
        made = ticket_of(said(mail(sender=f"cleo{number}@posta.example")))
        Ticket.objects.filter(pk=made.pk).update(risks=["claim"], at_risk=True)
    score_all(now=timezone.now())


def test_it_lists_tickets_with_their_reasons_and_the_clocks_of_claims() -> None:
    risky(1)
    now = timezone.now()
    about = kept(order(), channel())
    Claim.objects.create(
        order=about, external_id="1", kind="a_to_z", state="waiting_for_seller", opened_at=now, changed_at=now,
        answer_by=now + 9 * HOUR,
    )  # fmt: skip
    text = page(lea(), "desk:insights-risk")
    assert f"/tickets/{RiskScore.objects.get().ticket}" in text
    assert about.number in text


def test_it_asks_as_often_for_many_as_for_few() -> None:
    page(lea(), "desk:insights-risk")
    counts = []
    for count in (2, 9):
        risky(count)
        with CaptureQueriesContext(connection) as asked:
            page(lea(), "desk:insights-risk")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_it_says_so_when_nothing_is_known() -> None:
    assert 'class="empty"' in page(lea(), "desk:insights-risk")
    assert 'class="empty"' in page(lea(), "desk:insights-health")


@pytest.mark.parametrize("name", ["desk:insights-risk", "desk:insights-health"])
def test_it_is_for_who_may_see_figures(name: str) -> None:
    for agent in (ben(), cora()):
        client = Client()
        client.force_login(agent)
        assert client.get(reverse(name)).status_code == 403
