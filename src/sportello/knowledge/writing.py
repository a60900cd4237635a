"""Writing editions: every saved text is a version of its own, and nobody overwrites another."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from sportello.accounts.models import Agent
from sportello.core import events

from . import verdicts
from .models import Article, Edition, EditionReview, ReviewOutcome, UnsavedText, Version
from .texts import Text


class Overtaken(Exception):
    """Somebody saved another version meanwhile; `latest` is theirs. Nothing was saved."""

    def __init__(self, latest: Version) -> None:
        super().__init__(f"version {latest.number} was saved meanwhile")
        self.latest = latest


class AlreadyThere(ValueError):
    """The article has an edition for this audience and language; `edition` is it."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(f"{edition} is already there")
        self.edition = edition


@transaction.atomic
def new_article(*, slug: str, topic: str, original_language: str, by: Agent | None, now: datetime) -> Article:
    """Open an article; its writer answers for it. Raises IntegrityError when the slug is taken."""
    article = Article.objects.create(
        slug=slug, topic=topic, original_language=original_language, owner=by, by=by, created_at=now
    )
    _record("article.created", ("article", article.pk), by, now)
    return article


@transaction.atomic
def begin(
    *,
    article: Article,
    audience: str,
    language: str,
    text: Text,
    by: Agent | None,
    now: datetime,
    judged_later: bool = False,
) -> Edition:
    """Begin an edition with its first version, held to the rules now, or later by the worker where many are begun.

    Raises `AlreadyThere`, and `texts.Unfit`.
    """
    text = text.tidied()
    Article.objects.select_for_update().get(pk=article.pk)
    if known := Edition.objects.filter(article=article, audience=audience, language=language).first():
        raise AlreadyThere(known)
    edition = Edition.objects.create(article=article, audience=audience, language=language)
    version = _append(edition, text, by, now, based_on=original_of(edition))
    if not judged_later:
        verdicts.keep(version=version, now=now)
    _record("edition.begun", ("edition", edition.pk), by, now, article=article.pk)
    return edition


@transaction.atomic
def save(
    *,
    edition: Edition,
    text: Text,
    base: int,
    by: Agent | None,
    now: datetime,
    note: str = "",
    is_up_to_date: bool = False,
    judged_later: bool = False,
) -> Version:
    """Save a text as the next version, hold it to the rules (or let the worker), and forget what was not saved.

    `base` is the number of the version they began from. With `is_up_to_date` a translation counts as made from today's
    original; else it keeps the one it was made from. A standing review of the older text ends. A text that is the
    latest already adds no version. Raises `Overtaken` and `texts.Unfit`.
    """
    text = text.tidied()
    edition = _locked(edition)
    latest = _latest(edition)
    if latest.number != base:
        raise Overtaken(latest)
    based_on = original_of(edition) if is_up_to_date else latest.based_on
    UnsavedText.objects.filter(edition=edition, agent=by).delete()
    if verdicts.text_of(latest) == text and latest.based_on == based_on:
        return latest
    version = _append(edition, text, by, now, note=note, based_on=based_on)
    if not judged_later:
        verdicts.keep(version=version, now=now)
    _record("edition.saved", ("edition", edition.pk), by, now, version=version.pk)
    return version


@transaction.atomic
def restore(*, version: Version, by: Agent, now: datetime) -> Version:
    """Make an older version's text the latest again, as a version of its own; the latest one itself stays as it is."""
    edition = _locked(version.edition)
    latest = _latest(edition)
    if verdicts.text_of(latest) == verdicts.text_of(version):
        return latest
    copy = _append(edition, verdicts.text_of(version), by, now, based_on=version.based_on, restored=version)
    verdicts.keep(version=copy, now=now)
    _record("edition.restored", ("edition", edition.pk), by, now, version=copy.pk, restored=version.pk)
    return copy


def keep_unsaved(
    *, edition: Edition, base: Version, text: Text, keywords: str, questions: str, by: Agent, now: datetime
) -> UnsavedText:
    """Keep what an agent typed and did not save yet, in place of what they had typed before."""
    kept, _ = UnsavedText.objects.update_or_create(
        edition=edition,
        agent=by,
        defaults={
            "base": base,
            "title": text.title[: UnsavedText._meta.get_field("title").max_length],
            "summary": text.summary[: UnsavedText._meta.get_field("summary").max_length],
            "body": text.body,
            "keywords": keywords,
            "questions": questions,
            "at": now,
        },
    )
    return kept


def original_of(edition: Edition) -> Version | None:
    """What a translation is made from: the latest text of this article and audience in the article's own language.

    None for the original itself, and where there is none in that language.
    """
    if edition.language == edition.article.original_language:
        return None
    original = Edition.objects.filter(
        article=edition.article_id, audience=edition.audience, language=edition.article.original_language
    )
    found = original.select_related("latest").first()
    return found.latest if found else None


def _append(
    edition: Edition,
    text: Text,
    by: Agent | None,
    now: datetime,
    *,
    note: str = "",
    based_on: Version | None = None,
    restored: Version | None = None,
) -> Version:
    last = edition.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        edition=edition,
        number=last + 1,
        title=text.title,
        summary=text.summary,
        body=text.body,
        keywords=list(text.keywords),
        questions=list(text.questions),
        note=note[:200],
        based_on=based_on,
        restored=restored,
        by=by,
        at=now,
    )
    edition.latest = version
    edition.save(update_fields=["latest"])
    EditionReview.objects.filter(edition=edition, ended_at=None).update(ended_at=now, outcome=ReviewOutcome.OVERTAKEN)
    return version


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=("self",)).with_texts().get(pk=edition.pk)


def _latest(edition: Edition) -> Version:
    if edition.latest is None:
        raise ValueError(f"{edition} has no text")
    return edition.latest


def _record(kind: str, subject: tuple[str, int], by: Agent | None, now: datetime, **data: int) -> None:
    events.record(kind=kind, now=now, subject=subject, actor=by.pk if by else None, data=data)


def words_of(lines: str, separators: Iterable[str] = ("\n", ",", ";")) -> tuple[str, ...]:
    """Words as somebody typed them, one to a line or parted by commas."""
    first, *others = separators
    for other in others:
        lines = lines.replace(other, first)
    return tuple(word for word in (line.strip() for line in lines.split(first)) if word)
