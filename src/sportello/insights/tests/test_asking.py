"""Figures as they are asked for: from tallies, with intervals, never a nought for what is not known."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sportello.inbox.tests.world import HOUR, NOW, agent
from sportello.insights import asking, costing
from sportello.insights.asking import DAY, WEEK, By, Only, Span
from sportello.insights.gathering import gather
from sportello.insights.measures import MEASURES
from sportello.insights.measures.kinds import How
from sportello.insights.models import Tally

from .test_gathering import play

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
SPAN = Span(TODAY, TODAY + timedelta(days=2))


def add(
    name: str, day: date = TODAY, *, by: str = "", key: str = "", n: int = 1, total: int = 0, channel: int = 1
) -> None:
    Tally.objects.create(
        name=name, day=day, channel=channel, by=by, key=key, n=n, total=total, squares=Decimal(total * total)
    )


def test_it_answers_every_measure_and_says_when_it_does_not_know() -> None:
    found = asking.figures(MEASURES, SPAN)
    assert set(found) == set(MEASURES)
    counted = {slug for slug, measure in MEASURES.items() if measure.how in {How.SUM, How.LEVEL}}
    assert {slug for slug, figure in found.items() if figure.is_known} == counted


def test_it_takes_shares_with_wilsons_interval() -> None:
    add("due", n=60, total=57)
    add("due", TODAY + timedelta(days=1), n=40, total=38, channel=2)
    figure = asking.figures(["deadline_hit"], SPAN)["deadline_hit"]
    assert (figure.value, figure.n, figure.total) == (0.95, 100, 95.0)
    assert (round(figure.low, 3), round(figure.high, 3)) == (0.888, 0.978)
    assert asking.figures(["deadline_hit"], SPAN, Only(channels=(2,)))["deadline_hit"].n == 40
    assert asking.figures(["deadline_hit"], SPAN, Only(by=By.TOPIC, key="invoice"))["deadline_hit"].value is None


def test_it_never_mixes_deadlines_with_deflected_contacts() -> None:
    add("due", n=10, total=8)
    add("helped", n=10, total=6)
    found = asking.figures(["deadline_hit", "deadline_hit_with_deflected"], SPAN)
    assert [figure.value for figure in found.values()] == [0.8, 0.7]


def test_it_carries_a_level_on_from_before_the_span() -> None:
    add("owing", TODAY - timedelta(days=400), n=5, total=5)
    add("owing", TODAY + timedelta(days=1), n=-2, total=-2)
    assert [figure.value for _day, figure in asking.series("backlog", SPAN)] == [5, 3, 3]


def test_it_cuts_weeks_on_mondays() -> None:
    assert [day for day, _ in asking.series("issues", Span(date(2026, 11, 20), date(2026, 11, 30)), step=WEEK)] == [
        date(2026, 11, 20),
        date(2026, 11, 23),
        date(2026, 11, 30),
    ]
    assert len(asking.series("issues", SPAN, step=DAY)) == 3


def test_it_breaks_down_against_all_where_the_whole_is_not_split() -> None:
    add("contacts", n=20)
    add("repeats", n=3)
    add("repeats", by="reason", key="no_answer", n=2)
    add("repeats", by="reason", key="datum_missing", n=1)
    found = asking.broken_down("repeat_rate", By.REASON, SPAN)
    assert [(key, figure.value) for key, figure in found] == [("no_answer", 0.1), ("datum_missing", 0.05)]
    with pytest.raises(ValueError, match="not broken down"):
        asking.broken_down("tickets", By.AGENT, SPAN)


def test_it_names_the_median_within_two_per_cent() -> None:
    from sportello.insights.facts.tallying import bucket

    for seconds in (60, 3600, 7200, 100_000, 1_000_000):
        add("first", by="bucket", key=str(bucket(seconds)))
    figure = asking.figures(["first_response_median"], SPAN)["first_response_median"]
    assert figure.value == pytest.approx(7200, rel=0.02)
    assert figure.low < 7200 < figure.high


def test_it_knows_no_cost_without_an_hourly_cost_for_all_days() -> None:
    add("work", n=1, total=7200)
    add("issues", n=4)
    assert asking.figures(["cost_per_contact"], SPAN)["cost_per_contact"].value is None
    costing.enter(since=TODAY, amount=Decimal("20.00"), currency="EUR", by=agent("Ada"), now=NOW)
    assert asking.figures(["cost_per_contact"], SPAN)["cost_per_contact"].value == 10.0
    assert asking.currency(SPAN) == "EUR"
    assert asking.currency(Span(TODAY - timedelta(days=1), TODAY)) == ""


def test_it_measures_what_was_saved_against_the_hold_out() -> None:
    add("work", n=1, total=7200)
    add("issues", n=4)
    add("answered", n=100, total=20)
    add("plain", n=100, total=50)
    costing.enter(since=TODAY, amount=Decimal("20.00"), currency="EUR", by=agent("Ada"), now=NOW)
    found = asking.figures(["deflection_effect", "saved"], SPAN)
    assert found["deflection_effect"].value == pytest.approx(0.3)
    assert found["saved"].value == pytest.approx(300)
    assert found["saved"].low < 300 < found["saved"].high


def test_it_opens_every_figure_down_to_its_tickets() -> None:
    ticket, _other = play()
    gather(now=NOW + 40 * HOUR)
    for slug in MEASURES:
        assert {row.ticket for row in asking.tickets_behind(slug, SPAN)} <= {ticket.pk}
    behind = [row.ticket for row in asking.tickets_behind("first_response", Span(TODAY, TODAY))]
    assert behind == [ticket.pk]
    assert not asking.tickets_behind("deadline_hit", SPAN, bad=True).exists()
    ben = Only(by=By.AGENT, key=str(agent("Ben").pk))
    assert asking.tickets_behind("answers", SPAN, ben).exists()
    assert not asking.tickets_behind("answers", SPAN, Only(by=By.AGENT, key="0")).exists()


@pytest.mark.parametrize("by", [by for by in By if by not in {By.CHANNEL, By.MARKETPLACE}])
def test_it_narrows_what_stands_behind_every_measure(by: By) -> None:
    for slug, measure in MEASURES.items():
        if by in measure.breakdowns:
            assert not asking.tickets_behind(slug, SPAN, Only((1,), by, "7"), bad=True).exists()


def test_it_makes_of_one_sheet_what_is_asked_one_by_one() -> None:
    from sportello.insights.facts.tallying import bucket

    earlier = Span(TODAY - timedelta(days=364), TODAY - timedelta(days=362))
    for span, places in ((earlier, (1,)), (SPAN, (1, 2))):
        for day in span.steps(DAY):
            for channel in places:
                add("first", day.first, by="bucket", key=str(bucket(60 * channel)), n=channel, channel=channel)
                add("due", day.first, n=10, total=8 + channel, channel=channel)
                add("owing", day.first, n=1, channel=channel)
    add("due", TODAY - timedelta(days=100), n=10)
    slugs = ("first_response_median", "deadline_hit", "backlog")
    sheet = asking.sheet(slugs, [step for span in (SPAN, earlier) for step in span.steps(DAY)])
    for span in (SPAN, earlier):
        assert {slug: sheet.figure(slug, span) for slug in slugs} == asking.figures(slugs, span)
        for slug in slugs:
            assert sheet.series(slug, span) == asking.series(slug, span)
    assert sheet.figure("first_response_median", SPAN).n == 9
    assert sheet.figure("backlog", SPAN).value == 9
    with pytest.raises(ValueError, match="was not asked for"):
        sheet.figure("deadline_hit", Span(earlier.first, TODAY + timedelta(days=9)))
    nowhere = asking.sheet(slugs, [SPAN], Only(by=By.CHANNEL, key="99"))
    assert nowhere.figure("deadline_hit", SPAN).value is None


def test_it_counts_each_days_work_at_the_cost_of_that_day() -> None:
    for day, seconds in ((TODAY, 3600), (TODAY + timedelta(days=2), 7200)):
        add("work", day, total=seconds)
    add("issues", n=10)
    for since, amount in ((TODAY - timedelta(days=9), "20.00"), (TODAY + timedelta(days=1), "30.00")):
        costing.enter(since=since, amount=Decimal(amount), currency="EUR", by=agent("Ada"), now=NOW)
    assert asking.figures(["cost_per_contact"], SPAN)["cost_per_contact"].value == 8.0


def test_it_asks_a_handful_of_queries_for_all_measures(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(8):
        asking.figures(MEASURES, SPAN)
    both = [*SPAN.steps(DAY), *SPAN.before().steps(DAY)]
    with django_assert_max_num_queries(8):
        asking.sheet(MEASURES, both)


def test_it_begins_and_ends_a_day_where_the_clocks_change() -> None:
    from zoneinfo import ZoneInfo

    begins, ends = Span(date(2026, 10, 25), date(2026, 10, 25)).moments(ZoneInfo("Europe/Rome"))
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=25)
    assert begins.astimezone(UTC) == datetime(2026, 10, 24, 22, tzinfo=UTC)
