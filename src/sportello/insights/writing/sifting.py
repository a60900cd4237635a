"""Taking in what buyers ask, as it comes: which words ask, their vector, the group they belong to."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet

from sportello.inbox.audiences import audience_of
from sportello.inbox.models import Direction, Holding, Message, MessageKind, MessageReading
from sportello.insights.models import AskedQuestion, QuestionGroup, Sifting
from sportello.orders.models import Line, Product
from sportello.orders.numbers import plain
from sportello.reading.vocabulary import LANGUAGES

from .choosing import Asked, asked_in, words_that_ask
from .clustering import Rows, taken_in
from .meaning import meanings
from .naming import Names, names_of, without
from .vectors import groups_of, half, is_whole, whole

LAG: Final = timedelta(minutes=10)
"""How old a message is before it is taken in: by then it is committed, and read if it can be."""
LOOKING_BACK: Final = timedelta(days=70)
"""How far the first sifting goes back."""
MOST_LETTERS: Final = 400
"""Letters of a question that its vector is made of."""

type Encode = Callable[[Sequence[str]], Rows]


@dataclass(frozen=True, slots=True)
class _Fresh:
    message: Message
    asked: Asked
    ticket: int
    product: int | None
    words: str


def take_in(*, now: datetime, most: int = 2000, encode: Encode = meanings) -> int:
    """Take in the first messages of conversations that came since the last time, at most `most`; returns how many.

    Safe to run twice at once: the second waits and finds nothing left. A message is taken in once, by its id.
    """
    with transaction.atomic():
        Sifting.objects.get_or_create(pk=1)
        sifting = Sifting.objects.select_for_update().get(pk=1)
        until = now - LAG
        if not sifting.up_to:
            sifting.up_to = _first_since(now - LOOKING_BACK)
        messages = _further(sifting, until, most)
        fresh = _read(messages)
        for topic, ours in _by_topic(fresh).items():
            _put(topic, ours, now, encode)
        sifting.save(update_fields=["up_to"])
        return len(fresh)


def _first_since(since: datetime) -> int:
    first = Message.objects.filter(created_at__gte=since).aggregate(first=Min("pk"))["first"]
    return first - 1 if first else 0


def _further(sifting: Sifting, until: datetime, most: int) -> list[Message]:
    """The next messages to look at; none only when nothing is left."""
    while True:
        before = sifting.up_to
        found, sifting.up_to = _next(before, until, most)
        if found or sifting.up_to == before:
            return found


def _next(after: int, until: datetime, most: int) -> tuple[list[Message], int]:
    """The messages to look at, and the id up to which nothing is left then."""
    newer: int | None = Message.objects.filter(pk__gt=after, created_at__gt=until).aggregate(first=Min("pk"))["first"]
    there = Message.objects.filter(pk__gt=after)
    if newer is not None:
        there = there.filter(pk__lt=newer)
    ids = list(there.order_by("pk").values_list("pk", flat=True)[: most * 4])
    found = list(_openings(Message.objects.filter(pk__in=ids)).order_by("pk")[:most])
    if len(found) == most:
        return found, found[-1].pk
    return found, ids[-1] if ids else after


def _openings(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Buyers' messages before which nobody said anything in their conversation."""
    before = Message.objects.filter(thread=OuterRef("thread"), pk__lt=OuterRef("pk"))
    ours = messages.filter(direction=Direction.IN, kind=MessageKind.BUYER, history=False)
    return ours.exclude(Exists(before)).select_related("thread__channel")


def _read(messages: Sequence[Message]) -> list[_Fresh]:
    readings = MessageReading.objects.in_bulk([message.pk for message in messages])
    tickets, ordered = _tickets(messages), _ordered(messages)
    names = names_of(dict(Product.objects.values_list("pk", "title")))
    fresh = []
    for message in messages:
        reading = readings.get(message.pk)
        if message.pk not in tickets or not (message.text or message.subject).strip():
            continue
        asked = asked_in(reading.topics, reading.questions, reading.topic_slugs) if reading else asked_in((), (), ())
        words = words_that_ask(message.text, asked) or message.subject
        product, words = _about(words, ordered.get(message.pk, set()), names)
        fresh.append(_Fresh(message, asked, tickets[message.pk], product, " ".join(words.split())[:MOST_LETTERS]))
    return fresh


def _about(words: str, ordered: Collection[int], names: Names) -> tuple[int | None, str]:
    """The product that words are about, and the words without its name, so that what is asked counts, not of what.

    That is the only product of the order, else the one of it that they name; without an order any that they name.
    """
    named = names.named_in(words, among=ordered or None)
    bare = without(words, named.places) if named else ""
    product = next(iter(ordered)) if len(ordered) == 1 else named.product if named else None
    return product, bare or words


def _tickets(messages: Sequence[Message]) -> dict[int, int]:
    held = Holding.objects.filter(thread__in={message.thread_id for message in messages}, until_id=None)
    by_thread = dict(held.values_list("thread", "ticket"))
    return {message.pk: by_thread[message.thread_id] for message in messages if message.thread_id in by_thread}


def _ordered(messages: Sequence[Message]) -> dict[int, set[int]]:
    """The products of the order that each message is about, where it is known."""
    numbers = {message.pk: plain(number) for message in messages if (number := _order_of(message))}
    lines = Line.objects.filter(order__plain__in=set(numbers.values()), product__isnull=False, withdrawn=False)
    by_order: dict[str, set[int]] = defaultdict(set)
    for number, product in lines.values_list("order__plain", "product"):
        by_order[number].add(product)
    return {pk: by_order[number] for pk, number in numbers.items() if number in by_order}


def _order_of(message: Message) -> str:
    return message.thread.order_id or next((str(number) for number in message.order_ids), "")


def _by_topic(fresh: Iterable[_Fresh]) -> Mapping[str, list[_Fresh]]:
    found: dict[str, list[_Fresh]] = defaultdict(list)
    for one in fresh:
        found[one.asked.topic].append(one)
    return found


def _put(topic: str, fresh: Sequence[_Fresh], now: datetime, encode: Encode) -> None:
    rows = encode([one.words for one in fresh])
    width = rows.shape[1]
    known = QuestionGroup.objects.standing().filter(topic=topic).order_by("pk")
    standing = [group for group in known if is_whole(group.total, width)]
    grouped = taken_in(rows, groups_of([group.total for group in standing], width))
    totals = grouped.groups.totals
    begun = [QuestionGroup(topic=topic, total=whole(row), begun_at=now) for row in totals[len(standing) :]]
    QuestionGroup.objects.bulk_create(begun)
    groups = [*standing, *begun]
    grown = {int(label) for label in grouped.labels if label < len(standing)}
    for label in grown:
        groups[label].total = whole(totals[label])
    QuestionGroup.objects.bulk_update([groups[label] for label in grown], ["total"], batch_size=200)
    AskedQuestion.objects.bulk_create(
        (
            _question(one, groups[int(label)], float(near), row)
            for one, label, near, row in zip(fresh, grouped.labels, grouped.nearness, rows, strict=True)
        ),
        ignore_conflicts=True,
        batch_size=500,
    )


def _question(one: _Fresh, group: QuestionGroup, nearness: float, row: Rows) -> AskedQuestion:
    message, thread = one.message, one.message.thread
    return AskedQuestion(
        message=message.pk,
        ticket=one.ticket,
        group=group,
        asked_at=message.sent_at,
        channel=thread.channel_id,
        audience=audience_of(thread),
        language=_language(message),
        product=one.product,
        start=one.asked.start,
        end=one.asked.end,
        nearness=nearness,
        vector=half(row),
    )


def _language(message: Message) -> str:
    """The language it is written in; of one that no edition has, that of its channel, else English."""
    spoken = (message.language[:2], message.thread.channel.language[:2])
    return next((language for language in spoken if language in LANGUAGES), "en")
