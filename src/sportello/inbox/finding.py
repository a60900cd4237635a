"""Finding the thread a message continues: the rows for the judgement in `threading`, and the row it decides on."""

import hashlib
from collections.abc import Iterable

from sportello.channels.inbound import ChannelKind
from sportello.customers.models import Customer

from . import standing
from .context import Arrival
from .models import Message, Participant, Thread, ThreadKey
from .threading import Arriving, Candidate, Match, choose

MOST_PARTICIPANTS = 20
MOST_CANDIDATES = 50
BY_MAIL = (ChannelKind.EMAIL, ChannelKind.SHOPIFY, ChannelKind.FORM)
LONGEST_KEY = 300


def find_thread(arrival: Arrival, customer: Customer) -> Match:
    """Which thread this message continues, and by which evidence."""
    return choose(_arriving(arrival), _candidates(arrival, customer))


def existing(match: Match) -> Thread | None:
    """The thread of a match, locked until the transaction ends."""
    if match.thread_id is None:
        return None
    return standing.locked_thread(match.thread_id)


def open_thread(arrival: Arrival, customer: Customer) -> Thread:
    """A new thread under its names.

    Raises IntegrityError when another worker opened a thread under the strong name a moment earlier.
    """
    inbound = arrival.inbound
    thread = Thread.objects.create(
        channel=arrival.channel,
        customer=customer,
        subject=inbound.subject[:300],
        counterpart=inbound.sender.value[:320],
        reply_to=inbound.reply_to[:320],
        order_id=_first(inbound.order_ids),
        created_at=arrival.now,
        last_message_at=arrival.sent_at,
    )
    ThreadKey.objects.bulk_create(_rows(thread, arrival))
    Participant.objects.bulk_create(_participants(thread, arrival))
    return thread


def remember(thread: Thread, arrival: Arrival) -> None:
    """Note what a message teaches about a thread we knew: further names, participants, order, newest reply address.

    Only the buyer changes where answers go: what somebody in copy writes is read, but the answer is the buyer's.
    """
    inbound = arrival.inbound
    ThreadKey.objects.bulk_create(_rows(thread, arrival), ignore_conflicts=True)
    Participant.objects.bulk_create(_participants(thread, arrival), ignore_conflicts=True)
    thread.last_message_at = max(thread.last_message_at, arrival.sent_at)
    theirs = inbound.sender.value[:320] == thread.counterpart or not thread.reply_to
    if inbound.reply_to and theirs and not _leaves_the_api(thread.reply_to, inbound.reply_to):
        thread.reply_to = inbound.reply_to[:320]
    thread.order_id = thread.order_id or _first(inbound.order_ids)
    thread.save(update_fields=["last_message_at", "reply_to", "order_id"])


def _leaves_the_api(known: str, given: str) -> bool:
    """Whether a mail address would take the place of a conversation of an API, which is answered there."""
    return bool(known) and "@" not in known and "@" in given


def _rows(thread: Thread, arrival: Arrival) -> list[ThreadKey]:
    return [
        ThreadKey(channel=arrival.channel, thread=thread, value=v, strong=strong) for v, strong in names_of(arrival)
    ]


def _participants(thread: Thread, arrival: Arrival) -> list[Participant]:
    addresses = _others((arrival.inbound.sender.value, *arrival.inbound.recipients), arrival)
    return [Participant(thread=thread, address=address) for address in addresses]


def thread_of_references(arrival: Arrival) -> Thread | None:
    """The thread of the newest message we know among In-Reply-To and References, whoever wrote."""
    ids = _references(arrival)
    known = Message.objects.filter(message_id__in=ids).select_related("thread__channel").order_by("-id").first()
    return known.thread if known else None


def belongs(address: str, thread: Thread) -> bool:
    """Whether an address is one of those that wrote in a thread or were put in copy there."""
    address = address.lower()
    known = (thread.counterpart.lower(), thread.reply_to.lower())
    return bool(address) and (address in known or thread.participants.filter(address=address).exists())


def names_of(arrival: Arrival) -> list[tuple[str, bool]]:
    """The names of the conversation this message belongs to, the strongest first.

    Plain mail has no key of a marketplace: there the root of its References names the conversation, so that a first
    mail and the answer that overtakes it meet.
    """
    inbound = arrival.inbound
    root = next(iter(_references(arrival)), inbound.message_id) or arrival.envelope.sha256
    names = (inbound.thread_key, *inbound.also_keys) if inbound.thread_key else (root,)
    # The sender is part of every name: whoever else writes under the same one has a conversation of their own.
    values = dict.fromkeys(_fitting(f"{name} {inbound.sender.value}".strip()) for name in names if name)
    return [(value, number == 0) for number, value in enumerate(values)]


def _fitting(value: str) -> str:
    """A name as long as the column is; two long ones that begin alike stay two."""
    return value if len(value) <= LONGEST_KEY else hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


def _references(arrival: Arrival) -> tuple[str, ...]:
    """References first (oldest to newest), then In-Reply-To, as RFC 5322 3.6.4 orders them."""
    inbound = arrival.inbound
    return tuple(dict.fromkeys((*inbound.references, *inbound.in_reply_to)))[:MOST_CANDIDATES]


def _arriving(arrival: Arrival) -> Arriving:
    inbound = arrival.inbound
    keys = [value for value, _ in names_of(arrival)] if inbound.thread_key else [""]
    return Arriving(
        sender=inbound.sender.value,
        key=keys[0],
        also_keys=tuple(keys[1:]),
        # Its own id too: an answer that overtook this mail has named the conversation by it.
        references=tuple(filter(None, (*_references(arrival), inbound.message_id))),
        subject=inbound.subject,
        at=arrival.sent_at,
    )


def _candidates(arrival: Arrival, customer: Customer) -> list[Candidate]:
    keys = [key for key, _ in names_of(arrival)]
    references = _references(arrival)
    # Who wrote by the shop's contact form answers our answer by plain mail: conversations without a key are one world.
    kinds = [arrival.inbound.channel_kind] if arrival.inbound.thread_key else [*BY_MAIL]
    threads = Thread.objects.filter(channel__kind__in=kinds)
    ids: set[int] = set(
        ThreadKey.objects.filter(channel=arrival.channel, value__in=keys).values_list("thread", flat=True)
    )
    if references:
        ids |= set(Message.objects.filter(message_id__in=references).values_list("thread", flat=True)[:MOST_CANDIDATES])
    if not arrival.inbound.thread_key:
        recent = threads.filter(customer=customer, channel=arrival.channel).order_by("-last_message_at")
        ids |= set(recent.values_list("pk", flat=True)[:MOST_CANDIDATES])
    if not ids:
        return []
    found = threads.filter(pk__in=ids).prefetch_related("keys", "participants")
    return [_candidate(thread, references, arrival) for thread in found]


def _candidate(thread: Thread, references: Iterable[str], arrival: Arrival) -> Candidate:
    keys = list(thread.keys.all())
    known = Message.objects.filter(thread=thread, message_id__in=list(references)).values_list("message_id", flat=True)
    values = frozenset(key.value for key in keys)
    # A mail that overtook its first mail named the thread by that mail's id: the root counts as a message we know.
    roots = frozenset(value.partition(" ")[0] for value in values) if not arrival.inbound.thread_key else frozenset()
    return Candidate(
        thread_id=thread.pk,
        keys=values,
        strong_keys=frozenset(key.value for key in keys if key.strong),
        counterpart=thread.counterpart,
        participants=frozenset(participant.address for participant in thread.participants.all()),
        message_ids=frozenset(known) | (roots & {*references, arrival.inbound.message_id}),
        subject=thread.subject,
        last_message_at=thread.last_message_at,
    )


def _others(addresses: Iterable[str], arrival: Arrival) -> list[str]:
    own = {arrival.envelope.source.address.lower()}
    return [*dict.fromkeys(a.lower()[:320] for a in addresses if a and a.lower() not in own)][:MOST_PARTICIPANTS]


def _first(values: tuple[str, ...]) -> str:
    return values[0][:40] if values else ""
