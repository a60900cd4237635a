"""A small shop for the inbox's tests: mails of buyers and marketplaces that arrive by the real way."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count

from django.db import connections

from sportello.accounts.models import Agent
from sportello.channels.models import Channel, Envelope, Source
from sportello.channels.receiving import receive
from sportello.inbox.arrival import Became, arrive
from sportello.inbox.models import Message, Obligation, Thread, Ticket

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""A Friday morning."""

HOUR = timedelta(hours=1)
CLEO = "cleo@posta.example"
ZED = "zed@elsewhere.example"
DESK = "desk@casalume.example"
RELAY = "b7k2m9x4p1q8r3t@marketplace.amazon.de"
ORDER = "302-7654321-1234567"

_numbers = count(1)


def mailbox(address: str = DESK) -> Source:
    """The mailbox with that address, made on the first call."""
    made, _ = Source.objects.get_or_create(
        name=address, defaults={"kind": "mailbox", "address": address, "created_at": NOW - timedelta(days=90)}
    )
    return made


def mail(
    text: str = "Where is my parcel?",
    *,
    sender: str = CLEO,
    name: str = "Cleo",
    to: str = DESK,
    cc: Sequence[str] = (),
    subject: str = "My lamp",
    message_id: str | None = None,
    references: Sequence[str] = (),
    at: datetime = NOW,
    headers: Sequence[tuple[str, str]] = (),
    files: Sequence[tuple[str, str, bytes]] = (),
    html: str = "",
) -> bytes:
    """A mail as a mail program writes it; `message_id` is invented when None and absent when ""."""
    made = EmailMessage()
    made["From"] = f"{name} <{sender}>"
    made["To"] = to
    if cc:
        made["Cc"] = ", ".join(cc)
    made["Subject"] = subject
    made["Date"] = format_datetime(at)
    identity = f"<{next(_numbers)}@posta.example>" if message_id is None else message_id
    if identity:
        made["Message-ID"] = identity
    if references:
        made["In-Reply-To"], made["References"] = references[-1], " ".join(references)
    for key, value in headers:
        made[key] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    for title, kind, content in files:
        main, _, sub = kind.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=title)
    return made.as_bytes()


def amazon(
    text: str = "Wo ist mein Paket?",
    *,
    case: str = "",
    relay: str = RELAY,
    order: str = ORDER,
    at: datetime = NOW,
    to: str = DESK,
) -> bytes:
    """A buyer's message through Amazon's relay."""
    local, _, domain = relay.partition("@")
    body = f"Sie haben eine Nachricht erhalten.\n\nNachricht:\n\n{text}\n\nEnde der Nachricht\n"
    return mail(
        body,
        sender=f"{local}+{case}@{domain}" if case else relay,
        name="Kim - Amazon Marketplace",
        to=to,
        subject=f"Anfrage vom Amazon-Kunden Kim (Bestellung: {order})" if order else "Anfrage vom Amazon-Kunden Kim",
        at=at,
        headers=[("X-Space-Notification-Type", "BBC_MESSAGE_SENT_TO_MERCHANT")],
    )


def comes(
    raw: bytes,
    *,
    at: datetime = NOW,
    into: Source | None = None,
    outgoing: bool = False,
    history: bool = False,
) -> tuple[Became, Envelope]:
    """Let a mail arrive at once; what it became, and its envelope."""
    kept = receive(source=into or mailbox(), raw=raw, now=at, outgoing=outgoing, history=history)
    became = arrive(kept.envelope_id, now=at)
    return became, Envelope.objects.get(pk=kept.envelope_id)


def said(raw: bytes, *, at: datetime = NOW, into: Source | None = None, history: bool = False) -> Message:
    """Let a mail arrive that becomes a message; the message."""
    became, envelope = comes(raw, at=at, into=into, history=history)
    assert became is Became.MESSAGE, (became, envelope.kind, envelope.reason)
    return Message.objects.select_related("thread").get(envelope=envelope)


def ticket_of(message: Message) -> Ticket:
    """The ticket a message belongs to."""
    held = message.thread.holdings.filter(first_id__lte=message.pk).exclude(until_id__lte=message.pk)
    return Ticket.objects.get(pk=held.get().ticket_id)


def owed(thread: Thread) -> Obligation | None:
    """What stands open in a thread, if anything."""
    return Obligation.objects.filter(holding__thread=thread, ended_at=None).first()


def channel() -> Channel:
    """The first channel anybody wrote to."""
    found = Channel.objects.order_by("id").first()
    assert found is not None
    return found


def agent(name: str, **more: object) -> Agent:
    """An agent of that name."""
    values: dict[str, object] = {"name": name, "created_at": NOW, **more}
    made, _ = Agent.objects.get_or_create(email=f"{name.lower()}@casalume.example", defaults=values)
    return made


def at_once(*acts: Callable[[], object]) -> None:
    """Let several workers act at the same time, each on a connection of its own; raises what one of them raised."""
    start = threading.Barrier(len(acts))

    def work(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=60)
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(work, act) for act in acts]:
            done.result(timeout=300)
