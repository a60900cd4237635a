"""One message that comes by two ways (a marketplace's API and its mail) is one message here."""

import re
from datetime import timedelta

from django.db import connection

from sportello.channels.inbound import MailKind

from . import finding, standing
from .context import Arrival
from .models import Direction, Message

COPY = "a copy of a message that came another way"
WITHIN = timedelta(minutes=30)
# The first half of our advisory locks' keys; the second is a hash of account and words.
COPYING = 0x53504F4B
_NOT_A_LETTER = re.compile(r"\W+")
_COPIED = frozenset({MailKind.BUYER, MailKind.SELLER_COPY})


def is_copy(arrival: Arrival) -> bool:
    """Whether the same words of the same side came by another source of the account within half an hour.

    A marketplace's mail names the site, its API may not: the copies of one message can come by two channels of one
    account. What the copy teaches about the conversation is remembered: its names and where answers go. Until the
    transaction ends nobody else takes in the same words, so that of two copies at the same moment one is the copy.
    """
    inbound = arrival.inbound
    words = plain_words(inbound.text)
    if inbound.kind not in _COPIED or not words or arrival.channel.account_id is None:
        return False
    _one_at_a_time(f"{arrival.channel.account_id}:{words}")
    outgoing = arrival.envelope.outgoing or inbound.outgoing
    original = _original(arrival, words, Direction.OUT if outgoing else Direction.IN)
    if original is None:
        return False
    if not outgoing:
        finding.remember(standing.locked_thread(original.thread_id), arrival)
    return True


def plain_words(text: str) -> str:
    """Words as they are compared: a mail wraps lines and writes quotes its own way."""
    return _NOT_A_LETTER.sub("", text.casefold())


def _original(arrival: Arrival, words: str, direction: Direction) -> Message | None:
    near = (arrival.sent_at - WITHIN, arrival.sent_at + WITHIN)
    others = Message.objects.filter(
        thread__channel__account=arrival.channel.account_id,
        direction=direction,
        sent_at__range=near,
        envelope__isnull=False,
    ).exclude(envelope__source=arrival.envelope.source)
    if direction == Direction.IN:
        others = others.filter(sender=arrival.inbound.sender.value)
    return next((message for message in others.order_by("id") if plain_words(message.text) == words), None)


def _one_at_a_time(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [COPYING, key])
