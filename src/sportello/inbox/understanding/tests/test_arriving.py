"""What buyers write is read when it arrives, and arrives also when it cannot be read."""

from collections.abc import Sequence
from datetime import datetime
from unittest.mock import patch

import pytest

from sportello.channels.models import Envelope
from sportello.channels.receiving import receive
from sportello.inbox import arrival, merging, splitting
from sportello.inbox.models import Message, MessageReading, Ticket
from sportello.inbox.tests.reading import EMBEDDING, reading
from sportello.inbox.tests.world import HOUR, NOW, agent, mail, mailbox, said, ticket_of
from sportello.inbox.understanding import reader

pytestmark = pytest.mark.django_db


def clock() -> datetime:
    return NOW


def test_it_keeps_what_reading_found_beside_the_message() -> None:
    with reading():
        message = said(mail("Where is my parcel? Else I file an A-to-z claim."))
    row = message.reading
    assert (row.version, row.language, row.sure, row.read_at) == ("test.1", "en", True, NOW)
    assert (row.topic_slugs, row.risk_slugs) == (["where_is_my_order"], ["claim"])
    assert [message.text[each["start"] : each["end"]] for each in row.questions] == ["Where"]
    assert row.embedding is not None
    assert bytes(row.embedding) == EMBEDDING
    ticket = ticket_of(message)
    assert (ticket.topics, ticket.risks, ticket.at_risk) == (["where_is_my_order"], ["claim"], True)


def test_it_takes_the_language_from_the_words_and_not_from_the_channel() -> None:
    with reading():
        message = said(mail("Wo ist mein Paket?", message_id="<one@posta.example>"))
        later = said(mail("Where is it?", references=["<one@posta.example>"], at=NOW + HOUR), at=NOW + HOUR)
    assert (message.language, later.language) == ("de", "en")
    assert ticket_of(message).language == "en"


def test_it_reads_many_messages_together() -> None:
    for number in range(20):
        receive(source=mailbox(), raw=mail("Where is it?", sender=f"b{number}@posta.example"), now=NOW)
    with reading() as calls:
        assert arrival.drain(clock=clock) == 20
    assert calls == [16, 4]
    assert MessageReading.objects.filter(version="test.1").count() == 20


def test_it_takes_a_message_in_when_the_reader_fails() -> None:
    with reading(fails=True):
        message = said(mail("Where is my parcel?"))
    assert message.reading.version == ""
    assert ticket_of(message).due_at is not None


def test_it_reads_no_mail_on_which_a_worker_died() -> None:
    kept = receive(source=mailbox(), raw=mail("Where is it?"), now=NOW)
    with reading() as calls:
        Envelope.objects.filter(pk=kept.envelope_id).update(attempts=1)
        assert arrival.drain(clock=clock) == 1
    assert calls == []
    assert MessageReading.objects.get().version == ""


def test_it_leaves_thanks_out_beside_a_topic_and_names_the_latest_first() -> None:
    first = mail("Where is my parcel? again", message_id="<one@posta.example>")
    with reading():
        message = said(first)
        said(mail("My refund?", references=["<one@posta.example>"], at=NOW + HOUR), at=NOW + HOUR)
        said(mail("Thanks", references=["<one@posta.example>"], at=NOW + 2 * HOUR), at=NOW + 2 * HOUR)
    ticket = ticket_of(message)
    assert Ticket.objects.count() == 1
    assert ticket.topics == ["refund_status", "where_is_my_order"]
    assert ticket.risks == ["repeat_contact"]


def test_it_says_of_each_ticket_what_its_own_messages_say_after_merging_and_splitting() -> None:
    with reading():
        one = said(mail("Where is it?", message_id="<a@posta.example>"))
        other = said(mail("The lamp is broken, my lawyer!", subject="Lamp", message_id="<b@posta.example>"))
    ada = agent("Ada", role="owner")
    first, second = ticket_of(one), ticket_of(other)
    merge = merging.merge(ticket=second, into=first, by=ada, now=NOW)
    first.refresh_from_db()
    assert sorted(first.topics) == ["damaged_or_defective", "where_is_my_order"]
    assert first.at_risk
    merging.undo(merge=merge, by=ada, now=NOW)
    first.refresh_from_db()
    assert (first.topics, first.at_risk) == (["where_is_my_order"], False)
    with reading():
        later = said(mail("An invoice!", references=["<a@posta.example>"], at=NOW + HOUR), at=NOW + HOUR)
    part = splitting.split(ticket=first, message=later, by=ada, now=NOW + HOUR)
    part.refresh_from_db()
    first.refresh_from_db()
    assert (part.topics, first.topics) == (["invoice"], ["where_is_my_order"])


def test_it_answers_for_whatever_the_reader_can_take() -> None:
    odd = ["", "🙂", "a" * 200_000, "\x00\xff\u202e", "<p>&nbsp;</p>", "?" * 3000]
    found = reader.understand([(text, "", "amazon") for text in odd])
    assert len(found) == len(odd)
    assert all(one is not None and len(one.embedding) == 1024 for one in found)


def test_it_keeps_the_others_when_one_message_cannot_be_read() -> None:
    with reading():
        whole = reader._together

        def picky(messages: Sequence[tuple[str, str, str]]) -> list[reader.Understood | None]:
            if any("poison" in text for text, _, _ in messages):
                raise RuntimeError("no")
            return whole(messages)

        with patch.object(reader, "_together", picky):
            found = reader.understand([("Where?", "", ""), ("poison", "", ""), ("refund", "", "")])
    assert [one is None for one in found] == [False, True, False]


def test_it_reads_nothing_of_automatic_replies() -> None:
    with reading():
        said(mail("Where is it?", message_id="<x@posta.example>"))
        assert Message.objects.count() == MessageReading.objects.count() == 1
