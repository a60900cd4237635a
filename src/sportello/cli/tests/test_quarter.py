from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pytest

from sportello.channels.models import Channel, Source, SourceKind
from sportello.cli.quarter_ground import NAME
from sportello.cli.quarter_writing import NotEmpty, refuse_others, write
from sportello.core.models import Event
from sportello.inbox import standing as inbox_standing
from sportello.inbox.models import Holding, Message, Obligation, RepeatContact, Ticket
from sportello.insights.vocabulary import KINDS, faults
from sportello.orders.models import Order
from sportello.portal.models import Visit
from sportello.sandbox.quarter.playing import Played, play

ENDS = datetime(2026, 11, 20, 18, tzinfo=UTC)
NOT_IN_FIGURES = {"thread.needs_no_response", "contact.sent"}


@cache
def played() -> Played:
    return play(tickets=80, seed=11, ends=ENDS)


def nothing(_count: int) -> None:
    """No progress to be shown."""


@pytest.mark.django_db
def test_it_writes_the_events_that_the_acts_write() -> None:
    write(played(), step=nothing)
    kinds = Counter[str]()
    for event in Event.objects.all():
        kinds[event.kind] += 1
        assert faults(event.kind, event.subject_kind, event.data) == [], event.kind
        known = KINDS.get(event.kind)
        if known is not None and known.by_agent is not None:
            assert (event.actor_id is not None) is known.by_agent, event.kind
    assert kinds["ticket.opened"] == len(played().past.tickets)
    assert {kind for kind in kinds if kind not in KINDS and not kind.startswith("visit.")} <= NOT_IN_FIGURES


@pytest.mark.django_db
def test_it_writes_rows_that_the_desk_understands() -> None:
    write(played(), step=nothing)
    past = played().past
    assert Message.objects.count() == len(past.messages)
    assert Obligation.objects.filter(ended_at=None).count() == sum(owed.ended is None for owed in past.owed)
    standing = Ticket.objects.standing()
    assert standing.count() == len(past.tickets) - len(past.merges)
    assert standing.resolved().count() == sum(ticket.is_resolved for ticket in past.tickets if ticket.into is None)
    assert RepeatContact.objects.count() == sum(not repeat.dropped for repeat in past.repeats)
    assert not Holding.objects.filter(ticket__merged_into__isnull=False).exists()
    before = list(Ticket.objects.order_by("pk").values())
    ids = [row["id"] for row in before]
    inbox_standing.refresh_all(ids)
    inbox_standing.understood(ids)
    assert list(Ticket.objects.order_by("pk").values()) == before
    assert Order.objects.count() == len(played().orders)
    assert Visit.objects.settled().count() == sum(visit.settled is not None for visit in played().visits)


@pytest.mark.django_db
def test_it_stands_beside_nobody_unasked() -> None:
    refuse_others(beside=False)
    ours = Source.objects.create(kind=SourceKind.FORM, name="Our form", created_at=ENDS)
    form = Channel.objects.create(
        kind="form", name="Form", source=ours, answer_hours=24, round_the_clock=True, created_at=ENDS
    )
    Order.objects.create(
        account=ours, channel=form, external_id="1", number="1", plain="1", placed_at=ENDS, changed_at=ENDS,
        seen_at=ENDS, state="shipped", fulfilled_by="seller",
    )  # fmt: skip
    refuse_others(beside=True)
    with pytest.raises(NotEmpty, match="tickets or orders"):
        refuse_others(beside=False)
    Source.objects.create(kind=SourceKind.FORM, name=f"{NAME}: form", created_at=ENDS)
    with pytest.raises(NotEmpty, match="a simulated quarter already"):
        refuse_others(beside=True)
