"""The acts of visits, orders and repeats write what the vocabulary says, and every kind of theirs is written."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from sportello.core.models import Event
from sportello.inbox import merging
from sportello.inbox.models import Message, RepeatContact, RepeatReason, RepeatSuggestion
from sportello.inbox.repeats import deciding, looking
from sportello.inbox.replying import send
from sportello.inbox.tests.world import CLEO, HOUR, NOW, agent, mail, said, ticket_of
from sportello.insights.vocabulary import KINDS, faults
from sportello.knowledge.testing import published
from sportello.orders.records import OrderState
from sportello.orders.tests import world as orders
from sportello.portal import settling
from sportello.portal.models import HelpCentre, StepKind
from sportello.portal.testing import help_centre
from sportello.portal.visiting import Visiting, learn_order
from sportello.portal.voting import vote

pytestmark = pytest.mark.django_db
AGAIN = "My order 1042: the lamp arrived in pieces, please send another lamp, where is it?"


def wrong(rows: Iterable[Event]) -> list[tuple[str, str]]:
    """What events hold besides what the vocabulary says, or who did them against it."""
    found = [(row.kind, words) for row in rows for words in faults(row.kind, row.subject_kind, row.data)]
    for row in rows:
        by_agent = KINDS[row.kind].by_agent if row.kind in KINDS else None
        if by_agent is not None and by_agent != (row.actor_id is not None):
            found.append((row.kind, f"by agent {row.actor_id}"))
    return found


def held(prefix: str) -> set[str]:
    """The kinds that were written; all of them as the vocabulary says."""
    rows = list(Event.objects.filter(kind__startswith=f"{prefix}."))
    assert wrong(rows) == []
    return {row.kind for row in rows} & set(KINDS)


def kinds(prefix: str) -> set[str]:
    return {kind for kind in KINDS if kind.startswith(f"{prefix}.")}


def visit(centre: HelpCentre) -> Visiting:
    return Visiting(centre, "en", NOW)


def test_it_reads_all_that_visits_write() -> None:
    centre, edition = help_centre(), published("Where the lamp is").pk
    bought = orders.kept(orders.order(), orders.channel())
    reader, writer = visit(centre), visit(centre)
    for step in StepKind:
        reader.note(step, edition=edition if step == StepKind.READ else None, words="lamp", found=3)
    vote(reader, edition=edition, helpful=True, reason="")
    writer.note(StepKind.FORM)
    learn_order(writer, order_id=bought.pk, customer_id=None, audience="shop", site="")
    wrote = NOW + 5 * HOUR
    said(mail(f"Where is order {bought.number}?", at=wrote), at=wrote)
    settling.settle(now=NOW + timedelta(days=4))
    assert held("visit") == kinds("visit")
    assert [row for row in Event.objects.filter(kind="visit.settled") if "ticket" in row.data]


def test_it_reads_all_that_orders_write() -> None:
    where = orders.channel()
    orders.kept(orders.order(), where)
    orders.kept(orders.order(5, state=OrderState.SHIPPED), where)
    assert held("order") == kinds("order")


def repeated(number: int, at: int) -> tuple[Message, RepeatSuggestion]:
    """A buyer's issue, and the same once more in a new conversation so many hours later."""
    sender = f"buyer{number}@{CLEO.partition('@')[2]}"
    said(mail(AGAIN, sender=sender, subject=f"Lamp {number}"))
    later = NOW + at * HOUR
    second = said(mail(AGAIN, sender=sender, subject=f"Still waiting {number}", at=later), at=later)
    looking.look(second.pk, now=later)
    return second, RepeatSuggestion.objects.get(ticket=ticket_of(second))


def test_it_reads_all_that_repeats_write() -> None:
    ben, late = agent("Ben", role="agent"), NOW + 9 * HOUR
    _, accepted = repeated(1, 2)
    deciding.accept(suggestion=accepted, by=ben, now=late)
    _, dismissed = repeated(2, 2)
    deciding.dismiss(suggestion=dismissed, by=ben, now=late)
    missed, flagged = repeated(3, 2)
    send(ticket=flagged.ticket, thread=missed.thread, text="It comes tomorrow.", by=ben, now=late)
    merging.merge(ticket=flagged.ticket, into=flagged.of, by=ben, now=late)
    repeated(4, 2)
    contact = RepeatContact.objects.order_by("-pk")[0]
    ticket = ticket_of(contact.message)
    deciding.correct(contact=contact, reason=RepeatReason.OTHER, ticket_id=ticket.pk, by=ben, now=late)
    deciding.settle(now=late + HOUR)
    assert held("repeat") == kinds("repeat")
