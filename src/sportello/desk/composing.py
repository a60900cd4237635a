"""The answer being written: to whom, by which way, what stands in it, and what speaks against sending it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sportello.inbox.conversation import Conversation, HeldThread
from sportello.inbox.models import Draft, Ticket

from .attaching import KeptFile


@dataclass(frozen=True, slots=True)
class Composer:
    """What the form of an answer shows.

    `version` is the draft's as this form last saw it, `seen_up_to` the newest message of the buyer on this page.
    `newer` says that the buyer wrote while the answer was being written: sending has to be confirmed. `problem` says
    why it could not be sent; `theirs` is a draft somebody else saved in between.
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


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an agent sent in and did not get through: it comes back to the form as it was."""

    thread_id: int
    text: str
    files: Sequence[KeptFile] = ()
    newer: bool = False
    problem: str = ""
    theirs: Draft | None = None


def composer_for(
    *, ticket: Ticket, conversation: Conversation, wanted: int | None = None, attempt: Attempt | None = None
) -> Composer | None:
    """The form for one thread of a ticket: the one asked for, else the one due first, else the primary.

    None when the ticket holds no thread that can be answered (all of them were given away).
    """
    held = _choose(conversation.threads, attempt.thread_id if attempt else wanted)
    if held is None:
        return None
    draft = Draft.objects.select_related("agent").filter(ticket=ticket, thread=held.thread_id).first()
    composer = Composer(
        held=held,
        text=draft.text if draft else "",
        version=draft.version if draft else 0,
        seen_up_to=conversation.newest_in,
        writer=draft.agent.name if draft and draft.agent else "",
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


def _choose(threads: Sequence[HeldThread], wanted: int | None) -> HeldThread | None:
    for held in threads:
        if held.thread_id == wanted:
            return held
    owed = [held for held in threads if held.obligation is not None]
    if owed:
        return min(owed, key=lambda held: held.obligation.due_at if held.obligation else held.holding.pk)
    return threads[0] if threads else None
