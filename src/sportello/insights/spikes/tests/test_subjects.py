"""Messages that fit no topic, put together by meaning, and the article begun because of many."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sportello.accounts.testing import lea
from sportello.core import events
from sportello.inbox.models import MessageReading
from sportello.insights.models import IssueFact, NewSubject, SeriesCount, SubjectMember
from sportello.insights.spikes import counting, drafting, noticing, subjects
from sportello.insights.writing.tests import world
from sportello.reading.encoder import SENTENCE_WIDTH

from .factories import HOUR, NOW, issue, usual_weeks

pytestmark = pytest.mark.django_db


def a_message(text: str, direction: int, *, minutes: int, noise: int) -> int:
    """A ticket whose first message fits no topic and means what lies in a direction, nearly; returns its id."""
    at = NOW - timedelta(minutes=minutes)
    message = world.asked(text, on=world.channel(), topic="other", at=at)
    vector = np.random.default_rng(noise).normal(0, 0.02, SENTENCE_WIDTH)
    vector[direction] += 1
    MessageReading.objects.filter(message=message).update(embedding=vector.astype("<f2").tobytes())
    ticket = world.ticket_of(message).pk
    events.record(kind="message.received", now=at, subject=("ticket", ticket), data={"message": message.pk})
    fact = issue(at, topics=["other"])
    fact.ticket = fact.root = fact.circle = ticket
    fact.save(force_insert=True)
    return ticket


def test_it_makes_one_subject_of_messages_that_say_the_same() -> None:
    codes = [a_message("Il codice?", 3, minutes=9 - place, noise=place) for place in range(3)]
    job = a_message("Cercate personale?", 80, minutes=20, noise=9)
    assert subjects.take_in(now=NOW) == 4
    assert subjects.take_in(now=NOW) == 0
    placed = dict(SubjectMember.objects.values_list("ticket", "subject"))
    assert len({placed[ticket] for ticket in codes}) == 1
    assert placed[job] not in {placed[ticket] for ticket in codes}


def test_it_forgets_a_subject_nobody_writes_about_any_more() -> None:
    a_message("Il codice?", 3, minutes=9, noise=1)
    subjects.take_in(now=NOW)
    subjects.take_in(now=NOW + timedelta(days=61))
    assert not NewSubject.objects.exists()


def test_it_makes_many_of_a_new_subject_a_spike_and_an_article_with_their_questions() -> None:
    usual_weeks()
    tickets = [
        a_message("Dove trovo il codice di attivazione?", 3, minutes=3 * place + 2, noise=place) for place in range(12)
    ]
    subjects.take_in(now=NOW)
    counting.recount(since=NOW - timedelta(weeks=5), until=NOW)
    assert SeriesCount.objects.filter(kind="cluster").exists()
    (spike,) = noticing.notice(now=NOW, zone=ZoneInfo("Europe/Rome"))
    assert set(spike.tickets) <= set(tickets)
    assert "cluster" in {kind for kind, _key in spike.series}
    draft = drafting.draft_article(spike=spike, title="Codice di attivazione", by=lea(), now=NOW + HOUR)
    assert draft == drafting.draft_article(spike=spike, title="Anders", by=lea(), now=NOW + HOUR)
    assert (draft.edition.language, draft.edition.article.topic) == ("it", "other")
    assert draft.edition.latest is not None
    assert draft.edition.latest.questions == ["Dove trovo il codice di attivazione?"]
    assert IssueFact.objects.filter(ticket__in=spike.tickets).count() == len(spike.tickets)
