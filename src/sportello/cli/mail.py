"""`sportello mail`: letting mail in by the pipe and from files."""

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .database import ready
from .progress import Bar
from .trouble import Trouble

if TYPE_CHECKING:
    from sportello.channels.models import Source

LONGEST_NAME = 120
COUNTED_AT_ONCE = 1_000


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    mail = commands.add_parser("mail", help="let mail in")
    acts = mail.add_subparsers(required=True, metavar="ACT")
    receive = acts.add_parser("receive", help="take in one mail from standard input")
    receive.add_argument("--channel", required=True, metavar="NAME", help="the source it belongs to")
    receive.set_defaults(command=receive_mail)
    imported = acts.add_parser("import", help="take in a folder of .eml files, a Maildir or an mbox")
    imported.add_argument("path", type=Path)
    imported.add_argument("--channel", default="import", metavar="NAME", help="the source they belong to")
    imported.add_argument("--live", action="store_true", help="not history: open obligations for what is unanswered")
    imported.set_defaults(command=import_mail)


def receive_mail(given: argparse.Namespace) -> int:
    """`sportello mail receive --channel NAME < mail`: exit code 0 once it is stored and may be forgotten elsewhere.

    Exit code 75 (EX_TEMPFAIL of sysexits.h) when it could not be stored, so that the server keeps it and tries again.
    """
    raw = sys.stdin.buffer.read(_most_bytes() + 1)
    if not raw.strip():
        raise Trouble("nothing came by standard input", code=65)
    if len(raw) > _most_bytes():
        raise Trouble(f"the mail is larger than {_most_bytes() // 1_048_576} MB", code=65)
    try:
        ready()
    except Trouble as trouble:
        raise Trouble(str(trouble), code=75) from trouble
    from sportello.channels.receiving import receive

    received = receive(source=_source(given.channel, "pipe"), raw=raw, now=datetime.now(UTC))
    print(f"envelope {received.envelope_id}" + ("" if received.new else " (known already)"))
    return 0


def import_mail(given: argparse.Namespace) -> int:
    """`sportello mail import PATH`: stores every mail there, then reads them, each with a bar.

    What cannot be read is parked. An import that was killed is gone on with by typing it again.
    """
    if not given.path.exists():
        raise Trouble(f"{given.path} does not exist")
    ready()
    from sportello.connectors.email.importing import count, files

    try:
        total = count(given.path)
    except OSError as unread:
        raise Trouble(f"{given.path} cannot be read: {unread.strerror}") from unread
    if not total:
        raise Trouble(f"there is no mail in {given.path}; give a folder of .eml files, a Maildir or an mbox")
    source = _source(given.channel, "import")
    with Bar(total=total, what="mails stored") as bar:
        new = _store(source, files(given.path), bar, history=not given.live)
    parked = _read(source, new)
    known = total - len(new)
    print(
        f"{len(new)} mails taken in"
        + (f", {known} known already" if known else "")
        + (f", {parked} parked" if parked else "")
    )
    return 0


def _store(source: "Source", mails: Iterator[bytes], bar: Bar, *, history: bool) -> list[int]:
    """Store each mail as it is, so that from here on none can be lost; returns the envelopes of those that are new."""
    from sportello.channels.receiving import receive

    new = []
    for raw in mails:
        received = receive(source=source, raw=raw, now=datetime.now(UTC), history=history)
        if received.new:
            new.append(received.envelope_id)
        bar.step()
    return new


def _read(source: "Source", new: list[int]) -> int:
    """Read what waits of this source, also what an import that was killed left; returns how many new were parked.

    Where the desk is open its worker reads along, and may have read them all.
    """
    from sportello.channels.models import Envelope, EnvelopeState
    from sportello.inbox.arrival import drain

    waiting = Envelope.objects.filter(source=source, state=EnvelopeState.WAITING).count()
    if waiting:
        with Bar(total=waiting, what="mails read") as bar:
            while done := drain(clock=lambda: datetime.now(UTC), source_id=source.pk):
                bar.step(done)
    parked = Envelope.objects.filter(state=EnvelopeState.PARKED)
    return sum(parked.filter(pk__in=some).count() for some in batched(new, COUNTED_AT_ONCE, strict=False))


def _source(name: str, kind: str) -> "Source":
    """The source of that name, or the source of the channel of that name; made when nobody has it yet.

    Raises `Trouble` when the name cannot be a source's.
    """
    from sportello.channels.models import Channel, Source

    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise Trouble(f"a source's name is 1 to {LONGEST_NAME} letters long and can be read")

    if source := Source.objects.filter(name=name).first():
        return source
    if channel := Channel.objects.select_related("source").filter(name=name).first():
        return channel.source
    return Source.objects.create(kind=kind, name=name, created_at=datetime.now(UTC))


def _most_bytes() -> int:
    given = os.environ.get("SPORTELLO_MAX_MAIL_MB") or "60"
    if not (given.isascii() and given.isdigit() and int(given)):
        raise Trouble(f"SPORTELLO_MAX_MAIL_MB must be a number of megabytes, not {given[:40]!r}")
    return int(given) * 1_048_576
