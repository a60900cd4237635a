"""Sending what a visitor wrote: an envelope of the form's source, and how its sender finds it again."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.channels.clock import deadline
from sportello.channels.mail.entered import Entered, GivenFile, written
from sportello.channels.models import Channel
from sportello.channels.receiving import receive
from sportello.core import events
from sportello.inbox.understanding.veiling import veiled

from . import marketplaces, words
from .models import AnswerBy, Contact, FormChoice, HelpCentre, StepKind, Visit
from .place import Place, public_url_or_path

# What people read out on the telephone: no letter that sounds or looks like another one.
_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
REFERENCE_LETTERS, SECRET_BYTES = 7, 24
MOST_TOLD = 12


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor wants to send. `email` is "" where the answer goes by the marketplace."""

    text: str
    email: str = ""
    name: str = ""
    order: str = ""
    product: str = ""
    files: Sequence[GivenFile] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was sent, and the secret that opens its status page (it is kept nowhere)."""

    contact: Contact
    secret: str


@transaction.atomic
def send(wish: Wish, *, place: Place, choice: FormChoice, way: Sequence[str]) -> Sent:
    """Send a visitor's message. `way` are the words of the choices that led to it.

    The envelope holds what was searched, read and shown before; the visit holds that it was sent.
    """
    centre, now, secret = place.centre, place.now, secrets.token_urlsafe(SECRET_BYTES)
    reference = "".join(secrets.choice(_LETTERS) for _each in range(REFERENCE_LETTERS))
    visit = place.visiting.begin()
    told = _entered(wish, reference, place, choice, way, visit)
    channel = channel_of(centre)
    raw = written(told, at=now, message_id=_message_id(reference, centre))
    received = receive(source=channel.source, raw=raw, now=now)
    contact = Contact.objects.create(
        centre=centre, visit=visit, envelope_id=received.envelope_id, reference=reference, key=key_of(secret),
        topic=choice.topic, choice=choice, language=place.language, sent_at=now,
        promised_at=deadline(channel=channel, start=now), site=told.site,
        answer_by=AnswerBy.MAIL if wish.email else AnswerBy.MARKETPLACE, to=covered(wish.email),
    )  # fmt: skip
    place.visiting.note(StepKind.SENT, choice=choice.pk)
    data = {"contact": contact.pk, "centre": centre.pk, "visit": visit.pk if visit else None}
    events.record(kind="contact.sent", now=now, subject=("contact", contact.pk), data=data)
    return Sent(contact, secret)


@transaction.atomic
def add(text: str, *, contact: Contact, now: datetime) -> None:
    """Add words to a message that was sent: they join its conversation."""
    centre, first = contact.centre, contact.envelope
    channel = channel_of(centre)
    message = first.message
    told = Entered(
        contact.reference, message.subject, text, contact.language, name=message.sender_name,
        email=message.thread.reply_to, topic=contact.topic, site=contact.site,
        order=next(iter(message.order_ids), ""),
    )  # fmt: skip
    own = _message_id(contact.reference, centre)
    receive(source=channel.source, raw=written(told, at=now, message_id=own, references=[message.message_id]), now=now)
    events.record(kind="contact.added", now=now, subject=("contact", contact.pk), data={"centre": centre.pk})


def channel_of(centre: HelpCentre) -> Channel:
    """The channel of a centre's form, with all that its clock needs."""
    return Channel.objects.select_related("source", "calendar").get(help_centre=centre)


def key_of(secret: str) -> str:
    """What is kept of the secret of a status page."""
    return sha256(secret[:100].encode("utf-8", "replace")).hexdigest()


def covered(email: str) -> str:
    """An address with most of it covered: enough to see a typing mistake in the domain, too little to read it."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"[:80] if local else ""


def _entered(
    wish: Wish, reference: str, place: Place, choice: FormChoice, way: Sequence[str], visit: Visit | None
) -> Entered:
    told = _told(visit)
    label = way[-1] if way else words.topic(choice.topic)
    site = marketplaces.site_for(place.audience, place.visiting.site, place.language)
    return Entered(
        reference=reference,
        subject=_("%(label)s (%(reference)s)") % {"label": label, "reference": reference},
        text=wish.text, language=place.language, name=wish.name, email=wish.email, order=wish.order,
        product=wish.product, site=site, audience=place.audience, topic=choice.topic, chosen=tuple(way),
        searched=told[StepKind.SEARCHED], read=told[StepKind.READ], shown=told[StepKind.SHOWN], files=tuple(wish.files),
    )  # fmt: skip


def _told(visit: Visit | None) -> dict[StepKind, tuple[str, ...]]:
    """What was searched, and the titles of what was read and shown, each once, in their order."""
    found: dict[StepKind, dict[str, None]] = {kind: {} for kind in (StepKind.SEARCHED, StepKind.READ, StepKind.SHOWN)}
    steps = visit.steps.filter(kind__in=found).select_related("edition__published") if visit else ()
    for step in steps:
        title = step.edition.published.title if step.edition and step.edition.published else step.words
        if title:
            found[StepKind(step.kind)].setdefault(title)
    return {kind: tuple(titles)[:MOST_TOLD] for kind, titles in found.items()}


def harmless(query: str) -> str:
    """What of a search may be kept: no numbers, names or addresses."""
    return " ".join(veiled(query[:1000], names=()).split())[:200]


def _message_id(reference: str, centre: HelpCentre) -> str:
    host = public_url_or_path(centre).partition("://")[2].partition("/")[0].partition(":")[0] or "sportello.invalid"
    return f"<{reference.lower()}.{secrets.token_hex(8)}@{host}>"
