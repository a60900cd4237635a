"""What the mailroom shows of envelopes: who wrote, about what, when, and why no ticket was opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import BinaryField, F, Func, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sportello.channels.inbound import MailKind
from sportello.channels.mail.addresses import read_addresses
from sportello.channels.mail.headers import read_block
from sportello.channels.mail.words import header_text, raw_text
from sportello.channels.models import Envelope, EnvelopeState
from sportello.inbox.overhearing import OWN_NOTICE

PAGE = 40
# So much of a mail is looked at for its sender and subject; headers longer than this are no people's.
HEAD = 16_384
MOST_FIELDS = 300

KINDS: Mapping[str, str | Promise] = {
    MailKind.AUTO_REPLY.value: _("Automatic replies"),
    MailKind.BULK.value: _("Newsletters and advertising"),
    MailKind.MARKETPLACE_MAIL.value: _("Marketplace mail"),
    MailKind.BOUNCE.value: _("Returned mail"),
    MailKind.SELLER_COPY.value: _("Copies of answers"),
    MailKind.BUYER.value: _("Copies of messages"),
}
# What we wrote ourselves: answers found in the Sent folder, and the desk's notices to its people.
OURS = "ours"
_OURS = Q(outgoing=True) | Q(reason=OWN_NOTICE)


@dataclass(frozen=True, slots=True)
class Row:
    """An envelope with what its header says."""

    envelope: Envelope
    sender: str
    subject: str

    @property
    def is_ours(self) -> bool:
        """Whether we wrote it."""
        return self.envelope.outgoing or self.envelope.reason == OWN_NOTICE

    @property
    def kind(self) -> str | Promise:
        """What kind of mail it was read as, in words."""
        if self.is_ours:
            return _("Our own mail")
        return KINDS.get(self.envelope.kind, self.envelope.kind)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, newest first, and where the next page begins (None on the last)."""

    rows: Sequence[Row]
    after: int | None


def set_aside() -> QuerySet[Envelope]:
    """The envelopes of others that were read and opened no ticket."""
    return _without_ticket().exclude(_OURS)


def ours() -> QuerySet[Envelope]:
    """The envelopes that we wrote ourselves and that opened no ticket."""
    return _without_ticket().filter(_OURS)


def _without_ticket() -> QuerySet[Envelope]:
    return Envelope.objects.filter(state=EnvelopeState.READ).exclude(reason="")


def parked() -> QuerySet[Envelope]:
    """The envelopes that could not be read."""
    return Envelope.objects.filter(state=EnvelopeState.PARKED)


def page_of(envelopes: QuerySet[Envelope], *, after: int | None) -> Page:
    """The next page of envelopes, in two queries; it costs the same wherever it lies."""
    rows = envelopes.filter(pk__lt=after) if after is not None else envelopes
    head = Func(F("content__data"), Value(1), Value(HEAD), function="substring", output_field=BinaryField())
    found = list(rows.select_related("source").annotate(head=head).order_by("-pk")[: PAGE + 1])
    shown = [row_of(one, bytes(getattr(one, "head") or b"")) for one in found[:PAGE]]  # noqa: B009 (annotated)
    return Page(shown, found[PAGE - 1].pk if len(found) > PAGE else None)


def row_of(envelope: Envelope, head: bytes) -> Row:
    """An envelope's row from the beginning of its bytes; never raises, whatever they are."""
    head = head.lstrip(b"\xef\xbb\xbf\r\n \t")
    block = read_block(head, 0, len(head), max_bytes=HEAD, max_fields=MOST_FIELDS)
    fields = dict(reversed(list(block.fields)))
    senders, _more = read_addresses(raw_text(fields.get("from", b"")).replace("\0", ""), limit=1)
    sender = senders[0].name or senders[0].email if senders else ""
    return Row(envelope, sender[:120], header_text(fields.get("subject", b"")).replace("\0", "")[:200])
