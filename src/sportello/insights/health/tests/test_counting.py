"""The rates of a channel, counted from its orders."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sportello.insights.health.counting import standings
from sportello.insights.health.keeping import keep
from sportello.insights.health.limits import Rate
from sportello.insights.models import HealthStanding, ObligationFact, OrderFact
from sportello.orders.models import Claim, Order
from sportello.orders.tests.world import channel, kept, order

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def where() -> Any:
    return channel()


@pytest.fixture
def sold(where: Any) -> Callable[..., Order]:
    """Sells one more: an order of the seller's own shipping, with its fact."""
    numbers = iter(range(1000))

    def sell(days: float = 3, fact: dict[str, Any] | None = None, **told: Any) -> Order:
        number = f"302-0000001-{next(numbers):07}"
        made = kept(order(external_id=number, number=number), where)
        Order.objects.filter(pk=made.pk).update(placed_at=NOW - days * DAY, fulfilled_by="seller", **told)
        OrderFact.objects.create(
            order=made.pk, channel=where.pk, placed_at=NOW - days * DAY, fulfilled_by="seller", **(fact or {})
        )
        return made

    return sell


def counted(where: Any, rate: Rate) -> tuple[int, int]:
    found = next(one for one in standings(NOW)[where.pk] if one.limit.rate is rate)
    return found.part, found.whole


def test_it_counts_an_order_with_several_defects_once_and_not_what_we_won(
    where: Any, sold: Callable[..., Order]
) -> None:
    twice, won, rated, _good = sold(), sold(), sold(fact={"bad_feedback_at": NOW}), sold()
    sold(days=61, fact={"bad_feedback_at": NOW})
    for number, (about, state) in enumerate([(twice, "open"), (twice, "lost"), (won, "won"), (rated, "closed")]):
        Claim.objects.create(
            order=about, external_id=str(number), kind="a_to_z", state=state, opened_at=NOW, changed_at=NOW
        )
    assert counted(where, Rate.ORDER_DEFECTS) == (2, 4)


def test_it_counts_late_shipments_by_the_day_promised(where: Any, sold: Callable[..., Order]) -> None:
    sold(fact={"ship_by": NOW - DAY, "shipped_at": NOW - 2 * DAY})
    sold(fact={"ship_by": NOW - DAY, "shipped_at": NOW, "is_late": True})
    sold(fact={"ship_by": NOW - DAY})
    sold(fact={"ship_by": NOW + DAY})
    sold(fact={"ship_by": NOW - DAY, "cancelled": True})
    assert counted(where, Rate.LATE_SHIPMENTS) == (2, 3)


def test_it_counts_only_what_we_cancelled(where: Any, sold: Callable[..., Order]) -> None:
    sold(state="cancelled")
    sold(state="cancelled", cancel_wanted_at=NOW - DAY)
    sold()
    sold(days=8, state="cancelled")
    assert counted(where, Rate.CANCELLATIONS) == (1, 3)


def test_it_counts_numbers_and_arrivals(where: Any, sold: Callable[..., Order]) -> None:
    sold(fact={"shipped_at": NOW - DAY, "is_tracked": True, "delivered_at": NOW - 2 * DAY}, deliver_by=NOW - DAY)
    sold(fact={"shipped_at": NOW - DAY, "delivered_at": NOW}, deliver_by=NOW - DAY)
    sold(fact={"shipped_at": NOW - DAY}, deliver_by=NOW + DAY)
    assert counted(where, Rate.VALID_TRACKING) == (1, 3)
    assert counted(where, Rate.ON_TIME) == (1, 2)


def test_it_counts_answers_but_not_what_needed_none(where: Any) -> None:
    for number, (hit, ended) in enumerate([(True, "answered"), (False, ""), (True, "no_response_needed")]):
        ObligationFact.objects.create(
            obligation=number, circle=1, root=1, channel=where.pk, opened_at=NOW - 2 * DAY, due_at=NOW - DAY,
            hit=hit, ended_as=ended,
        )  # fmt: skip
    assert counted(where, Rate.RESPONSES) == (1, 2)


def test_it_keeps_one_count_a_day(where: Any, sold: Callable[..., Order]) -> None:
    sold(state="cancelled")
    count = keep(now=NOW)
    assert keep(now=NOW + timedelta(hours=1)) == count == HealthStanding.objects.count()
    keep(now=NOW + DAY)
    days = HealthStanding.objects.filter(rate=Rate.CANCELLATIONS, channel=where.pk).order_by("day")
    assert [(row.day, row.part, row.whole) for row in days] == [
        (date(2026, 11, 20), 1, 1), (date(2026, 11, 21), 1, 1),
    ]  # fmt: skip
