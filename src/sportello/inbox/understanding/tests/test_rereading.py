"""Messages are read again when the model changes; what cannot be read is not tried for ever."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from sportello.inbox.models import MessageReading
from sportello.inbox.tests.reading import reading
from sportello.inbox.tests.world import NOW, agent, mail, said, ticket_of
from sportello.inbox.understanding.correcting import correct
from sportello.inbox.understanding.rereading import read_stale

pytestmark = pytest.mark.django_db


def ticking(step: timedelta = timedelta(seconds=1)) -> Callable[[], datetime]:
    """A clock that goes on by a step each time it is looked at."""
    times = (NOW + number * step for number in range(10_000))
    return lambda: next(times)


def test_it_reads_later_what_could_not_be_read() -> None:
    with reading(fails=True):
        message = said(mail("Where is my parcel? I call a lawyer."))
    with reading():
        assert read_stale(clock=ticking()) == 1
        assert read_stale(clock=ticking()) == 0
    ticket = ticket_of(message)
    assert (ticket.topics, ticket.at_risk) == (["where_is_my_order"], True)


def test_it_reads_all_again_when_the_model_changes_and_keeps_corrections() -> None:
    ada = agent("Ada", role="owner")
    with reading():
        message = said(mail("Where is my parcel? I call a lawyer."))
    correct(message=message, kind="risk", slug="legal", holds=False, by=ada, now=NOW)
    correct(message=message, kind="topic", slug="invoice", holds=True, by=ada, now=NOW)
    with reading(version="test.2"):
        assert read_stale(clock=ticking()) == 1
    row = MessageReading.objects.get()
    assert row.version == "test.2"
    assert (row.topic_slugs, row.risk_slugs) == (["invoice", "where_is_my_order"], [])
    assert not ticket_of(message).at_risk


def test_it_keeps_what_was_refined_and_reads_only_language_numbers_and_vector_anew() -> None:
    with reading():
        message = said(mail("Where is my parcel? I call a lawyer."))
    refined = {"refined_by": "small-1", "topics": [{"slug": "exchange", "confidence": 0.75}], "risks": []}
    MessageReading.objects.update(topic_slugs=["exchange"], risk_slugs=[], numbers=[], embedding=None, **refined)
    correct(message=message, kind="topic", slug="invoice", holds=True, by=agent("Ada", role="owner"), now=NOW)
    with reading(version="test.2"):
        assert read_stale(clock=ticking()) == 1
    row = MessageReading.objects.get()
    assert (row.version, row.refined_by, row.topic_slugs) == ("test.2", "small-1", ["invoice", "exchange"])
    assert row.embedding


def test_it_gives_up_on_a_message_after_three_failures_until_the_model_changes() -> None:
    with reading(fails=True):
        said(mail("Where is it?"))
        for _ in range(5):
            read_stale(clock=ticking(timedelta(seconds=15)))
        assert MessageReading.objects.get().attempts == 3
    with reading():
        assert MessageReading.objects.get().version == ""
        assert read_stale(clock=ticking()) == 0
    with reading(version="test.2"):
        assert read_stale(clock=ticking()) == 1


def test_it_stops_when_its_time_is_over() -> None:
    with reading(fails=True):
        for number in range(20):
            said(mail("Where?", sender=f"b{number}@posta.example"))
    with reading() as calls:
        assert read_stale(clock=ticking(timedelta(seconds=8))) == 16
    assert calls == [16]
