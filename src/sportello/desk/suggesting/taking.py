"""Taking an article into an answer, and counting those that left with one."""

from datetime import datetime
from enum import StrEnum

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.core.models import Event
from sportello.inbox.models import Thread, Ticket

from .offers import Offer

TAKEN = "article.taken"


class Form(StrEnum):
    """How an article stands in an answer."""

    TEXT = "text"
    LINK = "link"


def take(*, offer: Offer, form: Form, ticket: Ticket, thread: Thread, by: Agent, now: datetime) -> Event:
    """Note that an agent put an article into an answer; ids only. With what was sent afterwards it tells handling time
    with and without a suggestion, and which articles answer tickets."""
    return events.record(
        kind=TAKEN,
        now=now,
        subject=("ticket", ticket.pk),
        actor=by.pk,
        data={
            "edition": offer.edition.pk,
            "version": offer.edition.published_id,
            "thread": thread.pk,
            "link": form is Form.LINK,
        },
    )


def sent_with_articles(*, since: datetime) -> dict[int, int]:
    """Of each edition: in how many tickets it was taken and an answer left afterwards. Two queries."""
    taken = Event.objects.filter(kind=TAKEN, at__gte=since).values_list("subject_id", "at", "data")
    rows = [(ticket, at, data["edition"]) for ticket, at, data in taken]
    answers = Event.objects.filter(kind="message.sent", at__gte=since, subject_id__in={row[0] for row in rows})
    last = dict(answers.filter(subject_kind="ticket").order_by("at").values_list("subject_id", "at"))
    sent = {(edition, ticket) for ticket, at, edition in rows if ticket in last and last[ticket] >= at}
    return {edition: sum(one == edition for one, _ in sent) for edition, _ in sent}
