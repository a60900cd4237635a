"""One answer for all conversations of a ticket: full, as a notice, or not at all, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.business.notices import why_not
from sportello.business.wording import Breach, breaches
from sportello.channels.taking import too_long
from sportello.core.events import Plain

from . import deciding_open, replying, reviewing, standing
from .courtesy import SHOP, Way, audience_of, foreign_to
from .deciding_open import NOTHING_SAID, Decisions
from .models import Holding, Message, MessageKind, Thread, Ticket
from .promising import CannotPromise
from .replying import AnswerFile, CannotSend
from .reviewing import NOTHING_KNOWN, Checked, Facts


@dataclass(frozen=True, slots=True)
class Part:
    """What one thread gets. The first full part is the main one; files go with full answers alone."""

    thread_id: int
    way: Way
    text: str
    files: Sequence[AnswerFile] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing can leave by a thread; `channel` is its name."""

    thread_id: int
    channel: str
    why: str


class PartsRefused(CannotSend):
    """Something speaks against one of several parts, so nothing was sent; `refusals` say which and why."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        several = [f"{refusal.channel}: {refusal.why}" for refusal in refusals]
        super().__init__(_("Nothing was sent. %(reasons)s") % {"reasons": " ".join(several)})
        self.refusals = refusals


class QuestionsOpen(CannotSend):
    """The answer leaves questions open, or lacks data, and nobody said later or why not; `checked` says which."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(deciding_open.in_words(checked))
        self.checked = checked


@transaction.atomic
def send_all(
    *,
    ticket: Ticket,
    parts: Sequence[Part],
    by: Agent,
    now: datetime,
    seen_up_to: int | None = None,
    facts: Facts = NOTHING_KNOWN,
    decisions: Decisions | None = NOTHING_SAID,
) -> list[Message]:
    """Send every part that is not `NOTHING`: message, outbox row and events of each, all or none of them.

    The checks are those of `replying.send`, for each part; a notice moreover names no link, no address, no other
    marketplace and no order of another channel, nor does a further full answer on a marketplace name those two.
    What the full answers leave open of the ticket's questions, and which of the known `facts` they should state and do
    not, needs one of the `decisions`, which are kept with the answer; with None nobody is asked (one text for many
    tickets: each is asked when it is resolved). The review of the first full answer is kept in any case.

    Raises `QuestionsOpen` for what is undecided, `PartsRefused` with every reason when there are several parts,
    `CannotSend` when there is one, and `NewerMessage` when the buyer wrote in any thread since `seen_up_to`.
    """
    wanted = [part for part in parts if part.way is not Way.NOTHING]
    for thread_id in sorted({part.thread_id for part in wanted}):
        standing.locked_thread(thread_id)
    ticket = standing.locked(ticket.pk)
    if not wanted:
        raise CannotSend(_("There is nothing to send yet."))
    held = _checked(ticket, wanted, now)
    replying.must_be_read(ticket, seen_up_to)
    checked = _reviewed(ticket, wanted, facts, decisions, now)
    said = [_say(held[part.thread_id], part, by, now, reviewing.told(checked)) for part in wanted]
    _remember(ticket, said, checked, decisions or NOTHING_SAID, by, now)
    replying.finish(ticket, said[0], by, now)
    return said


def _reviewed(
    ticket: Ticket, parts: Sequence[Part], facts: Facts, decisions: Decisions | None, now: datetime
) -> Checked | None:
    """The review of the full answers; None when there is none. Raises `QuestionsOpen`."""
    draft = "\n\n".join(part.text for part in parts if part.way is Way.FULL)
    if not draft:
        return None
    checked = reviewing.check(ticket=ticket, draft=draft, facts=facts, now=now)
    if decisions is not None:
        left = deciding_open.undecided(checked, decisions)
        if not left.complete:
            raise QuestionsOpen(left)
    return checked


def _remember(
    ticket: Ticket, said: Sequence[Message], checked: Checked | None, decisions: Decisions, by: Agent, now: datetime
) -> None:
    answer = next((message for message in said if message.kind == MessageKind.ANSWER), None)
    if checked is None or answer is None:
        return
    reviewing.keep(answer=answer, checked=checked, now=now)
    try:
        deciding_open.take(ticket=ticket, checked=checked, decisions=decisions, by=by, now=now, answer=answer)
    except CannotPromise as refused:
        raise CannotSend(str(refused)) from refused


def _say(holding: Holding, part: Part, by: Agent, now: datetime, reviewed: Mapping[str, Plain]) -> Message:
    if part.way is Way.NOTICE:
        return replying.say(holding, part.text, by, now, kind=MessageKind.NOTICE)
    return replying.say(holding, part.text, by, now, files=part.files, told=reviewed)


def _checked(ticket: Ticket, parts: Sequence[Part], now: datetime) -> dict[int, Holding]:
    """The holding of each part's thread, all of them checked. Raises what `send_all` raises."""
    numbers = _numbers(ticket)
    held: dict[int, Holding] = {}
    refusals: list[Refusal] = []
    for part in parts:
        if part.thread_id in held:
            continue
        try:
            holding = replying.hold(ticket, part.thread_id)
            held[part.thread_id] = holding
            replying.check(holding, part.text, () if part.way is Way.NOTICE else part.files, now)
            if why_long := too_long(holding.thread.channel.kind, part.text):
                raise CannotSend(why_long)
            _must_name_nothing(part, holding.thread, numbers, first=part is parts[0])
        except CannotSend as refused:
            if len(parts) == 1:
                raise
            refusals.append(Refusal(part.thread_id, _name(part.thread_id), str(refused)))
    if refusals:
        raise PartsRefused(refusals)
    return held


def _must_name_nothing(part: Part, thread: Thread, numbers: Collection[str], *, first: bool) -> None:
    audience = audience_of(thread)
    found = breaches(part.text, audience=audience, foreign_orders=foreign_to(audience, numbers))
    if part.way is Way.NOTICE and found:
        raise CannotSend(why_not(found[0]))
    elsewhere = {Breach.MARKETPLACE, Breach.ORDER} & {*found}
    if part.way is Way.FULL and not first and audience != SHOP and elsewhere:
        raise CannotSend(_("This answer names another marketplace or its order. Word it for this conversation."))


def _numbers(ticket: Ticket) -> list[str]:
    threads = Thread.objects.filter(holdings__ticket=ticket).exclude(order_id="")
    return list(threads.values_list("order_id", flat=True).distinct())


def _name(thread_id: int) -> str:
    return Thread.objects.select_related("channel").get(pk=thread_id).channel.name
