"""A good answer as a draft of an article."""

from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.reading.vocabulary import LANGUAGES

from . import writing
from .models import Article, Audience, Edition
from .rendering import anchor_of
from .texts import TITLE_MOST, Text


@transaction.atomic
def draft_from_answer(
    *, title: str, body: str, topic: str, audience: str, language: str, by: Agent, now: datetime
) -> Edition:
    """Begin an article with the words of an answer, cleaned by the caller; it is a draft and nobody's text yet.

    `language` falls back on English when it is none of ours; the slug is made from the title.
    """
    language = language if language in LANGUAGES else "en"
    title = " ".join(title.split())[:TITLE_MOST] or topic.replace("_", " ")
    similar = anchor_of(title)
    taken = list(Article.objects.filter(slug__startswith=similar).values_list("slug", flat=True))
    article = writing.new_article(slug=anchor_of(title, taken), topic=topic, original_language=language, by=by, now=now)
    audience = audience if audience in Audience.values else Audience.ANY
    return writing.begin(article=article, audience=audience, language=language, text=Text(title, body), by=by, now=now)
