"""Holding versions to the rules, and keeping what was said."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache

from django.utils import timezone

from sportello.business.models import Brand

from .checking import Judged, judged, readers_of, state_of
from .models import Edition, Verdict, Version
from .texts import Text
from .values import brand_of, values_for


def text_of(version: Version) -> Text:
    """A version's text as a value."""
    return Text(
        title=version.title,
        body=version.body,
        summary=version.summary,
        keywords=tuple(version.keywords),
        questions=tuple(version.questions),
    )


def judge(*, edition: Edition, text: Text, now: datetime) -> list[Judged]:
    """Hold a text to the rules of everybody who may read this edition, filled as each would see it. Stores nothing.

    The brand's name is that of `values.brand_of`.
    """
    brand = brand_of(edition.article)
    day = timezone.localdate(now)
    return [
        judged(
            text,
            audience=audience,
            language=edition.language,
            category=edition.article.category,
            values=values_for(audience=audience, language=edition.language, brand=brand, on_day=day),
        )
        for audience in readers_of(edition.audience)
    ]


def keep(*, version: Version, now: datetime) -> list[Verdict]:
    """Hold a version to the rules of everybody who may read it, and keep the verdicts in place of older ones."""
    edition = version.edition
    kept = [
        Verdict(
            version=version,
            audience=each.audience,
            blockers=each.blockers,
            doubts=each.doubts,
            problems=[found.stored() for found in each.found],
            rule_pack=each.state,
            at=now,
        )
        for each in judge(edition=edition, text=text_of(version), now=now)
    ]
    return Verdict.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["version", "audience"],
        update_fields=["blockers", "doubts", "problems", "rule_pack", "at"],
    )


def judge_stale(*, now: datetime, most: int = 200) -> list[Edition]:
    """Hold versions to the rules whose verdicts are missing or rest on other rules or values; at most so many at once.

    Those that buyers read come first. Returns the published editions that somebody's rules break only now.
    """
    worse: list[Edition] = []
    for edition, version in stale(now=now)[:most]:
        before = _broken(version)
        keep(version=version, now=now)
        if version == edition.published and _broken(version) - before:
            worse.append(edition)
    return worse


def stale(*, now: datetime) -> list[tuple[Edition, Version]]:
    """The published and latest versions of editions at work without a verdict, or with one that rests on other rules
    or on other values of policy facts than today's."""
    editions = list(
        Edition.objects.at_work()
        .filter(latest__isnull=False)
        .with_texts()
        .prefetch_related("published__verdicts", "latest__verdicts", "article__brands")
    )
    published = [(edition, edition.published) for edition in editions if edition.published]
    written = [(edition, edition.latest) for edition in editions if edition.latest and edition.has_newer_text]
    state = _states(now)
    return [(edition, version) for edition, version in published + written if _is_stale(edition, version, state)]


def _states(now: datetime) -> Callable[[Edition, Version, str], str]:
    """What a verdict on a version would rest on today for an audience; the values are looked up once for all."""
    day, first = timezone.localdate(now), Brand.objects.order_by("pk").first()

    @cache
    def values(audience: str, language: str, brand: Brand | None) -> Mapping[str, str]:
        return values_for(audience=audience, language=language, brand=brand, on_day=day)

    def state(edition: Edition, version: Version, audience: str) -> str:
        own = sorted(edition.article.brands.all(), key=lambda brand: brand.pk)
        return state_of(version.whole, values(audience, edition.language, own[0] if own else first))

    return state


def _is_stale(edition: Edition, version: Version, state: Callable[[Edition, Version, str], str]) -> bool:
    said = {verdict.audience: verdict.rule_pack for verdict in version.verdicts.all()}
    return any(said.get(audience) != state(edition, version, audience) for audience in readers_of(edition.audience))


def _broken(version: Version) -> set[str]:
    return set(version.verdicts.filter(blockers__gt=0).values_list("audience", flat=True))
