"""The list of what may become a claim, and what became of it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sportello.accounts.testing import ada
from sportello.inbox import resolving
from sportello.inbox.models import Holding, Ticket
from sportello.inbox.tests.world import NOW, mail, said, ticket_of
from sportello.insights.models import IssueFact, OrderFact, RiskModel, RiskScore
from sportello.insights.risk import listing
from sportello.insights.risk.listing import OUTCOME_WITHIN, checked, learn_anew, score_all, weights_now
from sportello.insights.risk.scoring import PRIORS, Sign
from sportello.orders.tests.world import channel, kept, order

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ticket(*risks: str, number: int = 1) -> Ticket:
    """An open ticket of a buyer of its own, about an order whose parcel is late."""
    made = ticket_of(said(mail(sender=f"cleo{number}@posta.example")))
    where = channel(name=f"Amazon {number}", site=f"amazon.{number}")
    about = kept(order(external_id=f"302-{number}", number=f"302-{number}", deliver_by=NOW - DAY), where)
    Ticket.objects.filter(pk=made.pk).update(risks=list(risks), at_risk=bool(risks))
    IssueFact.objects.create(ticket=made.pk, root=made.pk, circle=made.pk, channel=where.pk, order=about.pk, repeats=1)
    OrderFact.objects.create(order=about.pk, channel=where.pk, placed_at=NOW - 9 * DAY)
    return made


def over(made: Ticket, at: datetime) -> None:
    """The ticket is resolved."""
    resolving.need_no_response(ticket=made, holding=Holding.objects.get(ticket=made), by=ada(), now=at)
    resolving.resolve(ticket=Ticket.objects.get(pk=made.pk), by=ada(), now=at)


def test_it_scores_what_is_open_and_ends_what_is_not() -> None:
    threatened, quiet = ticket("claim", number=1), ticket_of(said(mail(sender="mara@posta.example")))
    assert score_all(now=NOW) == 2
    first, second = RiskScore.objects.standing().highest_first()
    assert (first.ticket, second.ticket) == (threatened.pk, quiet.pk)
    assert set(first.signs) == {"claim_words", "repeats", "parcel_late", "value"}
    assert first.listed_at == NOW
    assert second.listed_at is None
    over(threatened, NOW)
    score_all(now=NOW + HOUR)
    assert RiskScore.objects.get(pk=threatened.pk).ended_at == NOW + HOUR
    assert RiskScore.objects.standing().get().ticket == quiet.pk


def test_it_keeps_the_signs_from_before_what_came() -> None:
    threatened = ticket("claim")
    score_all(now=NOW)
    OrderFact.objects.update(claimed_at=NOW + HOUR, claim="a_to_z")
    score_all(now=NOW + 2 * HOUR)
    Ticket.objects.update(risks=[], at_risk=False)
    score_all(now=NOW + 3 * HOUR)
    row = RiskScore.objects.get(pk=threatened.pk)
    assert (row.came, row.came_at, row.settled_at) == ("a_to_z", NOW + HOUR, NOW + 2 * HOUR)
    assert "claim_words" in row.signs
    assert row.ended_at is None


def test_it_says_how_right_it_was() -> None:
    foreseen, missed, spared = ticket("claim", number=1), ticket(number=2), ticket("legal", number=3)
    IssueFact.objects.filter(ticket=missed.pk).update(order=0)
    RiskScore.objects.create(
        ticket=missed.pk, channel=1, order=0, opened_at=NOW, chance=0.01, scored_at=NOW,
        came="feedback", came_at=NOW + DAY, settled_at=NOW + DAY,
    )  # fmt: skip
    score_all(now=NOW)
    OrderFact.objects.filter(order=RiskScore.objects.get(pk=foreseen.pk).order).update(claimed_at=NOW + DAY)
    score_all(now=NOW + DAY)
    over(spared, NOW + DAY)
    score_all(now=NOW + DAY + HOUR)
    score_all(now=NOW + 2 * DAY + OUTCOME_WITHIN)
    found = checked(since=NOW)
    assert (found.listed, found.hits, found.came, found.missed) == (2, 1, 2, 1)


def test_it_asks_as_often_for_many_tickets_as_for_one() -> None:
    counts = []
    for numbers in ((1,), (2, 3, 4)):
        for number in numbers:
            ticket("claim", number=number)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            score_all(now=NOW + HOUR)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_it_learns_once_enough_came(monkeypatch: pytest.MonkeyPatch) -> None:
    assert weights_now()[0] == 0
    monkeypatch.setattr(listing, "FEWEST_CAME", 3)
    rows = [
        RiskScore(
            ticket=number, channel=1, opened_at=NOW, chance=0.5, signs={"claim_words": 1.0, "of_old": 1.0},
            scored_at=NOW, settled_at=NOW, came="a_to_z" if number <= 2 else "",
            came_at=NOW if number <= 2 else None,
        )
        for number in range(1, 40)
    ]  # fmt: skip
    RiskScore.objects.bulk_create(rows)
    assert learn_anew(now=NOW) is None
    RiskScore.objects.filter(ticket=3).update(came="feedback", came_at=NOW)
    made = learn_anew(now=NOW)
    assert made == RiskModel.objects.get()
    version, weights = weights_now()
    assert (version, weights.examples, weights.came) == (made.pk, 39, 3)
    assert weights.of[Sign.CLAIM_WORDS] < PRIORS[Sign.CLAIM_WORDS]
