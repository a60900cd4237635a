"""What is open is asked when an answer leaves and when a ticket is resolved; what was said of it is kept."""

from datetime import timedelta

import pytest

from sportello.accounts.testing import ada
from sportello.core.models import Event
from sportello.inbox import attending, resolving, reviewing
from sportello.inbox.answering_all import Part, QuestionsOpen, send_all
from sportello.inbox.courtesy import Way
from sportello.inbox.deciding_open import Decisions, Said
from sportello.inbox.merging import merge
from sportello.inbox.models import (
    AnswerReview,
    Attention,
    DecidedAs,
    Message,
    MessageReading,
    OpenDecision,
    Promise,
    Ticket,
)
from sportello.inbox.reviewing import Facts

from .world import NOW, mail, said, ticket_of

pytestmark = [pytest.mark.django_db, pytest.mark.reviewed]

WHEN, WASH = "When will my parcel arrive?", "Can the cover be washed?"
FULL = "It is on the van and arrives on Thursday. The cover can be washed at 30 degrees."
HALF = "It is on the van and arrives on Thursday."
LATER = NOW + timedelta(hours=1)


def asked(text: str = f"Hello. {WHEN} {WASH}") -> Ticket:
    """A ticket whose buyer asked two things, as a reading found them."""
    message = said(mail(text))
    found = [
        {"start": text.index(words), "end": text.index(words) + len(words), "topic": topic, "confidence": 0.9}
        for words, topic in ((WHEN, "where_is_my_order"), (WASH, "product_question"))
        if words in text
    ]
    defaults = {"questions": found, "language": "en", "version": "test"}
    MessageReading.objects.update_or_create(message=message, defaults=defaults)
    return ticket_of(message)


def answer(ticket: Ticket, text: str, decisions: Decisions | None = None, facts: Facts | None = None) -> Message:
    """Ada's full answer in the ticket's primary thread."""
    assert ticket.primary_id is not None
    return send_all(
        ticket=ticket,
        parts=[Part(ticket.primary_id, Way.FULL, text)],
        by=ada(),
        now=LATER,
        facts=facts or Facts(language="en"),
        decisions=decisions or Decisions(),
    )[0]


def key_of(ticket: Ticket, words: str, draft: str = "") -> str:
    """The key of a question of the ticket."""
    found = reviewing.check(ticket=ticket, draft=draft, facts=Facts(language="en"), now=LATER)
    return next(item.asked.key for item in found.items if item.asked.question.text == words)


def test_it_sends_what_answers_everything_and_keeps_the_review() -> None:
    sent = answer(asked(), FULL)
    kept = AnswerReview.objects.get(message=sent)
    assert [one["answered"] for one in kept.questions] == [True, True]
    assert kept.open_questions == 0
    place = kept.questions[1]["words"]
    assert "30 degrees" in sent.text[place[0] : place[1]]


def test_it_stops_what_leaves_a_question_open_and_names_it() -> None:
    ticket = asked()
    with pytest.raises(QuestionsOpen, match="washed") as stopped:
        answer(ticket, HALF)
    assert [item.asked.question.text for item in stopped.value.checked.items] == [WASH]
    assert not AnswerReview.objects.exists()
    assert not Message.objects.filter(direction="out").exists()


def test_it_takes_later_for_a_promise_with_its_day() -> None:
    ticket = asked()
    later = Decisions({key_of(ticket, WASH): Said(DecidedAs.LATER, day=LATER.date() + timedelta(days=2))})
    sent = answer(ticket, HALF, later)
    row = OpenDecision.objects.get()
    assert (row.taken_as, row.answer, row.topic) == ("later", sent, "product_question")
    assert row.promise == Promise.objects.get()
    assert row.promise.words == WASH
    assert AnswerReview.objects.get().open_questions == 1


def test_it_wants_a_reason_for_not() -> None:
    ticket = asked()
    key = key_of(ticket, WASH)
    with pytest.raises(QuestionsOpen):
        answer(ticket, HALF, Decisions({key: Said(DecidedAs.NOT, reason="  ")}))
    answer(ticket, HALF, Decisions({key: Said(DecidedAs.NOT, reason="She found the label herself")}))
    assert OpenDecision.objects.get().reason == "She found the label herself"


def test_it_puts_ids_and_no_words_into_events() -> None:
    ticket = asked()
    answer(ticket, HALF, Decisions({key_of(ticket, WASH): Said(DecidedAs.NOT, reason="A secret reason")}))
    data = Event.objects.get(kind="review.decided").data
    assert data == {"decision": OpenDecision.objects.get().pk, "as": "not", "topic": "product_question", "datum": ""}


def test_it_asks_about_a_wrong_tracking_number() -> None:
    facts = Facts({"tracking_number": "1Z84F3920345577216"}, language="en")
    ticket = asked(f"Hello. {WHEN}")
    with pytest.raises(QuestionsOpen) as stopped:
        answer(ticket, f"{HALF} It is 1Z84F3920345577261.", facts=facts)
    assert stopped.value.checked.missing == ("tracking_number",)
    without = Decisions(data={"tracking_number": Said(DecidedAs.NOT, reason="She has it already")})
    answer(ticket, HALF, without, facts)
    assert OpenDecision.objects.get().datum == "tracking_number"


def test_it_needs_no_number_of_the_marketplace_s_own_parcels() -> None:
    facts = Facts({"tracking_number": "TBA318840276611"}, by_marketplace=True, language="en")
    assert answer(asked(f"Hello. {WHEN}"), HALF, facts=facts)


def test_it_asks_at_resolving_for_what_no_answer_settled() -> None:
    ticket = asked()
    later = {key_of(ticket, WASH): Said(DecidedAs.ANSWERED)}
    send_all(ticket=ticket, parts=[Part(ticket.primary_id or 0, Way.FULL, HALF)], by=ada(), now=LATER, decisions=None)
    with pytest.raises(resolving.QuestionsOpen, match="washed"):
        resolving.resolve(ticket=ticket, by=ada(), now=LATER)
    resolving.resolve(ticket=ticket, by=ada(), now=LATER, decisions=Decisions(later))
    ticket.refresh_from_db()
    assert ticket.resolved_at is not None


def test_it_asks_nothing_again_that_was_decided() -> None:
    ticket = asked()
    answer(ticket, HALF, Decisions({key_of(ticket, WASH): Said(DecidedAs.NOT, reason="Not sold any more")}))
    resolving.resolve(ticket=ticket, by=ada(), now=LATER)
    ticket.refresh_from_db()
    assert ticket.resolved_at == LATER


def test_it_judges_an_answer_from_elsewhere_when_somebody_asks() -> None:
    ticket = asked()
    Message.objects.create(
        thread_id=ticket.primary_id or 0,
        direction="out",
        kind="seller_copy",
        text=HALF,
        language="en",
        sent_at=LATER,
        created_at=LATER,
    )
    found = reviewing.check(ticket=ticket, draft="", now=LATER)
    assert [item.asked.question.text for item in found.open] == [WASH]
    assert AnswerReview.objects.get().open_questions == 1


def test_it_makes_a_stretch_of_heartbeats_and_counts_no_silence() -> None:
    ticket, agent = asked(), ada()
    for seconds in (0, 15, 30, 400, 415):
        attending.beat(ticket=ticket, by=agent, now=NOW + timedelta(seconds=seconds))
    (spent,) = attending.spent_on(ticket)
    assert spent.time == timedelta(seconds=45)
    assert spent.suggested == timedelta(0)


def test_it_tells_time_after_a_suggestion_apart_and_loses_none() -> None:
    ticket, agent = asked(), ada()
    for seconds, suggested in ((0, False), (15, False), (30, True), (45, True)):
        attending.beat(ticket=ticket, by=agent, now=NOW + timedelta(seconds=seconds), suggested=suggested)
    (spent,) = attending.spent_on(ticket)
    assert (spent.time, spent.suggested) == (timedelta(seconds=45), timedelta(seconds=30))


def test_it_counts_time_for_the_conversation_in_hand() -> None:
    first, second, agent = asked(), asked(f"Hi! {WASH}"), ada()
    thread = second.primary_id
    merge(ticket=second, into=first, by=agent, now=NOW)
    first.refresh_from_db()
    for seconds, at in ((0, None), (15, thread), (30, thread)):
        attending.beat(ticket=first, by=agent, now=NOW + timedelta(seconds=seconds), thread_id=at)
    times = {row.holding.thread_id: row.until - row.since for row in Attention.objects.select_related("holding")}
    assert times == {first.primary_id: timedelta(0), thread: timedelta(seconds=30)}
    assert attending.beat(ticket=first, by=agent, now=NOW, thread_id=0) is not None


def test_it_counts_no_minute_for_two_tickets() -> None:
    first, second, agent = asked(), asked(f"Hi! {WASH}"), ada()
    for seconds, ticket in ((0, first), (10, second), (20, first), (30, second)):
        attending.beat(ticket=ticket, by=agent, now=NOW + timedelta(seconds=seconds))
    assert not attending.spent_on(first)
    assert not attending.spent_on(second)
