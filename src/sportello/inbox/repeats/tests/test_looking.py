"""From a mail that arrives to a suggestion, and what agents make of it."""

from datetime import datetime, timedelta

import pytest

from sportello.accounts.models import Agent
from sportello.core.models import Event
from sportello.inbox import merging
from sportello.inbox.models import (
    Message,
    RepeatCheck,
    RepeatContact,
    RepeatReason,
    RepeatRule,
    RepeatState,
    RepeatSuggestion,
)
from sportello.inbox.repeats import deciding, looking
from sportello.inbox.repeats.scoring import Reason, Score
from sportello.inbox.replying import send
from sportello.inbox.tests.world import CLEO, HOUR, NOW, ZED, agent, mail, said, ticket_of

pytestmark = pytest.mark.django_db
BROKEN = "The glass of my lamp arrived in pieces, order #1042. Please send me another glass."
AGAIN = "I wrote to you on Tuesday about the glass of the lamp from order #1042 that came in pieces. Any news?"
LATER = NOW + 26 * HOUR


def first(text: str = BROKEN, sender: str = CLEO) -> Message:
    return said(mail(text, sender=sender, subject="Lamp in pieces"))


def second(text: str = AGAIN, subject: str = "Still waiting", sender: str = CLEO, at: datetime = LATER) -> Message:
    message = said(mail(text, subject=subject, sender=sender, at=at), at=at)
    looking.look(message.pk, now=at)
    return message


def ben() -> Agent:
    return agent("Ben", role="agent")


def standing() -> RepeatSuggestion:
    return RepeatSuggestion.objects.get(state=RepeatState.STANDING)


def happened(kind: str) -> Event:
    return Event.objects.get(kind=kind)


def test_it_suggests_the_ticket_that_a_new_conversation_repeats_and_says_why() -> None:
    one, two = first(), second()
    made = standing()
    assert (made.ticket_id, made.of_id) == (ticket_of(two).pk, ticket_of(one).pk)
    assert {"code": "order", "about": "1042"} in made.reasons
    assert made.version.startswith("repeats-1.")
    assert happened("repeat.flagged").data["of"] == made.of_id


def test_it_suggests_nothing_for_somebody_else_and_nothing_for_another_matter() -> None:
    first()
    second(sender=ZED)
    second("Do you sell picture frames for A3 posters too, and in which colours?", subject="Frames")
    assert not RepeatSuggestion.objects.exists()


def test_it_looks_at_each_message_once() -> None:
    first()
    two = second()
    assert not looking.look(two.pk, now=LATER)
    assert RepeatSuggestion.objects.count() == 1


def test_it_catches_up_with_what_nobody_looked_at_and_leaves_young_checks_alone() -> None:
    first()
    two = said(mail(AGAIN, subject="Still waiting", at=LATER), at=LATER)
    RepeatCheck.objects.exclude(message=two).update(looked_at=LATER)
    assert looking.catch_up(now=LATER) == 0
    assert looking.catch_up(now=LATER + timedelta(minutes=1)) == 1
    assert standing().ticket_id == ticket_of(two).pk


def test_it_gives_up_a_message_that_it_failed_on_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    first()
    two = said(mail(AGAIN, subject="Still waiting", at=LATER), at=LATER)
    RepeatCheck.objects.exclude(message=two).update(looked_at=LATER)

    def breaks(*_args: object, **_more: object) -> None:
        raise RuntimeError("no scorer")

    monkeypatch.setattr(looking, "candidates", breaks)
    for minute in range(1, 6):
        looking.catch_up(now=LATER + timedelta(minutes=minute))
    assert RepeatCheck.objects.get(message=two).attempts == 3


def test_it_does_not_look_at_old_mail_that_is_imported() -> None:
    said(mail(BROKEN), history=True)
    assert not RepeatCheck.objects.exists()


def test_it_merges_by_suggestion_and_can_be_undone() -> None:
    first()
    second()
    made = standing()
    row = deciding.accept(suggestion=made, by=ben(), now=LATER + timedelta(minutes=5))
    assert merging.survivor_of(made.ticket_id) == made.of_id
    assert happened("repeat.merged").data["minutes"] == 5
    with pytest.raises(deciding.AlreadyDecided):
        deciding.dismiss(suggestion=made, by=ben(), now=LATER)
    merging.undo(merge=row, by=ben(), now=LATER + HOUR)
    assert merging.survivor_of(made.ticket_id) == made.ticket_id


def test_it_never_suggests_a_dismissed_pair_again() -> None:
    first()
    two = second()
    deciding.dismiss(suggestion=standing(), by=ben(), now=LATER)
    RepeatCheck.objects.filter(message=two).update(looked_at=None)
    looking.look(two.pk, now=LATER)
    assert [row.state for row in RepeatSuggestion.objects.all()] == [RepeatState.DISMISSED]
    assert not RepeatContact.objects.filter(message=two).exists()


def test_it_counts_as_missed_what_was_merged_after_an_answer() -> None:
    first()
    two = second()
    send(
        ticket=ticket_of(two),
        thread=two.thread,
        text="We are looking into it.",
        by=ben(),
        now=LATER + HOUR,
    )
    deciding.accept(suggestion=standing(), by=ben(), now=LATER + 2 * HOUR)
    assert RepeatSuggestion.objects.get().state == RepeatState.MISSED


def test_it_closes_what_an_agent_merged_by_hand_and_notes_what_nobody_suggested() -> None:
    one, two = first(), second()
    three = second("Do you sell frames for A3 posters, and in which colours?", subject="Frames", at=LATER + HOUR)
    for newer in (two, three):
        merging.merge(ticket=ticket_of(newer), into=ticket_of(one), by=ben(), now=LATER + 2 * HOUR)
    assert deciding.settle(now=LATER + 3 * HOUR) == 2
    assert deciding.settle(now=LATER + 3 * HOUR) == 0
    assert {row.state for row in RepeatSuggestion.objects.all()} == {RepeatState.MERGED}
    assert RepeatSuggestion.objects.get(score=None).ticket_id == three.thread.holdings.get().home_id


@pytest.mark.parametrize(
    ("wanted", "codes", "merged"),
    [(True, ("order", "topic"), True), (True, ("order", "words"), False), (False, ("order", "topic"), False)],
)
def test_it_merges_by_itself_only_on_the_evidence_that_the_owner_chose(
    monkeypatch: pytest.MonkeyPatch, wanted: bool, codes: tuple[str, ...], merged: bool
) -> None:
    one = first()
    RepeatRule.objects.create(join=wanted)
    found = Score(ticket_of(one).pk, 0.9, tuple(Reason(code) for code in codes), True, "repeats-1.test")
    monkeypatch.setattr(looking, "score", lambda *_: [found])
    two = second()
    made = RepeatSuggestion.objects.get()
    assert made.state == (RepeatState.MERGED if merged else RepeatState.STANDING)
    assert (ticket_of(two).pk == ticket_of(one).pk) is merged


def test_it_counts_a_chaser_as_a_repeat_contact_without_an_answer() -> None:
    first()
    two = second()
    counted = RepeatContact.objects.get(message=two)
    assert (counted.reason, counted.suggested) == (RepeatReason.NO_ANSWER, RepeatReason.NO_ANSWER)
    deciding.correct(
        contact=counted, reason=RepeatReason.OTHER, ticket_id=ticket_of(two).pk, by=ben(), now=LATER + HOUR
    )
    counted.refresh_from_db()
    assert (counted.reason, counted.suggested) == (RepeatReason.OTHER, RepeatReason.NO_ANSWER)
