"""Articles and editions for tests, as the acts of this app would leave them."""

from datetime import UTC, datetime

import pytest

from sportello.compliance.judgements import Context, Problem
from sportello.knowledge import checking
from sportello.knowledge.models import Article, Audience, Edition, Publication, Verdict, Version

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def article(slug: str = "late-parcel", *, topic: str = "where_is_my_order") -> Article:
    """An article without editions, found again by its slug."""
    made, _ = Article.objects.get_or_create(slug=slug, defaults={"topic": topic, "created_at": LONG_AGO})
    return made


def draft(
    slug: str = "late-parcel",
    *,
    topic: str = "where_is_my_order",
    audience: str = Audience.ANY,
    language: str = "en",
    title: str = "My parcel is late",
    body: str = "Open **Your Orders** and choose *Track package*.",
    keywords: tuple[str, ...] = (),
) -> Edition:
    """An edition with one version that nobody published."""
    made = Edition.objects.create(article=article(slug, topic=topic), audience=audience, language=language)
    made.latest = Version.objects.create(
        edition=made, number=1, title=title, body=body, keywords=list(keywords), at=LONG_AGO
    )
    made.save(update_fields=["latest"])
    return made


def published(
    slug: str = "late-parcel",
    *,
    topic: str = "where_is_my_order",
    audience: str = Audience.ANY,
    language: str = "en",
    title: str = "My parcel is late",
    body: str = "Open **Your Orders** and choose *Track package*.",
    keywords: tuple[str, ...] = (),
    breaks: tuple[str, ...] = (),
) -> Edition:
    """A published edition, in order with the rules of all who may see it except the audiences in `breaks`."""
    made = draft(slug, topic=topic, audience=audience, language=language, title=title, body=body, keywords=keywords)
    assert made.latest is not None
    made.published = made.latest
    made.save(update_fields=["published"])
    Publication.objects.create(edition=made, version=made.latest, at=LONG_AGO)
    for reader in Audience.values if audience == Audience.ANY else [audience]:
        broken = int(reader in breaks or (reader == Audience.ANY and bool(breaks)))
        Verdict.objects.create(version=made.latest, audience=reader, blockers=broken, rule_pack="test", at=LONG_AGO)
    return made


def without_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no marketplace mind anything, for tests about something else; open places are minded as ever."""

    def lint(_text: str, _context: Context) -> list[Problem]:
        return []

    monkeypatch.setattr(checking, "lint", lint)
