"""The answer being written: to whom, by which way, what stands in it, and what speaks against sending it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sportello.business.notices import notices
from sportello.inbox.conversation import Conversation, HeldThread
from sportello.inbox.courtesy import Offer, Way, offers, sides_of
from sportello.inbox.models import Draft, Obligation, Thread, Ticket

from .attaching import KeptFile


@dataclass(frozen=True, slots=True)
class Choice:
    """What an agent decided for a further conversation: a notice, the full answer (`full`, or "" for the same words as
    above), or nothing."""

    way: Way
    notice: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Also:
    """A further conversation that is owed an answer, with what goes there. `problem` says why that was refused."""

    offer: Offer
    choice: Choice
    problem: str = ""

    @property
    def thread(self) -> Thread:
        """The conversation's thread."""
        return self.offer.side.thread

    @property
    def obligation(self) -> Obligation | None:
        """What it is owed."""
        return self.offer.side.obligation


@dataclass(frozen=True, slots=True)
class Composer:
    """What the form of an answer shows.

    `version` is the draft's as this form last saw it, `seen_up_to` the newest message of the buyer on this page.
    `newer` says that the buyer wrote while the answer was being written: sending has to be confirmed. `problem` says
    why it could not be sent; `theirs` is a draft somebody else saved in between. `also` are the other conversations
    that are owed an answer.
    """

    held: HeldThread
    text: str = ""
    version: int = 0
    seen_up_to: int = 0
    files: Sequence[KeptFile] = ()
    newer: bool = False
    problem: str = ""
    theirs: Draft | None = None
    writer: str = ""
    also: Sequence[Also] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an agent sent in and did not get through: it comes back to the form as it was."""

    thread_id: int
    text: str
    files: Sequence[KeptFile] = ()
    newer: bool = False
    problem: str = ""
    theirs: Draft | None = None
    choices: Mapping[int, Choice] = field(default_factory=dict)
    problems: Mapping[int, str] = field(default_factory=dict)


def composer_for(
    *, ticket: Ticket, conversation: Conversation, wanted: int | None = None, attempt: Attempt | None = None
) -> Composer | None:
    """The form for one thread of a ticket: the one asked for, else the primary one; where that owes nothing and others
    do, the one due first.

    None when the ticket holds no thread that can be answered (all of them were given away).
    """
    held = _choose(conversation.threads, ticket.primary_id, attempt.thread_id if attempt else wanted)
    if held is None:
        return None
    draft = Draft.objects.select_related("agent").filter(ticket=ticket, thread=held.thread_id).first()
    composer = Composer(
        held=held,
        text=draft.text if draft else "",
        version=draft.version if draft else 0,
        seen_up_to=conversation.newest_in,
        writer=draft.agent.name if draft and draft.agent else "",
        also=_also(ticket, conversation, held, attempt),
    )
    if attempt is None:
        return composer
    return replace(
        composer,
        text=attempt.text,
        files=attempt.files,
        newer=attempt.newer,
        problem=attempt.problem,
        theirs=attempt.theirs,
    )


def _choose(threads: Sequence[HeldThread], primary: int | None, wanted: int | None) -> HeldThread | None:
    for held in threads:
        if held.thread_id == wanted:
            return held
    owed = [held for held in threads if held.obligation is not None]
    if owed and all(held.thread_id != primary for held in owed):
        return min(owed, key=lambda held: held.obligation.due_at if held.obligation else held.holding.pk)
    return threads[0] if threads else None


def _also(ticket: Ticket, conversation: Conversation, held: HeldThread, attempt: Attempt | None) -> list[Also]:
    owed = [one for one in conversation.threads if one.obligation is not None and one.thread_id != held.thread_id]
    if not owed:
        return []
    sides = sides_of([ticket.pk])[ticket.pk]
    main = next((side for side in sides if side.thread.pk == held.thread_id), None)
    if main is None:  # Somebody parted the tickets between two looks; the next one shows it.
        return []
    numbers = [side.thread.order_id for side in sides]
    # Whoever turned to a further conversation while the primary one waits answers there alone, unless they say more.
    alone = any(one.thread_id == ticket.primary_id for one in owed)
    offered = offers(main=main, others=sides, notices=notices(), foreign=numbers)
    return [_one(offer, attempt or Attempt(held.thread_id, ""), alone=alone) for offer in offered]


def _one(offer: Offer, attempt: Attempt, *, alone: bool) -> Also:
    thread_id = offer.side.thread.pk
    default = Choice(Way.NOTHING if alone else offer.way, offer.notice)
    return Also(offer, attempt.choices.get(thread_id, default), attempt.problems.get(thread_id, ""))
