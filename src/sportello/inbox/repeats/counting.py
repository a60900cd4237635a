"""Is a buyer's message a repeat contact, and why did they have to write again? Pure rules on where the issue stands."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_ANSWERED_AGAIN: Final = 0.5  # how near a message comes to "I did what you said, it does not work"
_SETTLED: Final = 0.5
_TRACKING_TOPICS: Final = frozenset({"where_is_my_order", "tracking_stuck"})
_MONEY_TOPICS: Final = frozenset({"refund_status", "partial_refund"})
_LONG_NUMBER: Final = re.compile(r"\b(?=[A-Z0-9]*\d)[A-Z0-9]{9,}\b")
_AMOUNT: Final = re.compile(r"\d+[.,]\d{2}\b|[€$£]\s?\d+|\d+\s?(?:[€$£]|EUR|USD|GBP)")
_SUM: Final = re.compile(r"\d+[.,]\d{2}\s?(?:[€$£]|EUR|USD|GBP)|[€$£]\s?\d+[.,]\d{2}")
_DAY: Final = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}\b|\b20\d\d-\d\d-\d\d\b|\b\d{1,2}\.? (?!EUR|USD|GBP)[^\W\d]{3,}", re.UNICODE
)


@dataclass(frozen=True, slots=True)
class Issue:
    """Where an issue stood when the buyer wrote again.

    `owed` says that an earlier message still waited for us. `said_at` is our latest answer or the resolution (None
    when there was neither) and `answer` its words; `asked` that it asked the buyer something. `before` are the topics
    of the questions that stood before that answer, `topics` those of the new message. `promise_due` says that a
    promise was not kept by its day. `tried` and `settled` say how near the new message comes to "I did that, it does
    not work" and "that is solved" (0 to 1).
    """

    at: datetime
    owed: bool
    said_at: datetime | None
    asked: bool
    answer: str
    before: Collection[str]
    topics: Collection[str]
    promise_due: bool
    tried: float
    settled: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A repeat contact: its reason (a value of `RepeatReason`) and the topic or datum that it is about."""

    reason: str
    detail: str = ""


def contact(issue: Issue, *, within: timedelta) -> Contact | None:
    """The reason why the buyer wrote again; None when this is no repeat contact.

    It is one when the issue awaits our answer, or was answered or resolved less than `within` ago; a reply to our
    question never is.
    """
    if issue.promise_due:
        return Contact("promise_broken")
    if issue.owed:
        return Contact("no_answer")
    if issue.asked or issue.said_at is None or issue.at - issue.said_at > within:
        return None
    return _after_answer(issue)


def _after_answer(issue: Issue) -> Contact:
    asked_again = [topic for topic in issue.topics if topic in issue.before and topic != "other"]
    if missing := _missing(asked_again, issue.answer):
        return Contact("datum_missing", missing)
    if issue.tried > max(_ANSWERED_AGAIN, issue.settled):
        return Contact("not_understood")
    if len(set(issue.before)) > 1 and asked_again:
        return Contact("question_open", asked_again[0])
    if asked_again:
        return Contact("not_understood")
    if issue.settled > _SETTLED or (issue.topics and "other" not in issue.topics):
        return Contact("situation_changed")
    return Contact("other")


def _missing(asked_again: Collection[str], answer: str) -> str:
    """The datum that the topics asked again call for and the answer did not state, or ""."""
    if _TRACKING_TOPICS & {*asked_again} and not _LONG_NUMBER.search(answer):
        return "tracking_number"
    if _MONEY_TOPICS & {*asked_again}:
        if not _AMOUNT.search(answer):
            return "refund_amount"
        if not _DAY.search(_SUM.sub("", answer)):
            return "refund_date"
    return ""
