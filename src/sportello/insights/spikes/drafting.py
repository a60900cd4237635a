"""Beginning the article that a spike asks for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.insights.models import IssueFact, SeriesKind, Spike, SpikeDraft
from sportello.insights.writing.telling import Said, said_in
from sportello.knowledge import writing
from sportello.knowledge.models import Article, Audience
from sportello.knowledge.rendering import anchor_of
from sportello.knowledge.texts import QUESTION_MOST, TITLE_MOST, Text

from .subjects import FITS_NONE, first_messages

MOST_QUESTIONS = 6


@transaction.atomic
def draft_article(*, spike: Spike, title: str, by: Agent, now: datetime) -> SpikeDraft:
    """Begin an article on what a spike is about, for everybody: its topic from the cause, its language that of most of
    those who wrote, and their questions, without anybody in them, as the questions that lead to it.

    A spike is written about once: the second time gives the first.
    """
    spike = Spike.objects.select_for_update().get(pk=spike.pk)
    if known := SpikeDraft.objects.filter(spike=spike).select_related("edition").first():
        return known
    said = examples_of(spike)
    language = _most(one.language for one in said) or by.language
    article = writing.new_article(slug=_slug(title), topic=topic_of(spike), original_language=language, by=by, now=now)
    text = Text(title=title[:TITLE_MOST], questions=tuple(_questions(said, language)))
    edition = writing.begin(article=article, audience=Audience.ANY, language=language, text=text, by=by, now=now)
    made = SpikeDraft.objects.create(spike=spike, edition=edition, by=by, at=now)
    events.record(kind="spike.written", now=now, subject=("spike", spike.pk), actor=by.pk, data={"edition": edition.pk})
    return made


def examples_of(spike: Spike) -> list[Said]:
    """The messages that began a spike's examples, without anybody in them; those that are gone are left out."""
    messages = first_messages(spike.tickets)
    said = said_in(messages.values())
    return [said[messages[ticket]] for ticket in spike.tickets if messages.get(ticket) in said]


def topic_of(spike: Spike) -> str:
    """The topic that a spike is about: the cause's, that of another series that rose, or the examples' most common."""
    for kind, key in [(spike.cause_kind, spike.cause_key), *spike.series]:
        if kind in {SeriesKind.TOPIC, SeriesKind.PAIR}:
            return key.partition(":")[0]
    facts = IssueFact.objects.filter(ticket__in=spike.tickets)
    return _most(topic for topics in facts.values_list("topics", flat=True) for topic in topics) or FITS_NONE


def _questions(said: Sequence[Said], language: str) -> list[str]:
    found = (one.question for one in said if one.language == language)
    return [question for question in found if question and len(question) <= QUESTION_MOST][:MOST_QUESTIONS]


def _slug(title: str) -> str:
    taken = list(Article.objects.filter(slug__startswith=anchor_of(title)).values_list("slug", flat=True))
    return anchor_of(title, taken)


def _most(values: Iterable[str]) -> str:
    counted = Counter(value for value in values if value)
    return min(counted, key=lambda value: (-counted[value], value), default="")
