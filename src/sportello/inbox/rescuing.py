"""Making a ticket of a mail that was set aside: a buyer's message kept from the desk is the worst mistake there is."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.channels import reading
from sportello.channels.inbound import MailKind
from sportello.channels.mail.letter import Unreadable
from sportello.channels.models import Envelope, EnvelopeState
from sportello.core import events

from . import conversing
from .context import Arrival
from .models import Message, Ticket


class CannotRescue(ValueError):
    """No ticket can be made of this mail; the message says why, for the agent."""


@transaction.atomic
def rescue(*, envelope: Envelope, by: Agent, now: datetime) -> Ticket:
    """Read a mail that was set aside again, as a buyer's message, and return the ticket that holds it.

    It continues the conversation it belongs to, like any buyer's message, and is owed an answer since it was written,
    also when it lies before its source's cut-off. Raises `CannotRescue` when it is a message already, was sent by
    ourselves, names no sender, or can no longer be read.
    """
    envelope = Envelope.objects.select_for_update(of=("self",)).select_related("source").get(pk=envelope.pk)
    _check(envelope)
    try:
        inbound = reading.read(envelope)
    except Unreadable as broken:
        raise CannotRescue(_("It cannot be read: %(reason)s") % {"reason": broken}) from broken
    if not inbound.sender.value:
        raise CannotRescue(_("It does not say who wrote it."))
    envelope.history = False
    inbound = replace(inbound, kind=MailKind.BUYER, outgoing=False)
    why_not = conversing.take_in(Arrival(envelope=envelope, inbound=inbound, now=now))
    if why_not:
        raise CannotRescue(_("This message is in a ticket already."))
    was = envelope.kind
    Envelope.objects.filter(pk=envelope.pk).update(kind=MailKind.BUYER.value, reason="")
    events.record(kind="envelope.rescued", now=now, subject=("envelope", envelope.pk), actor=by.pk, data={"was": was})
    message = Message.objects.get(envelope=envelope)
    return Ticket.objects.get(holdings__thread=message.thread_id, holdings__until_id=None)


def _check(envelope: Envelope) -> None:
    if envelope.state != EnvelopeState.READ:
        raise CannotRescue(_("This mail has not been read yet."))
    if envelope.outgoing:
        raise CannotRescue(_("This is a mail of your own."))
    if Message.objects.filter(envelope=envelope).exists():
        raise CannotRescue(_("This message is in a ticket already."))
