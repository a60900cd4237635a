"""Taking an uploaded file, whatever program it comes from."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from sportello.accounts.models import Agent
from sportello.knowledge import importing
from sportello.knowledge.folders.files import EditionFile
from sportello.knowledge.folders.packing import MOST_IN_ALL, Refused, unpack, unpack_pictures
from sportello.knowledge.importing import Outcome, Taken
from sportello.knowledge.models import Article
from sportello.knowledge.rendering import anchor_of
from sportello.knowledge.texts import SUMMARY_MOST, TITLE_MOST, WORDS_MOST, Text
from sportello.reading import read
from sportello.reading.vocabulary import LANGUAGES, OTHER

from .album import Album
from .markup import Picture, as_markdown
from .shapes import Foreign, Unknown, read_csv, read_json

SURE_ENOUGH = 0.5


def take_upload(*, name: str, data: bytes, by: Agent | None, now: datetime) -> list[Taken]:
    """Take articles from a zip of Markdown files, or from an export (JSON or CSV, packed or not) of Zendesk, Freshdesk
    or Gorgias. Everything becomes a draft. Pictures come along that lie in the same archive; nothing is fetched.

    Raises `Refused` when the file as a whole cannot be taken; what is wrong with single articles stands in the report.
    """
    if data.startswith(b"PK"):
        files = unpack(data)
    elif len(data) > MOST_IN_ALL:
        raise Refused("large")
    else:
        files = [(name, data.decode("utf-8", "replace"))]
    texts = [file for file in files if PurePosixPath(file[0]).suffix.lower() in {".md", ".markdown"}]
    report = importing.take_files(texts, by=by, now=now)
    foreign, refused = _foreign([file for file in files if file not in texts])
    if not texts and not foreign:
        raise Refused("unknown")
    album = Album(unpack_pictures(data) if data.startswith(b"PK") else {}, by=by, now=now)
    return [*report, *refused, *take_foreign(foreign, by=by, now=now, picture=album.address), *album.refused]


def take_foreign(
    articles: Sequence[Foreign], *, by: Agent | None, now: datetime, picture: Picture = lambda _named: ""
) -> list[Taken]:
    """Take articles of another program, for everybody; their topic is read from their words, their drafts are left."""
    report: list[Taken] = []
    files: list[tuple[str, EditionFile]] = []
    slugs: dict[str, str] = {}
    for article in _originals_first(articles):
        source, why = article.title[:80], _why_not(article)
        if why:
            report.append(Taken(source, Outcome.REFUSED, why))
            continue
        slug = slugs.setdefault(article.key, _slug(article.title, slugs.values()))
        files.append((source, _file(article, slug, picture)))
    return report + importing.take(files, by=by, now=now)


def _foreign(files: Sequence[tuple[str, str]]) -> tuple[list[Foreign], list[Taken]]:
    found: list[Foreign] = []
    refused: list[Taken] = []
    for path, content in files:
        try:
            found += read_csv(content) if path.lower().endswith(".csv") else read_json(content)
        except Unknown:
            refused.append(Taken(path, Outcome.REFUSED, "shape"))
    return found, refused


def _originals_first(articles: Sequence[Foreign]) -> list[Foreign]:
    """Slugs are made from the title in the language of the original."""
    return sorted(articles, key=lambda each: each.language[:2] != (each.original_language or "en"))


def _why_not(article: Foreign) -> str:
    if article.is_draft:
        return "draft"
    if (article.language[:2] or "en") not in LANGUAGES:
        return "language"
    return "" if as_markdown(article.html) else "empty"


def _slug(title: str, taken: Iterable[str]) -> str:
    """A name for addresses; an article of ours with that name is the same article, taken again."""
    return anchor_of(title, list(taken))


def _file(article: Foreign, slug: str, picture: Picture) -> EditionFile:
    language, body = article.language[:2] or "en", as_markdown(article.html, picture=picture)
    known = Article.objects.filter(slug=slug).first()
    return EditionFile(
        slug=slug,
        audience="any",
        language=language,
        topic=known.topic if known else _topic(f"{article.title}\n{body[:1500]}"),
        text=Text(
            title=article.title[:TITLE_MOST],
            body=body,
            summary=article.summary[:SUMMARY_MOST],
            keywords=tuple(word[:80] for word in article.words[:WORDS_MOST]),
        ),
        original_language=article.original_language if article.original_language in LANGUAGES else language,
    )


def _topic(text: str) -> str:
    """What an article is about, as reading understands it; `other` when it is not sure."""
    topics = read(text).topics
    best = max(topics, key=lambda topic: topic.confidence, default=None)
    return best.slug if best and best.confidence >= SURE_ENOUGH else OTHER
