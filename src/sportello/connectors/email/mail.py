"""Plain mail: everything that no marketplace claims. It always answers, and in doubt a person wrote."""

from sportello.channels.inbound import Bounced, ChannelKind, Inbound, MailKind, Party
from sportello.channels.mail.automatic import automatic
from sportello.channels.mail.body import body_text, visible_parts
from sportello.channels.mail.bounces import read_bounce
from sportello.channels.mail.clocks import DEFAULT_HOURS, hours_stated
from sportello.channels.mail.common import belongs_to, envelope_fields, joined, local_of
from sportello.channels.mail.fields import comment
from sportello.channels.mail.forms import Form, read_form
from sportello.channels.mail.kinds.notices import Notice, notice_kind
from sportello.channels.mail.letter import Letter
from sportello.channels.mail.numbers import order_numbers

_PAYMENT_ENDS = ("com", "it", "de", "fr", "es", "co.uk", "at", "nl", "be")
_PAYMENT = (
    *(f"paypal.{end}" for end in _PAYMENT_ENDS),
    "klarna.com",
    "stripe.com",
    "adyen.com",
    "mollie.com",
    "sumup.com",
)
_NO_REPLY = (
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "wordpress",
    "www-data",
    "mailer",
    "form",
    "website",
    "info",
)
_MOST_RAW = 60_000


def recognise(letter: Letter, raw: bytes) -> Inbound:
    """What a mail says when it is nobody else's. Never None.

    In turn: a delivery failure, a payment service's notice, a web shop's contact form, mail that no person wrote for
    us, and else a buyer's message.
    """
    bounced = read_bounce(raw, letter)
    if bounced is not None:
        return _bounce(letter, raw, bounced)
    if belongs_to(letter.sender.email, _PAYMENT):
        return _from_payment_service(letter)
    text = body_text(letter)
    form = read_form(letter, text) if _may_be_form(letter) else None
    if form:
        return _from_form(letter, text, form)
    return _from_person(letter, text)


def _from_person(letter: Letter, text: str) -> Inbound:
    parts = visible_parts(letter)
    judged = automatic(letter, visible_text=parts.reply)
    sender = letter.sender
    answer = letter.reply_to[0].email if letter.reply_to and letter.reply_to[0].email else sender.email
    return Inbound(
        kind=judged.kind if judged else MailKind.BUYER,
        channel_kind=ChannelKind.EMAIL,
        site="",
        sender=Party("email", sender.email or answer, sender.name),
        reply_to=answer,
        text=parts.reply or parts.forwarded,
        quoted=joined(parts.quoted, parts.signature, parts.forwarded if parts.reply else ""),
        order_ids=order_numbers(joined(letter.subject, text)),
        why="; ".join(judged.reasons) if judged else "",
        **envelope_fields(letter),
    )


def _may_be_form(letter: Letter) -> bool:
    """A web server's own mail: sent by a system's address, answered to somebody else."""
    answers_elsewhere = any(address.email and address.email != letter.sender.email for address in letter.reply_to)
    return answers_elsewhere or local_of(letter.sender.email).startswith(_NO_REPLY)


def _from_form(letter: Letter, text: str, form: Form) -> Inbound:
    return Inbound(
        kind=MailKind.BUYER,
        channel_kind=ChannelKind.EMAIL,
        site="",
        sender=Party("email", form.email, form.name),
        reply_to=form.email,
        text=form.message,
        quoted="\n".join(f"{label}: {value}" for label, value in form.other if value),
        order_ids=order_numbers(joined(letter.subject, text)),
        why="entered in a contact form",
        **envelope_fields(letter),
    )


def _bounce(letter: Letter, raw: bytes, bounced: Bounced) -> Inbound:
    """A delivery failure names its order, if any, in the returned mail, so the first kilobytes of all of it "
    "are read."""
    whole = joined(letter.subject, body_text(letter), _returned(raw))
    return Inbound(
        kind=MailKind.BOUNCE,
        channel_kind=ChannelKind.EMAIL,
        site="",
        sender=Party("email", letter.sender.email, letter.sender.name),
        reply_to="",
        text=body_text(letter).strip(),
        order_ids=order_numbers(whole),
        bounce=bounced,
        why=bounced.reason or "delivery failure",
        **envelope_fields(letter),
    )


def _returned(raw: bytes) -> str:
    """The part of a delivery failure below its own headers, without the lines in which servers number their work."""
    _, _, below = raw[:_MOST_RAW].replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = [line for line in below.decode("utf-8", "replace").split("\n") if not line.lower().startswith(_TECHNICAL)]
    return "\n".join(kept)


_TECHNICAL = (
    "message-id",
    "received",
    "return-path",
    "dkim",
    "x-",
    "content-",
    "--",
    "references",
    "in-reply-to",
    "\t",
)


def _from_payment_service(letter: Letter) -> Inbound:
    """A dispute is a claim and a refund a refund; all else of a payment service is a receipt."""
    text = body_text(letter)
    orders = order_numbers(joined(letter.subject, text))
    kind = notice_kind(Notice(letter.subject, text, local_of(letter.sender.email), orders))
    if kind not in (MailKind.CLAIM, MailKind.REFUND_NOTICE):
        kind = MailKind.BULK
    claim = kind is MailKind.CLAIM
    words = comment(text) if claim else ""
    return Inbound(
        kind=kind,
        channel_kind=ChannelKind.EMAIL,
        site="",
        sender=Party("email", letter.sender.email, letter.sender.name),
        reply_to=letter.sender.email,
        text=words or text.strip(),
        quoted=text.strip() if words else "",
        order_ids=orders,
        clock_hours=(hours_stated(text) or DEFAULT_HOURS) if claim else None,
        why="sent by a payment service",
        **envelope_fields(letter),
    )
