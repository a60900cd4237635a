"""The answers of a sample as its page, and the agent's own page, show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sportello.desk.insights.causes import words
from sportello.desk.understanding.words import topic as topic_name
from sportello.inbox.models import AnswerReview, Direction, Holding, Message, MessageKind, RepeatContact
from sportello.insights.models import SampleComment, SampledAnswer, SampleDraw

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with the message it answers, the ticket, what the review said, and the comments on it.

    `reviewed` is False where no review was kept; `open` names the topics of questions left open, `missing` the data.
    `again` is the reason for which the buyer wrote again, "" when they did not.
    """

    answer: SampledAnswer
    message: Message
    asked: Message | None
    ticket: int | None
    reviewed: bool
    open: Sequence[str]
    missing: str
    again: str
    comments: Sequence[SampleComment]


def answers(draw: SampleDraw) -> list[Told]:
    """The answers of a sample by their lots; six queries, however many."""
    rows = draw.answers.select_related("message__thread__channel", "message__review")
    return told(list(rows.prefetch_related("comments__by")[:MOST_SHOWN]))


def told(rows: Sequence[SampledAnswer]) -> list[Told]:
    """Answers with all that is shown of them; their messages, reviews and comments were fetched."""
    threads = {row.message.thread_id for row in rows}
    received = Message.objects.filter(thread__in=threads, direction=Direction.IN).exclude(kind=MessageKind.AUTO_REPLY)
    by_thread: dict[int, list[Message]] = {}
    for message in received.defer("quoted", "search").order_by("sent_at", "pk"):
        by_thread.setdefault(message.thread_id, []).append(message)
    again = _again(by_thread)
    tickets = _tickets(threads)
    return [_told(row, by_thread.get(row.message.thread_id, []), tickets, again) for row in rows]


def _told(
    row: SampledAnswer, received: Sequence[Message], tickets: Mapping[int, int], again: Mapping[int, RepeatContact]
) -> Told:
    message = row.message
    before = [one for one in received if one.sent_at <= message.sent_at]
    after = [again[one.pk] for one in received if one.sent_at > message.sent_at and one.pk in again]
    review: AnswerReview | None = getattr(message, "review", None)
    left = [topic_name(one["topic"]) for one in review.questions if not one["answered"]] if review else []
    return Told(
        answer=row,
        message=message,
        asked=before[-1] if before else None,
        ticket=tickets.get(message.thread_id),
        reviewed=review is not None,
        open=list(dict.fromkeys(left)),
        missing=words.data(list(review.missing)) if review else "",
        again=str(after[0].get_reason_display()) if after else "",
        comments=list(row.comments.all()),
    )


def _again(by_thread: Mapping[int, Sequence[Message]]) -> dict[int, RepeatContact]:
    ids = [message.pk for messages in by_thread.values() for message in messages]
    return RepeatContact.objects.in_bulk(ids)


def _tickets(threads: set[int]) -> dict[int, int]:
    """The ticket that holds each thread now."""
    held = Holding.objects.filter(thread__in=threads, until_id=None)
    return dict(held.values_list("thread", "ticket"))
