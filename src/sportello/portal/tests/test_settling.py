"""Settling visits, and the report held against the record of events by another way."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from sportello.core.models import Event
from sportello.inbox.tests.world import mail, said, ticket_of
from sportello.knowledge.models import Help
from sportello.knowledge.testing import published
from sportello.portal import settling
from sportello.portal.deflection import SURE, Deflection
from sportello.portal.models import HelpCentre, Outcome, StepKind, Visit
from sportello.portal.reporting import helpfulness, report
from sportello.portal.testing import NOW, help_centre, order
from sportello.portal.visiting import Visiting, _begun, learn_order
from sportello.portal.voting import vote

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=4)


def visit(centre: HelpCentre, *kinds: StepKind, at: datetime = NOW, edition: int | None = None) -> Visiting:
    """A visit in which these steps were done, a minute apart."""
    begun, _cookie = _begun(centre, "en", at, before=None)
    made = Visiting(centre, "en", at, begun)
    for number, kind in enumerate(kinds):
        made.now = at + timedelta(minutes=number)
        made.note(kind, edition=edition if kind == StepKind.READ else None)
    return made


def outcome(made: Visiting) -> str:
    assert made.visit is not None
    return str(Visit.objects.get(pk=made.visit.pk).outcome)


def test_it_settles_each_visit_once_and_only_when_its_time_is_over() -> None:
    centre = help_centre()
    made = visit(centre, StepKind.READ)
    assert settling.settle(now=NOW + timedelta(hours=71)) == 0
    assert settling.settle(now=LATER) == 1
    assert settling.settle(now=LATER) == 0
    assert outcome(made) == Outcome.UNKNOWN
    assert Event.objects.filter(kind="visit.settled").count() == 1


def test_it_counts_as_implied_when_a_known_buyer_read_and_was_silent() -> None:
    centre, bought = help_centre(), order("#1042")
    silent = visit(centre, StepKind.SAW_ORDER)
    learn_order(silent, order_id=bought.pk, customer_id=None, audience="shop", site="")
    settling.settle(now=LATER)
    assert outcome(silent) == Outcome.IMPLIED


def test_it_joins_a_later_mail_about_the_order_whoever_wrote_it() -> None:
    centre, bought = help_centre(), order("#1042")
    made = visit(centre, StepKind.SAW_ORDER)
    learn_order(made, order_id=bought.pk, customer_id=None, audience="shop", site="")
    wrote = NOW + timedelta(hours=5)
    message = said(mail("Where is order #1042?", at=wrote), at=wrote)
    settling.settle(now=LATER)
    assert outcome(made) == Outcome.CONTACTED
    assert Visit.objects.get().ticket == ticket_of(message)


def test_it_joins_a_later_mail_of_the_same_customer() -> None:
    centre = help_centre()
    first = said(mail("Hello", at=NOW - timedelta(days=9)), at=NOW - timedelta(days=9))
    made = visit(centre, StepKind.READ)
    Visit.objects.update(customer=first.thread.customer)
    wrote = NOW + timedelta(hours=60)
    said(mail("Still not here", at=wrote), at=wrote)
    settling.settle(now=NOW + timedelta(days=3, hours=1))
    assert outcome(made) == Outcome.CONTACTED


def test_it_takes_back_solved_when_the_buyer_writes_after_all() -> None:
    centre, bought = help_centre(), order("#1042")
    for number in range(2):
        made = visit(centre, StepKind.READ, StepKind.SOLVED, at=NOW + timedelta(days=number * 10))
        learn_order(made, order_id=bought.pk, customer_id=None, audience="shop", site="")
    wrote = NOW + timedelta(days=10, hours=2)
    said(mail("Order #1042 again", at=wrote), at=wrote)
    settling.settle(now=NOW + timedelta(days=20))
    assert list(Visit.objects.order_by("began_at").values_list("outcome", flat=True)) == ["solved", "contacted"]


def by_events(since: datetime) -> tuple[Counter[str], float, float, float]:
    """The report out of the record of events alone: outcomes, the rate, and the effect, by plain counting."""
    settled = [event.data for event in Event.objects.filter(kind="visit.settled", at__gte=since)]
    at_form = {event.subject_id for event in Event.objects.filter(kind=f"visit.{StepKind.FORM.value}")}
    plain_form = {event.subject_id for event in Event.objects.filter(kind="visit.began") if event.data["held_out"]}
    ended = {event.subject_id: event.data["outcome"] for event in Event.objects.filter(kind="visit.settled")}
    known = [data for data in settled if data["outcome"] not in ("left", "unknown") and not data["held_out"]]
    rate = sum(data["outcome"] in ("solved", "implied") for data in known) / len(known)

    def wrote(visits: set[int]) -> float:
        return sum(ended[one] in ("contacted", "bypassed") for one in visits) / len(visits)

    effect = wrote(at_form & plain_form) - wrote(at_form - plain_form)
    n, z = len(known), SURE
    low = (rate + z * z / (2 * n) - z * (rate * (1 - rate) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
    return Counter(data["outcome"] for data in settled), rate, effect, low


def test_it_reports_what_the_record_of_events_says_by_another_way() -> None:
    centre = help_centre(held_out=40)
    edition = published("late").pk
    patterns: list[list[StepKind]] = [
        [StepKind.READ],
        [StepKind.READ, StepKind.SOLVED],
        [StepKind.FORM, StepKind.SHOWN, StepKind.SENT],
        [StepKind.FORM, StepKind.READ, StepKind.SOLVED],
        [StepKind.SEARCHED],
        [StepKind.FORM, StepKind.SENT],
    ]
    customer = said(mail("Hello", at=NOW - timedelta(days=90)), at=NOW - timedelta(days=90)).thread.customer
    for number in range(60):
        at = NOW + timedelta(days=5 * number)
        made = visit(centre, *patterns[number % 6], at=at, edition=edition)
        assert made.visit is not None
        if number % 4 == 0:
            Visit.objects.filter(pk=made.visit.pk).update(customer=customer)
        if StepKind.SENT in patterns[number % 6]:
            Visit.objects.filter(pk=made.visit.pk).update(customer=customer)
            said(mail(f"Message {number}", at=at + timedelta(hours=1)), at=at + timedelta(hours=1))
    settling.settle(now=NOW + timedelta(days=400))
    found: Deflection = report(centre=centre, since=NOW, until=NOW + timedelta(days=400))
    outcomes, rate, effect, low = by_events(NOW)
    assert {name: count for name, count in found.outcomes.items() if count} == outcomes
    assert sum(outcomes.values()) == 60
    assert found.rate.value == pytest.approx(rate)
    assert found.rate.low == pytest.approx(low)
    assert found.effect.value == pytest.approx(effect)


def test_it_says_which_articles_help_least_and_why() -> None:
    centre = help_centre()
    good, bad = published("good", title="Good").pk, published("bad", title="Bad").pk
    for helpful, edition in [(True, good), (False, bad), (False, bad), (True, bad)]:
        made = visit(centre, StepKind.READ, edition=edition)
        vote(made, edition=edition, helpful=helpful, reason="" if helpful else "unclear")
    first, second = helpfulness(centre=centre, since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))
    assert (first.title, first.read, first.yes, first.no) == ("Bad", 3, 1, 2)
    assert first.reason == "I do not understand it"
    assert (second.title, second.reason) == ("Good", "")


def test_it_counts_a_visitors_word_once_for_the_search_too() -> None:
    centre = help_centre()
    edition = published("good").pk
    made = visit(centre, StepKind.READ, edition=edition)
    for helpful in (True, True, False):
        vote(made, edition=edition, helpful=helpful, reason="")
    assert list(Help.objects.order_by("pk").values_list("helped", flat=True)) == [True, False]


def test_it_joins_a_visit_to_its_ticket_soon() -> None:
    assert settling.join(now=timezone.now()) == 0
