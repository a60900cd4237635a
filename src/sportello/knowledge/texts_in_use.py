"""The editions as other parts know them: as texts that use policy facts, and as texts that buyers read."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sportello.accounts.models import Agent
from sportello.business.using import UsingText
from sportello.compliance.judgements import Audience as RulesOf
from sportello.compliance.judgements import Kind
from sportello.compliance.publishing import PublishedText

from . import publishing
from .models import Edition, Verdict, Version

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


def texts_published(_now: datetime) -> Iterator[PublishedText]:
    """Every published edition, once for each audience that may read it.

    Its verdicts say which rules it breaks; those that rest on older rules or values are retaken within minutes.
    """
    editions = Edition.objects.exclude(published=None).with_texts().prefetch_related("published__verdicts")
    for edition in editions.order_by("pk"):
        assert edition.published is not None
        for verdict in edition.published.verdicts.all():
            if not verdict.blockers:
                yield _published(edition, edition.published, verdict)


def _published(edition: Edition, version: Version, verdict: Verdict) -> PublishedText:
    asked = {str(problem["rule"]) for problem in verdict.problems if problem.get("stops") or problem.get("asks")}
    return PublishedText(
        key=f"{edition.pk}:{verdict.audience}",
        kind=Kind.ARTICLE,
        audience=RulesOf(verdict.audience),
        language=edition.language,
        text=version.whole,
        title=version.title,
        where=f"/editions/{edition.pk}",
        switch_off=_taking_down(edition),
        found=sorted(asked),
    )


def _taking_down(edition: Edition) -> Callable[[Agent, datetime], None]:
    def take_down(by: Agent, now: datetime) -> None:
        publishing.withdraw(edition=edition, by=by, now=now)

    return take_down
