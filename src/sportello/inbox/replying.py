"""Answering: message, event and outbox row in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.channels.answering import answers_by_api
from sportello.channels.models import Blob, Outbox
from sportello.channels.outgoing import announce, new_message_id
from sportello.channels.taking import FileToSend, refusal
from sportello.core import events
from sportello.core.events import Plain

from . import complying, owing, refusing, reopening, saying, standing, telling
from .models import (
    Attachment,
    Direction,
    Draft,
    Holding,
    Message,
    MessageKind,
    Obligation,
    ObligationEnd,
    Thread,
    Ticket,
)
from .threading import is_reply_subject

# After the limits that peers arrived at against mail loops: so many mails to one address within so long.
BRAKES = ((10, timedelta(minutes=10)), (25, timedelta(hours=1)), (60, timedelta(hours=24)))
LONGEST_CHAIN = 20

NOTHING_MORE: Mapping[str, Plain] = MappingProxyType({})

CannotSend = refusing.CannotSend


class NewerMessage(CannotSend):
    """Something arrived in the ticket after the agent last looked; sending must be confirmed."""


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file an agent attached: a stored blob under the name the buyer will see."""

    blob: Blob
    name: str


@transaction.atomic
def send(
    *,
    ticket: Ticket,
    thread: Thread,
    text: str,
    by: Agent,
    now: datetime,
    seen_up_to: int | None = None,
    files: Sequence[AnswerFile] = (),
) -> Message:
    """Write an answer to the thread's buyer and put it into the outbox.

    `seen_up_to` is the id of the newest message the agent had on screen; when a newer one of the buyer stands in the
    ticket, `NewerMessage` is raised and nothing is written (None skips that check). Ends the thread's obligation,
    and the thread's draft. Raises `CannotSend` when the text is empty, the thread has no address to answer to,
    belongs to another ticket, the channel has no mailbox or does not take the files, or too much was sent to that
    address lately.
    """
    standing.locked_thread(thread.pk)
    ticket = standing.locked(ticket.pk)
    holding = hold(ticket, thread)
    check(holding, text, files, now)
    must_be_read(ticket, seen_up_to)
    message = say(holding, text, by, now, files=files)
    finish(ticket, message, by, now)
    return message


def hold(ticket: Ticket, thread: Thread | int) -> Holding:
    """The holding by which a ticket answers a thread. Raises `CannotSend` when that is another ticket's."""
    current = Holding.objects.select_related(
        "thread__channel__source", "thread__channel__sends_through", "thread__channel__account"
    )
    holding = current.filter(ticket=ticket, thread=thread).order_by("-first_id").first()
    if holding is None or not _may_answer(holding):
        raise CannotSend(_("This conversation belongs to another ticket now."))
    return holding


def _may_answer(holding: Holding) -> bool:
    """A ticket that gave its thread away still answers there what it is owed itself."""
    return holding.until_id is None or Obligation.objects.filter(holding=holding, ended_at=None).exists()


def check(holding: Holding, text: str, files: Sequence[AnswerFile], now: datetime) -> None:
    """Whether this text with these files can leave by the holding's thread. Raises `CannotSend`."""
    if not text.strip():
        raise CannotSend(_("There is nothing to send yet."))
    if why_not := unreachable(holding.thread):
        raise CannotSend(why_not)
    _brake(holding.thread.reply_to, now)
    _check_files(holding.thread, files)
    complying.must_comply(thread=holding.thread, text=text, names=[file.name for file in files])


def unreachable(thread: Thread) -> str:
    """Why no answer reaches this thread's buyer, for the agent; "" when one does."""
    if not thread.reply_to:
        return _("The marketplace gives no address for this conversation; answer it there.")
    if _is_machine(thread.reply_to):
        return _("%(address)s is an address nobody reads.") % {"address": thread.reply_to}
    if thread.channel.sender is None and answers_by_api(thread.channel, thread.reply_to) is None:
        return _("No mailbox sends for this channel yet. It is chosen on the page of the channel.")
    return ""


def _check_files(thread: Thread, files: Sequence[AnswerFile]) -> None:
    channel = thread.channel
    if files and answers_by_api(channel, thread.reply_to) is not None:
        raise CannotSend(_("%(channel)s takes words only: leave out the files.") % {"channel": channel.name})
    given = [FileToSend(f.name, f.blob.media_type, f.blob.size) for f in files]
    if why_not := refusal(channel.kind, given, most_bytes=settings.MAX_ATTACHMENTS_BYTES):
        raise CannotSend(why_not)


def must_be_read(ticket: Ticket, seen_up_to: int | None) -> None:
    """Raises `NewerMessage` when the buyer wrote in any thread of the ticket after the message `seen_up_to`."""
    if seen_up_to is not None and _newer(ticket, seen_up_to):
        raise NewerMessage(_("The buyer wrote again while you were writing."))


def say(
    holding: Holding,
    text: str,
    by: Agent,
    now: datetime,
    *,
    files: Sequence[AnswerFile] = (),
    kind: MessageKind = MessageKind.ANSWER,
    told: Mapping[str, Plain] = NOTHING_MORE,
) -> Message:
    """Write what was checked, and end what the thread was owed and its draft. The caller holds the locks of thread and
    ticket, and calls `finish`. `told` goes into the event besides: numbers and codes alone."""
    message = _write(holding, text.strip(), by, now, files, kind)
    as_ = ObligationEnd.NOTICED if kind is MessageKind.NOTICE else ObligationEnd.ANSWERED
    owing.end(holding=holding, as_=as_, now=now, by=by, answer=message)
    Draft.objects.filter(ticket=holding.ticket_id, thread=holding.thread_id).delete()
    data = {**saying.of_answer(message, channel=holding.thread.channel_id), **told}
    named = "message.noticed" if kind is MessageKind.NOTICE else "message.sent"
    events.record(kind=named, now=now, subject=("ticket", holding.ticket_id), actor=by.pk, data=data)
    return message


def finish(ticket: Ticket, message: Message, by: Agent, now: datetime) -> None:
    """Bring a ticket up to what was said in it, the last of which is `message`, and tell the desk."""
    reopening.wake(ticket, now=now, by=by)
    standing.refresh(ticket, heard=message)
    telling.ticket_changed(ticket_id=ticket.pk, what="message", message_id=message.pk, agent_id=by.pk)


def _newer(ticket: Ticket, seen_up_to: int) -> bool:
    arrived = Message.objects.filter(thread__holdings__ticket=ticket, thread__holdings__until_id=None)
    return arrived.filter(direction=Direction.IN, id__gt=seen_up_to).exclude(kind=MessageKind.AUTO_REPLY).exists()


def _is_machine(address: str) -> bool:
    """Addresses that only machines hold (RFC 2142 and custom): an answer to them would begin a loop."""
    local = address.partition("@")[0].lower()
    return local in {"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"}


def _brake(recipient: str, now: datetime) -> None:
    for most, within in BRAKES:
        sent = Outbox.objects.filter(recipient=recipient, created_at__gt=now - within).count()
        if sent >= most:
            raise CannotSend(_("Too many mails went to this address lately; wait a little."))


def _write(
    holding: Holding, text: str, by: Agent, now: datetime, files: Sequence[AnswerFile], kind: MessageKind
) -> Message:
    thread = holding.thread
    outbox = _outbox(thread, text, now, files)
    message = Message.objects.create(
        thread=thread,
        direction=Direction.OUT,
        kind=kind,
        sender_name=by.name,
        agent=by,
        sent_at=now,
        created_at=now,
        subject=outbox.subject[:300],
        text=text,
        language=thread.channel.language,
        message_id=outbox.message_id,
        outbox=outbox,
    )
    Attachment.objects.bulk_create(
        Attachment(message=message, blob=f.blob, name=f.name, media_type=f.blob.media_type, size=f.blob.size)
        for f in files
    )
    Thread.objects.filter(pk=thread.pk).update(last_message_at=now)
    return message


def _outbox(thread: Thread, text: str, now: datetime, files: Sequence[AnswerFile]) -> Outbox:
    # The last gate: every row of the outbox is written here, whoever speaks and whichever way they came.
    complying.must_comply(thread=thread, text=text, names=[file.name for file in files])
    chain = _chain(thread)
    row = Outbox.objects.create(
        channel=thread.channel,
        message_id=new_message_id(thread.channel.sender.address if thread.channel.sender else ""),
        recipient=thread.reply_to,
        subject=_subject(thread),
        text=text,
        in_reply_to=chain[-1] if chain else "",
        references=" ".join(chain),
        files=[{"blob": f.blob.pk, "name": f.name} for f in files],
        created_at=now,
        next_try_at=now,
    )
    announce()
    return row


def _chain(thread: Thread) -> list[str]:
    """The thread's Message-IDs for References (RFC 5322 3.6.4): the first, the latest ones, the buyer's newest last."""
    known = Message.objects.filter(thread=thread).exclude(message_id="").order_by("sent_at", "id")
    ids = [message_id for message_id in known.values_list("message_id", flat=True) if len(message_id) < 400]
    last_in = known.filter(direction=Direction.IN).values_list("message_id", flat=True).last()
    if last_in in ids:
        ids.remove(last_in)
        ids.append(last_in)
    return ids if len(ids) <= LONGEST_CHAIN else [ids[0], *ids[-(LONGEST_CHAIN - 1) :]]


def _subject(thread: Thread) -> str:
    with translation.override(thread.channel.language or translation.get_language()):
        subject = thread.subject or _("Your message")
    return subject if is_reply_subject(subject) else f"Re: {subject}"
