"""Facts for tests of causes: answers, issues and orders as the gathering leaves them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sportello.insights.models import AnswerFact, AnswerKind, IssueFact, OrderFact, RepeatFact, SuggestionFact

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WINDOW = timedelta(days=14)
HOUR = timedelta(hours=1)
_numbers = count(1000)


def answer_fact(*, at: datetime = NOW - timedelta(days=20), again: bool = False, **more: Any) -> AnswerFact:
    """An answer to an issue of its own about a refund."""
    number = next(_numbers)
    values = {"circle": number, "root": number, "ticket": number, "channel": 1, "topics": ["refund_status"]}
    wrote = {"again_at": at + HOUR, "again_why": "datum_missing"} if again else {}
    settled = {"kind": AnswerKind.ANSWER, "at": at, "settles_at": at + WINDOW, "reviewed": True, "agent": 1}
    return AnswerFact(**{"message": number, **values, **settled, **wrote, **more})


def answer_facts(number: int, again: int, **more: Any) -> list[AnswerFact]:
    """So many answers, after the first `again` of which the buyer wrote again."""
    return AnswerFact.objects.bulk_create(answer_fact(again=place < again, **more) for place in range(number))


def issue_fact(*, opened: datetime = NOW - timedelta(days=20), handled: int = 300, **more: Any) -> IssueFact:
    """A resolved issue about a refund."""
    number = next(_numbers)
    values: dict[str, Any] = {"circle": number, "root": number, "ticket": number, "channel": 1}
    values |= {"topics": ["refund_status"], "opened_at": opened, "resolved_at": opened + HOUR, "handled": handled}
    made = IssueFact(**{**values, **more})
    made.save(force_insert=True)
    return made


def order_fact(
    order: int, *, claimed: datetime | None = None, placed: datetime = NOW - timedelta(days=40), **more: Any
) -> OrderFact:
    """An order, with a claim or without."""
    return OrderFact.objects.create(order=order, channel=1, placed_at=placed, claimed_at=claimed, **more)


def repeat_fact(*, at: datetime, reason: str, about: str = "", topic: str = "refund_status") -> RepeatFact:
    """A buyer who wrote again."""
    number = next(_numbers)
    values = {"circle": number, "root": number, "ticket": number, "of": number, "channel": 1, "topics": [topic]}
    return RepeatFact.objects.create(message=number, at=at, reason=reason, about=about, **values)


def suggestion_fact(agent: int, state: str, *, minutes: int = 5, flagged: bool = True) -> SuggestionFact:
    """A suggestion that somebody decided on an hour ago."""
    number = next(_numbers)
    about = {"circle": number, "root": number, "channel": 1, "ticket": number, "of": number - 1}
    decided = {"state": state, "decided_at": NOW - HOUR, "minutes": minutes, "agent": agent, "flagged": flagged}
    return SuggestionFact.objects.create(suggestion=number, **about, **decided)
