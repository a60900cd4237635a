"""Taking articles from files, and giving them away as files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from sportello.accounts.models import Agent

from . import verdicts, writing
from .folders.files import EditionFile, NotAnArticle, read_file, write_file
from .models import Article, Edition, PolicyReference
from .texts import Unfit

NAME_MOST, ADDRESS_MOST = 120, 400


class Outcome(StrEnum):
    """What became of one thing that was to be taken."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing that was to be taken: where it came from, what became of it, and why not (one word)."""

    source: str
    outcome: Outcome
    why: str = ""
    edition: int | None = None


def take_files(files: Iterable[tuple[str, str]], *, by: Agent | None, now: datetime) -> list[Taken]:
    """Take Markdown files (path and content) as drafts: an edition each, a new version where the text differs.

    Nothing is published, and what is published stays. Each file stands for itself: one that cannot be read is refused
    with its reason, and the others are taken.
    """
    report: list[Taken] = []
    read: list[tuple[str, EditionFile]] = []
    for path, content in files:
        try:
            read.append((path, read_file(path, content)))
        except NotAnArticle as not_one:
            report.append(Taken(path, Outcome.REFUSED, not_one.reason))
    return report + take(read, by=by, now=now)


def take(editions: Sequence[tuple[str, EditionFile]], *, by: Agent | None, now: datetime) -> list[Taken]:
    """Take editions (with the name of where each came from) as drafts; links between articles are made at the end."""
    # Originals first, so that translations know what they were made from.
    ordered = sorted(editions, key=lambda each: each[1].language != (each[1].original_language or "en"))
    report = [_take(source, edition, by, now) for source, edition in ordered]
    _link([edition for _, edition in editions])
    return report


def files_of(editions: Iterable[Edition]) -> Iterator[tuple[str, str]]:
    """The latest text of each edition as a file (path and content); `take_files` reads them again."""
    for edition in editions:
        if edition.latest is None:
            continue
        article = edition.article
        file = EditionFile(
            slug=article.slug,
            audience=edition.audience,
            language=edition.language,
            topic=article.topic,
            text=verdicts.text_of(edition.latest),
            original_language=article.original_language,
            linked=tuple(sorted(linked.slug for linked in article.linked.all())),
            references=tuple(f"{each.name} | {each.url}" for each in article.references.all()),
        )
        yield file.path, write_file(file)


@transaction.atomic
def _take(source: str, file: EditionFile, by: Agent | None, now: datetime) -> Taken:
    try:
        edition, outcome = _begin_or_save(file, by, now)
    except Unfit as unfit:
        return Taken(source, Outcome.REFUSED, unfit.part)
    for line in file.references:
        name, _, address = (part.strip() for part in line.partition("|"))
        PolicyReference.objects.get_or_create(
            article=edition.article, name=name[:NAME_MOST], defaults={"url": address[:ADDRESS_MOST]}
        )
    return Taken(source, outcome, edition=edition.pk)


def _begin_or_save(file: EditionFile, by: Agent | None, now: datetime) -> tuple[Edition, Outcome]:
    article = Article.objects.filter(slug=file.slug).first()
    if article is None:
        article = writing.new_article(
            slug=file.slug, topic=file.topic, original_language=file.original_language or "en", by=by, now=now
        )
    edition = Edition.objects.filter(article=article, audience=file.audience, language=file.language)
    known = edition.with_texts().first()
    if known is None or known.latest is None:
        begun = writing.begin(
            article=article, audience=file.audience, language=file.language, text=file.text, by=by, now=now,
            judged_later=True,
        )  # fmt: skip
        return begun, Outcome.NEW
    before = known.latest.number
    saved = writing.save(
        edition=known, text=file.text, base=before, by=by, now=now, is_up_to_date=True, judged_later=True
    )
    return known, Outcome.SAME if saved.number == before else Outcome.CHANGED


def _link(files: Iterable[EditionFile]) -> None:
    """Links to articles that are not there are left out."""
    wanted = {(file.slug, slug) for file in files for slug in file.linked if slug != file.slug}
    articles = {
        article.slug: article for article in Article.objects.filter(slug__in={slug for pair in wanted for slug in pair})
    }
    for slug, other in wanted:
        if slug in articles and other in articles:
            articles[slug].linked.add(articles[other])
