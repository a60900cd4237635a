"""Counting repeat contacts: each with the reason that the rules suggest, until an agent knows better."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from sportello.core import events
from sportello.inbox import merging
from sportello.inbox.models import (
    Direction,
    Holding,
    Message,
    MessageKind,
    MessageReading,
    Obligation,
    Promise,
    RepeatContact,
    RepeatReason,
    RepeatRule,
    Resolution,
    Ticket,
)

from .artefact import load
from .counting import Contact, Issue, contact
from .keeping import traces_of
from .likeness import closest

ANSWERS = (MessageKind.ANSWER, MessageKind.SELLER_COPY)


def tell_contact(message: Message, ticket: Ticket, *, of: Ticket | None, now: datetime) -> RepeatContact | None:
    """Count a buyer's message that repeats the issue of `of`, or that goes on in its own ticket; None when it is no
    repeat contact. A message is counted once."""
    issue = _issue(message, of or ticket)
    if issue is None:
        return None
    days = (RepeatRule.objects.filter(pk=1).first() or RepeatRule()).days
    found = contact(issue, within=timedelta(days=days))
    return _count(message, ticket, of, found, now) if found else None


def _count(message: Message, ticket: Ticket, of: Ticket | None, found: Contact, now: datetime) -> RepeatContact:
    reason = RepeatReason(found.reason)
    made, is_new = RepeatContact.objects.get_or_create(
        message=message, defaults={"of": of, "reason": reason, "detail": found.detail, "suggested": reason, "at": now}
    )
    if is_new:
        about = of.pk if of else ticket.pk
        data: dict[str, int | str] = {
            "message": message.pk,
            "of": about,
            "reason": reason.value,
            "detail": found.detail,
        }
        events.record(kind="repeat.counted", now=now, subject=("ticket", ticket.pk), data=data)
    return made


def _issue(message: Message, ticket: Ticket) -> Issue | None:
    """Where the ticket's issue stood when the message was written; None for the first word on it."""
    holdings = list(Holding.objects.filter(ticket__in=merging.family_of(ticket.pk)))
    before = Message.objects.filter(thread__in=[holding.thread_id for holding in holdings], pk__lt=message.pk)
    before = before.exclude(kind=MessageKind.AUTO_REPLY)
    if not before.filter(direction=Direction.IN).exists():
        return None
    answer = before.filter(kind__in=ANSWERS).order_by("sent_at", "pk").last()
    resolved = Resolution.objects.filter(ticket=ticket, at__lt=message.created_at).order_by("at").last()
    owed = Obligation.objects.filter(holding__in=holdings, first_message__lt=message.pk)
    is_owed = owed.filter(Q(ended_at=None) | Q(ended_at__gt=message.created_at)).exists()
    times = [moment for moment in (answer and answer.sent_at, resolved and resolved.at) if moment]
    promise_due = Promise.objects.filter(holding__in=holdings, ended_at=None, due_at__lt=message.created_at).exists()
    tried, settled = _acts(message)
    return Issue(
        at=message.sent_at,
        owed=is_owed,
        said_at=max(times, default=None),
        asked=answer is not None and _asks(answer.text) and resolved is None,
        answer=answer.text if answer else "",
        before=_topics(before.filter(direction=Direction.IN)),
        topics=_topics(Message.objects.filter(pk=message.pk)),
        promise_due=promise_due,
        tried=tried,
        settled=settled,
    )


def _asks(answer: str) -> bool:
    """Whether an answer asks the buyer something; "do you have other questions?" at its end counts too, rarely."""
    return "?" in answer


def _topics(messages: "QuerySet[Message]") -> list[str]:
    """The topics of the questions in the messages, then those that they are about otherwise; no topic twice."""
    found: dict[str, None] = {}
    for row in MessageReading.objects.filter(message__in=messages).exclude(version="").order_by("message"):
        found |= dict.fromkeys(str(question["topic"]) for question in row.questions)
        found |= dict.fromkeys(row.topic_slugs)
    return list(found)


def _acts(message: Message) -> tuple[float, float]:
    model = load()
    rows = traces_of([message], model)[message.pk].sentences
    return closest(rows, model.acts["tried"]), closest(rows, model.acts["settled"])
