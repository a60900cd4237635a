"""The list of articles, and the matrix of their editions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.business.models import Brand
from sportello.desk.understanding.words import CATEGORY_NAMES, topic, topics_by_category
from sportello.knowledge import matrix
from sportello.knowledge.matrix import Kept, Mark, Row
from sportello.knowledge.models import Article, Audience, Edition
from sportello.knowledge.states import State, is_failing, state_of, with_states
from sportello.reading.vocabulary import CATEGORIES

from .filtering import Filter
from .readership import reads_by_edition
from .words import MARKS


@dataclass(frozen=True, slots=True)
class Line:
    """An article of the list with its editions, named in the reader's language, else by its original or first title."""

    article: Article
    title: str
    topic: str
    editions: Sequence[Edition]


@requires(Permission.WRITE_ARTICLES)
@require_safe
def articles(request: SignedInRequest) -> HttpResponse:
    """The articles at work, narrowed by words, category, topic, audience, language and state."""
    chosen = Filter.of(request.GET)
    context = {
        "filter": chosen,
        "lines": _lines(chosen.editions()),
        "categories": [(slug, name, chosen.but(category=slug)) for slug, name in CATEGORY_NAMES.items()],
        "everything": chosen.but(category=""),
        "topics": topics_by_category(),
        "audiences": Audience.choices,
        "languages": settings.LANGUAGES,
        "states": State.choices,
        "now": timezone.now(),
    }
    return render(request, "desk/knowledge/articles.html", context)


@requires(Permission.WRITE_ARTICLES)
@require_safe
def table(request: SignedInRequest) -> HttpResponse:
    """By category: which editions are missing, behind their original, breaking rules or unread."""
    languages = _languages()
    editions = list(with_states(Edition.objects.at_work()).order_by("article", "language", "audience"))
    counted = reads_by_edition(now=timezone.now())
    titles = {line.article.pk: line.title for line in _lines(editions)}
    every = list(Article.objects.order_by("topic", "slug"))
    rows = {
        row.article: row
        for row in matrix.rows([article.pk for article in every], _kept(editions, counted), languages=languages)
    }
    context = {
        "languages": languages,
        "groups": [(name, _of_category(slug, every, rows, titles)) for slug, name in CATEGORY_NAMES.items()],
        "marks": [(mark.value, MARKS[mark]) for mark in Mark],
        "is_counted": counted is not None,
    }
    return render(request, "desk/knowledge/matrix.html", context)


def _lines(editions: Iterable[Edition]) -> list[Line]:
    return [_line(list(group)) for _, group in groupby(editions, key=lambda edition: edition.article_id)]


def _line(editions: Sequence[Edition]) -> Line:
    article = editions[0].article
    return Line(article, title_of(article, editions), topic(article.topic), editions)


def title_of(article: Article, editions: Sequence[Edition]) -> str:
    """What an article is called in the language of the page; by its original or first title where it has none in that,
    by its slug while it has no text."""
    wished = [get_language() or "en", article.original_language]
    place = {language: number for number, language in reversed([*enumerate(wished)])}
    ordered = sorted(editions, key=lambda one: (place.get(one.language, len(wished)), one.audience != "any"))
    return next((edition.latest.title for edition in ordered if edition.latest), article.slug)


def _of_category(
    category: str, every: Sequence[Article], rows: Mapping[int, Row], titles: Mapping[int, str]
) -> list[tuple[Article, str, Row]]:
    topics = CATEGORIES[category]
    return [
        (article, titles.get(article.pk, article.slug), rows[article.pk])
        for article in every
        if article.topic in topics
    ]


def _kept(editions: Sequence[Edition], counted: Mapping[int, int] | None) -> list[Kept]:
    latest = {(edition.article_id, edition.audience, edition.language): edition.latest_id for edition in editions}
    return [
        Kept(
            id=edition.pk,
            article=edition.article_id,
            audience=edition.audience,
            language=edition.language,
            is_published=edition.published_id is not None,
            is_failing=is_failing(edition),
            is_outdated=_is_outdated(edition, latest),
            reads=None if counted is None or edition.published_id is None else counted.get(edition.pk, 0),
        )
        for edition in editions
    ]


def _is_outdated(edition: Edition, latest: Mapping[tuple[int, str, str], int | None]) -> bool:
    original = latest.get((edition.article_id, edition.audience, edition.article.original_language))
    based_on = edition.latest.based_on_id if edition.latest else None
    return based_on is not None and based_on != original


def _languages() -> list[str]:
    """The languages of all brands, in the order of the house; all that we speak when there is no brand."""
    spoken = {language for languages in Brand.objects.values_list("languages", flat=True) for language in languages}
    return [code for code, _ in settings.LANGUAGES if code in spoken or not spoken]


def chips(edition: Edition) -> list[tuple[str, str]]:
    """How an edition stands, as chips: the kind of chip and its words."""
    state = state_of(edition)
    kinds = {State.PUBLISHED: "done", State.REVIEW: "soon", State.SCHEDULED: "soon"}
    found = [(kinds.get(state, ""), str(state.label))]
    if edition.published_id and state is not State.PUBLISHED:
        found.insert(0, ("done", str(State.PUBLISHED.label)))
    return found
