"""When a message is a repeat contact, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sportello.inbox.repeats.counting import Contact, Issue, contact

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)
ANSWERED = Issue(
    at=NOW,
    owed=False,
    said_at=NOW - timedelta(days=2),
    asked=False,
    answer="Your parcel is under way.",
    before=("where_is_my_order",),
    topics=("where_is_my_order",),
    promise_due=False,
    tried=0.1,
    settled=0.1,
)


@pytest.mark.parametrize(
    ("issue", "expected"),
    [
        (replace(ANSWERED, owed=True), Contact("no_answer")),
        (replace(ANSWERED, promise_due=True, owed=True), Contact("promise_broken")),
        (ANSWERED, Contact("datum_missing", "tracking_number")),
        (replace(ANSWERED, answer="It travels as JJD000390012345678901."), Contact("not_understood")),
        (
            replace(ANSWERED, answer="It travels as JJD000390012345678901.", before=("where_is_my_order", "invoice")),
            Contact("question_open", "where_is_my_order"),
        ),
        (
            replace(ANSWERED, before=("refund_status",), topics=("refund_status",), answer="It is done."),
            Contact("datum_missing", "refund_amount"),
        ),
        (
            replace(
                ANSWERED, before=("refund_status",), topics=("refund_status",), answer="12.90 EUR are on their way."
            ),
            Contact("datum_missing", "refund_date"),
        ),
        (
            replace(
                ANSWERED, before=("refund_status",), topics=("refund_status",), answer="12.90 EUR were sent on 4 March."
            ),
            Contact("not_understood"),
        ),
        (replace(ANSWERED, topics=("wrong_or_missing_item",)), Contact("situation_changed")),
        (replace(ANSWERED, topics=("assembly",), tried=0.7), Contact("not_understood")),
        (replace(ANSWERED, topics=("other",)), Contact("other")),
    ],
)
def test_it_says_why_a_buyer_wrote_again(issue: Issue, expected: Contact) -> None:
    assert contact(issue, within=FORTNIGHT) == expected


def test_it_does_not_count_a_reply_to_our_question() -> None:
    assert contact(replace(ANSWERED, asked=True), within=FORTNIGHT) is None


def test_it_counts_a_reply_to_our_question_while_an_earlier_message_waits() -> None:
    assert contact(replace(ANSWERED, asked=True, owed=True), within=FORTNIGHT) == Contact("no_answer")


def test_it_does_not_count_what_comes_long_after_the_answer() -> None:
    assert contact(replace(ANSWERED, said_at=NOW - timedelta(days=15)), within=FORTNIGHT) is None


def test_it_does_not_count_the_first_word_on_an_issue() -> None:
    assert contact(replace(ANSWERED, said_at=None), within=FORTNIGHT) is None
