"""Weighing what is asked: which gaps there are, from which counts each is valued, and what stands beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Final

import numpy as np
from django.db import transaction

from sportello.channels.models import Channel
from sportello.inbox.models import Message
from sportello.insights.models import AskedQuestion, Gap, QuestionGroup, Sifting
from sportello.knowledge.search.asked import unanswered
from sportello.orders.models import Product

from . import covering, measuring
from .choosing import Asked, best_answers, said_key, words_that_ask
from .clustering import NEAR, unit
from .counted import Basis
from .counting import Asking, Key, Tally, by_topic, tallied
from .covering import Answer
from .meaning import meanings
from .measuring import Reading
from .naming import Names, names_of, without
from .sifting import Encode
from .singling import LEAST
from .trying import Question, Reader, Try
from .trying import tried as tried_in_search
from .valuing import Counted
from .vectors import groups_of, is_whole

WINDOW: Final = timedelta(days=28)
"""Over how many days tickets are counted: whole weeks, so that no weekday counts once more than another."""
MOST_GAPS: Final = 300
EXAMPLES: Final = 8
READ: Final = 40
"""The most typical questions of a gap, from which its examples are chosen so that no two say the same."""
TRIED: Final = 5
"""Examples with which the search of the help centre is tried."""
LOOKED_AT: Final = 40
"""Tickets of a gap whose answers are looked at, those with the most typical questions."""
MOST_TERMS: Final = 200
_AT_ONCE: Final = 25
_WRITTEN: Final = ("topic", "days", "tickets", "cells", "counted", "examples", "answers", "terms", "weighed_at")


@dataclass(frozen=True, slots=True)
class _Measured:
    """What is measured once for all gaps."""

    reading: Reading
    minutes: Mapping[int, float]
    house: Counted
    topics: Mapping[str, Counted]
    brands: Mapping[int, int | None]
    names: Names
    now: datetime
    search: Try


def weigh(*, now: datetime, encode: Encode = meanings, search: Try = tried_in_search) -> int:
    """Weigh the gaps of the last four weeks anew, the 300 largest of them; returns how many there are.

    Its work grows with the questions of four weeks only in counting them; answers are looked at and the help centre is
    tried for the gaps that are kept, of each for no more than `LOOKED_AT` and `TRIED` of its tickets.
    """
    questions = _questions(now - WINDOW)
    tallies = tallied(questions, measuring.survivors())
    large = [pair for pair in tallies.items() if len(pair[1].questions) >= LEAST]
    chosen = sorted(large, key=lambda pair: (-len(pair[1].questions), pair[0].order))[:MOST_GAPS]
    measured = _measured(questions, now, search)
    gaps = [gap for some in batched(chosen, _AT_ONCE, strict=False) for gap in _gaps(some, measured)]
    _add_terms(gaps, now, encode)
    _keep(gaps, now)
    return len(gaps)


@transaction.atomic
def _keep(gaps: Sequence[Gap], now: datetime) -> None:
    Gap.objects.exclude(tickets=0).update(tickets=0, cells=[], terms=[], weighed_at=now)
    Gap.objects.bulk_create(
        gaps, update_conflicts=True, unique_fields=["group", "audience", "language", "product"], update_fields=_WRITTEN
    )
    Sifting.objects.update_or_create(pk=1, defaults={"weighed_at": now})


def _questions(since: datetime) -> list[Asking]:
    names = ("message", "ticket", "group", "group__topic", "audience", "language", "channel", "product", "nearness")
    rows = AskedQuestion.objects.filter(asked_at__gte=since).values_list(*names, "asked_at")
    return [Asking(*row) for row in rows.iterator(chunk_size=5000)]


def _measured(questions: Sequence[Asking], now: datetime, search: Try) -> _Measured:
    minutes = measuring.minutes_by_ticket(since=now - WINDOW)
    return _Measured(
        reading=measuring.reading(now=now),
        minutes=minutes,
        house=_minutes(questions, minutes),
        topics={topic: _minutes(ours, minutes) for topic, ours in by_topic(questions).items()},
        brands=dict(Channel.objects.values_list("pk", "brand")),
        names=names_of(dict(Product.objects.values_list("pk", "title"))),
        now=now,
        search=search,
    )


def _minutes(questions: Iterable[Asking], minutes: Mapping[int, float]) -> Counted:
    return measuring.counted({one.ticket for one in questions}, minutes)


def _gaps(some: Sequence[tuple[Key, Tally]], measured: _Measured) -> list[Gap]:
    words = _words(one for _key, tally in some for one in tally.questions[:READ])
    examples = {key: _examples(tally, words, measured.names) for key, tally in some}
    typical = {one.ticket: one.nearness for _key, tally in some for one in tally.questions[:LOOKED_AT]}
    answers = measuring.past_answers(typical, now=measured.now)
    tried = _tried(some, examples, words, measured)
    return [
        Gap(
            group_id=key.group,
            audience=key.audience,
            language=key.language,
            product=key.product,
            topic=tally.topic,
            days=WINDOW.days,
            tickets=len(tally.questions),
            cells=[[cell.channel, cell.product, cell.tickets] for cell in tally.cells],
            counted=_basis(key, tally, tried[key], measured).stored(),
            examples=examples[key],
            answers=[one.message for one in best_answers(answers[pk] for pk in tally.tickets if pk in answers)],
            weighed_at=measured.now,
        )
        for key, tally in some
    ]


def _examples(tally: Tally, words: Mapping[int, str], names: Names) -> list[int]:
    """The messages that stand for a gap: the most typical ones, none asking in another's words of another product."""
    first: dict[frozenset[str], int] = {}
    for one in tally.questions[:READ]:
        if (text := words.get(one.message)) is not None:
            named = names.named_in(text)
            first.setdefault(said_key(without(text, named.places) if named else text), one.message)
    distinct = list(first.values())
    more = [one.message for one in tally.questions[:LEAST] if one.message not in distinct]
    return (distinct if len(distinct) >= LEAST else distinct + more)[:EXAMPLES]


def _tried(
    some: Sequence[tuple[Key, Tally]],
    examples: Mapping[Key, Sequence[int]],
    words: Mapping[int, str],
    measured: _Measured,
) -> dict[Key, list[Sequence[Answer]]]:
    """What search shows for the most typical questions of each gap, all asked at once."""
    asked: list[tuple[Key, Question]] = []
    for key, tally in some:
        reader = Reader(key.audience, key.language, measured.brands.get(tally.cells[0].channel))
        said = [words[message] for message in examples[key] if message in words]
        asked += [(key, Question(text, tally.topic, reader)) for text in said[:TRIED]]
    answers = measured.search([question for _key, question in asked], measured.now)
    found: dict[Key, list[Sequence[Answer]]] = {key: [] for key, _tally in some}
    for (key, _question), one in zip(asked, answers, strict=True):
        found[key].append(one)
    return found


def _words(questions: Iterable[Asking]) -> dict[int, str]:
    """The words that ask, by message; of one that is gone there are none."""
    places = AskedQuestion.objects.filter(message__in=[one.message for one in questions])
    spans = {message: (start, end) for message, start, end in places.values_list("message", "start", "end")}
    texts = Message.objects.filter(pk__in=spans).values_list("pk", "text")
    asked = {pk: words_that_ask(text, Asked("", (spans[pk],) if spans[pk][1] else ())) for pk, text in texts}
    return {pk: words for pk, words in asked.items() if words}


def _basis(key: Key, tally: Tally, tried: Sequence[Sequence[Answer]], measured: _Measured) -> Basis:
    nothing, product = Counted(0, 0), key.product
    speaks = (lambda text: measured.names.is_named(product, text)) if product is not None else None
    cover, elsewhere = covering.covered(tried, topic=tally.topic, speaks=speaks)
    readers = measured.reading.editions.get(cover.edition) if cover else None
    return Basis(
        visits=measured.reading.house,
        visits_on_topic=measured.reading.topics.get(tally.topic, nothing),
        minutes=measured.house,
        minutes_on_topic=measured.topics.get(tally.topic, nothing),
        minutes_of_gap=_minutes(tally.questions, measured.minutes),
        cover=covering.with_readers(cover, readers),
        elsewhere=elsewhere,
    )


def _add_terms(gaps: Sequence[Gap], now: datetime, encode: Encode) -> None:
    """Hang what was searched in vain on the gap in its language that asks the same."""
    terms = [term for term in unanswered(since=now - WINDOW, most=MOST_TERMS) if term.text.strip("#… ")]
    if not gaps or not terms:
        return
    rows = unit(encode([term.text for term in terms]))
    totals = dict(QuestionGroup.objects.filter(pk__in={gap.group_id for gap in gaps}).values_list("pk", "total"))
    alike = [gap for gap in gaps if is_whole(totals[gap.group_id], rows.shape[1])]
    if not alike:
        return
    likeness = rows @ groups_of([totals[gap.group_id] for gap in alike], rows.shape[1]).centres.T
    for term, row in zip(terms, likeness, strict=True):
        spoken = np.array([gap.language == term.language for gap in alike])
        best = int(np.where(spoken, row, -1.0).argmax())
        if spoken[best] and row[best] >= NEAR:
            alike[best].terms.append([term.text, term.times])
