"""Replaying the shop's last sixty days through the real way: fetched by IMAP, taken in one by one at their own time."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from imapclient import IMAPClient

from sportello.accounts.models import Agent
from sportello.channels.models import Cursor, Envelope, Outbox, OutboxState, Source
from sportello.channels.reading import read
from sportello.channels.receiving import receive
from sportello.inbox import handling, overhearing, replying, resolving
from sportello.inbox.arrival import arrive
from sportello.inbox.context import Arrival
from sportello.inbox.models import Holding, Message, Ticket
from sportello.inbox.refusing import CannotSend

from .demo import World
from .demo_shop import people
from .progress import Bar

FETCH = 50
ZONE = ZoneInfo("Europe/Rome")
NOTES = {
    "tracking_stuck": "@marta ho chiamato il corriere: il pacco è fermo in filiale, riparte domani mattina.",
    "damaged_or_defective": "Second broken shade from the batch of 3 November. @lea shall we stop that batch?",
    "refund_status": "Erstattung ist am Freitag raus, die Bank braucht noch zwei Tage.",
    "wrong_or_missing_item": "Magazzino conferma: scambiate due scatole lo stesso giorno, manda anche l'altra.",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the mailbox: when its server got it, in which folder, and its bytes."""

    at: datetime
    folder: str
    raw: bytes


def replay(source: Source, outside: World) -> None:
    """Take in everything the mailbox holds, each mail at its time, then leave the tickets as the shop left them.

    Interrupted, it can be run again: what was taken in is not taken in twice.
    """
    _without_waiting_for_the_disk()
    stories = outside.happened()["stories"]
    agents = people()
    mails, cursors = _fetch(outside)
    with Bar(total=len(mails), what="mails") as bar:
        for mail in mails:
            _take_in(source, mail, agents)
            bar.step()
    for story in stories:
        _leave(story, agents)
    for folder, state in cursors.items():
        Cursor.objects.update_or_create(source=source, name=folder, defaults={"state": state})
    source.paused_at = None
    source.save(update_fields=["paused_at"])


def _without_waiting_for_the_disk() -> None:
    """A power cut while the demo is loading may cost its last second, which is then loaded again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")


def _fetch(outside: World) -> tuple[list[Mail], dict[str, dict[str, int]]]:
    """Every mail of INBOX and Sent, oldest first, and how far each folder was read."""
    mails: list[Mail] = []
    cursors: dict[str, dict[str, int]] = {}
    with IMAPClient("127.0.0.1", outside.imap, ssl=False) as mailbox:
        mailbox.normalise_times = False
        mailbox.login(outside.user, outside.password)
        for folder in ("INBOX", "Sent"):
            opened = mailbox.select_folder(folder, readonly=True)
            uids = mailbox.search("ALL")
            mails += _mails(mailbox, folder, uids)
            last = max(uids, default=0)
            cursors[folder] = {"uidvalidity": int(opened[b"UIDVALIDITY"]), "uid": last, "filling_to": 0}
    return sorted(mails, key=lambda mail: mail.at), cursors


def _mails(mailbox: IMAPClient, folder: str, uids: Sequence[int]) -> Iterator[Mail]:
    for start in range(0, len(uids), FETCH):
        part: dict[int, dict[bytes, Any]] = mailbox.fetch(  # type: ignore[no-untyped-call]
            uids[start : start + FETCH], ["BODY.PEEK[]", "INTERNALDATE"]
        )
        for found in part.values():
            yield Mail(found[b"INTERNALDATE"].astimezone(UTC), folder, found[b"BODY[]"])


def _take_in(source: Source, mail: Mail, agents: Sequence[Agent]) -> None:
    outgoing = mail.folder != "INBOX"
    received = receive(source=source, raw=mail.raw, now=mail.at, folder=mail.folder, outgoing=outgoing)
    if not received.new:
        return
    if outgoing:
        _answer_as_the_shop_did(
            Envelope.objects.select_related("source", "content").get(pk=received.envelope_id), agents
        )
    arrive(received.envelope_id, now=mail.at)


def _answer_as_the_shop_did(envelope: Envelope, agents: Sequence[Agent]) -> None:
    """What lies in Sent was written at the desk: the answer is given there again, and its copy then known as ours."""
    inbound = read(envelope)
    if Outbox.objects.filter(message_id=inbound.message_id).exists():
        return
    thread = overhearing.thread_of(Arrival(envelope=envelope, inbound=inbound, now=envelope.arrived_at))
    holding = Holding.objects.select_related("ticket").filter(thread=thread, until_id=None).first() if thread else None
    if thread is None or holding is None:
        return
    agent = _choose(agents, thread.counterpart)
    try:
        answer = replying.send(
            ticket=holding.ticket, thread=thread, text=inbound.text, by=agent, now=envelope.arrived_at
        )
    except CannotSend:
        # The desk would have stopped it: then it was written elsewhere, as its copy in the Sent folder will tell.
        return
    sent = {"message_id": inbound.message_id, "state": OutboxState.SENT, "sent_at": envelope.arrived_at}
    Outbox.objects.filter(message=answer).update(**sent)
    Message.objects.filter(pk=answer.pk).update(message_id=inbound.message_id)
    handling.assign(ticket=holding.ticket, to=agent, by=agent, now=envelope.arrived_at)


def _leave(story: dict[str, Any], agents: Sequence[Agent]) -> None:
    """Bring a story's ticket into the state its shop left it in."""
    ticket = _ticket_of(story)
    if ticket is None:
        return
    agent = ticket.assignee or _choose(agents, story["key"])
    after = min(ticket.last_message_at + timedelta(minutes=40), datetime.now(UTC))
    if story["state"] == "resolved" and ticket.resolved_at is None:
        for holding in Holding.objects.filter(ticket=ticket, until_id=None):
            resolving.need_no_response(ticket=ticket, holding=holding, by=agent, now=after)
        resolving.resolve(ticket=ticket, by=agent, now=after, decisions=None)
    elif story["state"] == "snoozed" and ticket.snoozed_until is None:
        resolving.snooze(ticket=ticket, until=_tomorrow_morning(), by=agent, now=after)
    elif story["state"] == "open":
        _hand_out(story, ticket, agents, after)


def _hand_out(story: dict[str, Any], ticket: Ticket, agents: Sequence[Agent], after: datetime) -> None:
    """Two of five open tickets have somebody; a few of those have a note."""
    draw = _draw(story["key"])
    if draw % 5 < 2 and ticket.assignee_id is None:
        handling.assign(ticket=ticket, to=_choose(agents, story["key"]), by=agents[1], now=after)
    note = NOTES.get(story["topic"], "")
    if note and draw % 4 == 0 and not ticket.notes.exists():
        handling.note(ticket=ticket, text=note, by=_choose(agents, story["buyer"]), now=after)
    if draw % 6 == 0:
        handling.tag(ticket=ticket, names=[story["product"] or story["topic"]], by=agents[1], now=after)


def _ticket_of(story: dict[str, Any]) -> Ticket | None:
    ids = [mail["message_id"] for mail in story["mails"] if mail["sender"] == "buyer"]
    message = Message.objects.filter(message_id__in=ids).order_by("-id").first()
    holding = (
        Holding.objects.select_related("ticket__assignee").filter(thread=message.thread_id, until_id=None).first()
        if message
        else None
    )
    return holding.ticket if holding else None


def _choose(agents: Sequence[Agent], by: str) -> Agent:
    """One of those who answer (not the owner), the same for the same words in every run."""
    answering = agents[1:]
    return answering[_draw(by) % len(answering)]


def _draw(by: str) -> int:
    return hashlib.sha256(by.encode()).digest()[0]


def _tomorrow_morning() -> datetime:
    day = datetime.now(ZONE).date() + timedelta(days=1)
    return datetime.combine(day, time(9), ZONE)
