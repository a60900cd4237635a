"""The editions as other parts know them: as texts that use policy facts, and as texts that buyers read."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache

from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.business.models import Brand
from sportello.business.using import UsingText
from sportello.compliance.judgements import Audience as RulesOf
from sportello.compliance.judgements import Kind
from sportello.compliance.publishing import PublishedText

from . import publishing
from .checking import as_read
from .models import Edition
from .values import values_for
from .verdicts import text_of

KIND, PROVIDER = "edition", "knowledge.editions"


def texts_in_use() -> Iterator[UsingText]:
    """Every edition at work, with its latest text and, where it differs, the one that buyers read."""
    for edition in Edition.objects.at_work().with_texts():
        versions = dict.fromkeys(version for version in (edition.published, edition.latest) if version is not None)
        if versions:
            yield UsingText(
                kind=KIND,
                ref=edition.pk,
                title=next(iter(versions)).title,
                audience=edition.audience,
                language=edition.language,
                text="\n\n".join(version.whole for version in versions),
                href=f"/editions/{edition.pk}",
            )


def texts_published(now: datetime) -> Iterator[PublishedText]:
    """Every published edition, once for each audience that may read it, as that audience reads it at `now`."""

    @cache
    def values(audience: str, language: str, day: date) -> Mapping[str, str]:
        return values_for(audience=audience, language=language, brand=brand, on_day=day)

    brand = Brand.objects.order_by("pk").first()
    today = timezone.localdate(now)
    editions = Edition.objects.exclude(published=None).with_texts().prefetch_related("published__verdicts")
    for edition in editions.order_by("pk"):
        assert edition.published is not None
        for verdict in edition.published.verdicts.all():
            if verdict.blockers:
                continue
            read = as_read(text_of(edition.published), values(verdict.audience, edition.language, today))
            yield PublishedText(
                key=f"{edition.pk}:{verdict.audience}",
                kind=Kind.ARTICLE,
                audience=RulesOf(verdict.audience),
                language=edition.language,
                text=read.text if read else edition.published.whole,
                title=edition.published.title,
                where=f"/editions/{edition.pk}",
                switch_off=_taking_down(edition),
            )


def _taking_down(edition: Edition) -> Callable[[Agent, datetime], None]:
    def take_down(by: Agent, now: datetime) -> None:
        publishing.withdraw(edition=edition, by=by, now=now)

    return take_down
