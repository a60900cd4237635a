"""Beginning the article that a gap asks for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.business.policy.finding import Fact, standing
from sportello.business.policy.known import facts
from sportello.core import events
from sportello.insights.models import Gap, WrittenArticle
from sportello.knowledge import writing
from sportello.knowledge.models import Article, Edition
from sportello.knowledge.rendering import anchor_of
from sportello.knowledge.texts import BODY_MOST, KEYWORD_MOST, QUESTION_MOST, TITLE_MOST, Text
from sportello.knowledge.values import home_of

from .cleaning import cleaned, is_open
from .policies import with_places
from .showing import line_of, title_from
from .telling import Said, said_in

MOST_QUESTIONS, MOST_KEYWORDS = 6, 20


@transaction.atomic
def write_article(*, gap: Gap, title: str, by: Agent, now: datetime) -> WrittenArticle:
    """Begin the edition that a gap asks for, as a draft held to the rules: its title from the questions' own words, its
    text the best past answer without anybody in it and with the policies' values as places.

    `title` is what to call it where the questions have no words left. Where an article answers the same in another
    language or for others, the edition is begun in that one. A gap is written once: the second time gives the first.
    """
    gap = Gap.objects.select_for_update().get(pk=gap.pk)
    if known := gap.written.select_related("edition").order_by("pk").first():
        return known
    line = line_of(gap)
    text = text_for(gap, title)
    article = _article_of(gap) or _new_article(gap, text.title, by, now)
    try:
        edition = writing.begin(
            article=article, audience=gap.audience, language=gap.language, text=text, by=by, now=now
        )
    except writing.AlreadyThere as there:
        edition = there.edition
    if known := WrittenArticle.objects.filter(edition=edition).first():
        return known
    made = WrittenArticle.objects.create(
        edition=edition, gap=gap, tickets=line.value.a_month, minutes=line.value.minutes, by=by, at=now
    )
    data = {"edition": edition.pk, "tickets": gap.tickets, "minutes": round(line.value.minutes, 1)}
    events.record(kind="gap.written", now=now, subject=("gap", gap.pk), actor=by.pk, data=data)
    return made


def text_for(gap: Gap, title: str) -> Text:
    """What the draft of a gap's article would say."""
    said = said_in([*gap.examples, *gap.answers])
    answer = next((said[message] for message in gap.answers if message in said), None)
    questions = [said[message].question for message in gap.examples if message in said]
    return Text(
        title=(title_from(gap, said) or title)[:TITLE_MOST],
        body=body_from(answer, gap.language)[:BODY_MOST] if answer else "",
        keywords=tuple(text[:KEYWORD_MOST] for text, _times in gap.terms[:MOST_KEYWORDS]),
        questions=tuple(_plain(questions)),
    )


def body_from(answer: Said, language: str) -> str:
    """The words of an answer for all; the values of policies that it states become places, before anything is taken
    out: an amount or an address of the house is nobody's secret."""
    known = _facts(answer, language)
    with_policies, _keys = with_places(answer.raw, known, language=language)
    words = cleaned(with_policies, answer.personal, language=answer.language)
    return words[:1].upper() + words[1:]  # what follows a greeting that went may begin small


def _facts(answer: Said, language: str) -> Mapping[str, Fact]:
    on_day = timezone.localdate(answer.sent_at)
    return standing(facts(), channel=answer.channel, country=home_of(language), on_day=on_day)


def _plain(questions: Sequence[str]) -> list[str]:
    return [one for one in questions if one and len(one) <= QUESTION_MOST and not is_open(one)][:MOST_QUESTIONS]


def _article_of(gap: Gap) -> Article | None:
    """The article that answers the same for others: begun because of the same group, or found in another language."""
    began = Edition.objects.filter(written_because__gap__group=gap.group_id, written_because__gap__product=gap.product)
    same = began.select_related("article").first()
    if same is None and (elsewhere := gap.counted.get("elsewhere")):
        same = Edition.objects.filter(pk=elsewhere).select_related("article").first()
    return same.article if same else None


def _new_article(gap: Gap, title: str, by: Agent, now: datetime) -> Article:
    similar = anchor_of(title)
    taken = list(Article.objects.filter(slug__startswith=similar).values_list("slug", flat=True))
    slug = anchor_of(title, taken)
    return writing.new_article(slug=slug, topic=gap.topic, original_language=gap.language, by=by, now=now)
