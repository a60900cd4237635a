"""The open ticket: everything its page shows, gathered in a number of queries that does not grow with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.text import Truncator

from sportello.accounts.access import Permission
from sportello.accounts.models import Agent
from sportello.inbox import conversation as conversations
from sportello.inbox.conversation import Conversation, Entry, HeldThread
from sportello.inbox.excepting import APPROVES
from sportello.inbox.handling import others_here
from sportello.inbox.models import Presence, PromiseKind, Tag, Ticket

from . import happening, snoozing
from .buyer import Buyer, advice_for, buyer_of
from .composing import Attempt, Composer, composer_for
from .history.crossing_words import Advice

MOST_TAGS = 200
GREETING = 24
LONGEST_TITLE = 90
_END = re.compile(r"[.!?…]+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of the conversation as shown; `told` is the sentence of an event."""

    entry: Entry
    told: str
    first_new: bool = False


@dataclass(frozen=True, slots=True)
class Pane:
    """An open ticket."""

    ticket: Ticket
    conversation: Conversation
    said: Sequence[Said]
    buyer: Buyer
    composer: Composer | None
    people: Sequence[Agent]
    tags: Sequence[str]
    known_tags: Sequence[str]
    snoozes: Sequence[snoozing.Choice]
    others: Sequence[Presence]
    several: bool
    may_answer: bool
    approvers: Sequence[Agent] = ()
    promise_kinds: Sequence[tuple[str, str]] = ()
    advice: Advice | None = None

    @property
    def owed(self) -> Sequence[HeldThread]:
        """The threads that are owed an answer."""
        return [held for held in self.conversation.threads if held.obligation is not None]

    @property
    def title(self) -> str:
        """The subject, or the first sentence where the channel has none."""
        return str(self.ticket.subject) or first_sentence(str(self.ticket.preview))


def first_sentence(text: str) -> str:
    """The first sentence that says more than a greeting, at most ninety characters of it."""
    ends = [match.end() for match in _END.finditer(text) if match.end() >= GREETING]
    sentence = text[: ends[0]].strip() if ends else text
    # Truncator counts no combining marks; a name made of them is cut all the same.
    return str(Truncator(sentence).chars(LONGEST_TITLE))[:LONGEST_TITLE]


def pane_of(
    *, ticket: Ticket, agent: Agent, now: datetime, wanted: int | None = None, attempt: Attempt | None = None
) -> Pane:
    """Gather an open ticket for an agent; `wanted` is the thread to answer, `attempt` an answer that did not leave."""
    conversation = conversations.of(ticket)
    everybody = list(Agent.objects.order_by("name"))
    people = [person for person in everybody if person.may(Permission.ANSWER)]
    names = {person.pk: person.name for person in everybody}
    may_answer = agent.may(Permission.ANSWER)
    buyer = buyer_of(ticket=ticket, agent=agent, conversation=conversation, now=now)
    composer = (
        composer_for(ticket=ticket, conversation=conversation, wanted=wanted, attempt=attempt) if may_answer else None
    )
    return Pane(
        ticket=ticket,
        conversation=conversation,
        said=_said(conversation, names),
        buyer=buyer,
        composer=composer,
        people=people,
        tags=[tag.name for tag in ticket.tags.order_by("name")],
        known_tags=list(Tag.objects.order_by("name").values_list("name", flat=True)[:MOST_TAGS]),
        snoozes=snoozing.choices(timezone.localtime(now)),
        others=others_here(ticket=ticket, but=agent, now=now),
        several=len(conversation.threads) > 1,
        may_answer=may_answer,
        approvers=[person for person in people if person.is_active and person.may(APPROVES)],
        promise_kinds=[(kind.value, str(kind.label)) for kind in PromiseKind],
        advice=advice_for(buyer, composer.held.holding.thread.channel.kind) if composer else None,
    )


def _said(conversation: Conversation, names: Mapping[int, str]) -> list[Said]:
    """The entries with the place to begin reading: the first message since our last answer."""
    begin = _first_unanswered(conversation.entries)
    return [
        Said(entry, happening.sentence(entry.event, names) if entry.event else "", position == begin)
        for position, entry in enumerate(conversation.entries)
    ]


def _first_unanswered(entries: Sequence[Entry]) -> int:
    begin = -1
    for position in range(len(entries) - 1, -1, -1):
        message = entries[position].message
        if message is None:
            continue
        if message.direction == "out":
            break
        begin = position
    return begin
