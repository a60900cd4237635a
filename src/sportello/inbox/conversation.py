"""A ticket's conversation: everything said in its threads, with notes and events, in one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sportello.core.models import Event

from . import merging
from .models import Direction, Holding, Message, MessageKind, Note, Obligation, Ticket

MOST_MESSAGES = 500

# What agents want to see between the messages; all else stays in the record.
TOLD = (
    "ticket.assigned",
    "ticket.returned",
    "ticket.resolved",
    "ticket.reopened",
    "ticket.snoozed",
    "ticket.split",
    "ticket.merged",
    "ticket.parted",
    "ticket.primary_chosen",
    "thread.needs_no_response",
    "message.returned",
    "promise.made",
    "promise.came_back",
    "promise.kept",
    "promise.broken",
    "promise.withdrawn",
    "exception.granted",
    "exception.withdrawn",
)


@dataclass(frozen=True, slots=True)
class HeldThread:
    """A thread of a ticket, with the answer it is owed, if any, and where it can be answered."""

    holding: Holding
    obligation: Obligation | None
    no_response_url: str

    @property
    def thread_id(self) -> int:
        """The thread's id."""
        return self.holding.thread_id


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the conversation; exactly one of the three is set."""

    at: datetime
    message: Message | None = None
    note: Note | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a ticket's page tells: threads (primary first), entries (oldest first), the newest buyer message's id."""

    threads: Sequence[HeldThread]
    entries: Sequence[Entry]
    newest_in: int
    left_out: int


def of(ticket: Ticket) -> Conversation:
    """The conversation of a ticket, in a number of queries that does not grow with it."""
    holdings = list(
        Holding.objects.filter(ticket=ticket).select_related("thread__channel__source", "thread__channel__brand")
    )
    holdings.sort(key=lambda holding: (holding.thread_id != ticket.primary_id, holding.pk))
    family = merging.family_of(ticket.pk)
    messages, left_out = _messages(holdings)
    entries = [Entry(at=message.sent_at, message=message) for message in messages]
    entries += [Entry(at=note.at, note=note) for note in _notes(family)]
    entries += [Entry(at=event.at, event=event) for event in _events(family)]
    entries.sort(key=lambda entry: entry.at)
    spoken = [m.pk for m in messages if m.direction == Direction.IN and m.kind != MessageKind.AUTO_REPLY]
    return Conversation(_held(holdings, messages), entries, max(spoken, default=0), left_out)


def _messages(holdings: Sequence[Holding]) -> tuple[list[Message], int]:
    """The ticket's messages, oldest first, at most the newest five hundred, and how many were left out."""
    if not holdings:
        return [], 0
    held = held_by(holdings)
    rows = Message.objects.filter(held).select_related("agent", "outbox", "thread__channel", "reading")
    rows = rows.defer("reading__embedding")
    newest = list(rows.prefetch_related("attachments").order_by("-id")[: MOST_MESSAGES + 1])
    left_out = rows.count() - MOST_MESSAGES if len(newest) > MOST_MESSAGES else 0
    return sorted(newest[:MOST_MESSAGES], key=lambda message: (message.sent_at, message.pk)), left_out


def held_by(holdings: Sequence[Holding]) -> Q:
    """The messages that these holdings of one ticket cover, with what it still answered in threads it gave away."""
    held = Q(pk__in=[])
    for holding in holdings:
        until = Q(id__lt=holding.until_id) if holding.until_id else Q()
        held |= Q(thread=holding.thread_id, id__gte=holding.first_id) & until
    # What a ticket is owed in a thread that it gave away is answered from here, and shown here too.
    given_away = [holding.pk for holding in holdings if holding.until_id is not None]
    if given_away:
        held |= Q(pk__in=Obligation.objects.filter(holding__in=given_away, answer__isnull=False).values("answer"))
    return held


def _notes(family: Sequence[int]) -> list[Note]:
    return list(Note.objects.filter(ticket__in=family).select_related("agent").order_by("-id")[:MOST_MESSAGES])


def _events(family: Sequence[int]) -> list[Event]:
    told = Event.objects.filter(subject_kind="ticket", subject_id__in=family, kind__in=TOLD)
    return list(reversed(told.order_by("-at", "-id")[:MOST_MESSAGES]))


def _held(holdings: Sequence[Holding], messages: Sequence[Message]) -> list[HeldThread]:
    open_ones = {o.holding_id: o for o in Obligation.objects.filter(holding__in=holdings, ended_at=None)}
    links: dict[int, str] = {}
    for message in messages:
        if message.no_response_url:
            links[message.thread_id] = message.no_response_url
    ours = [holding for holding in holdings if holding.until_id is None or holding.pk in open_ones]
    return [HeldThread(h, open_ones.get(h.pk), links.get(h.thread_id, "")) for h in ours]
