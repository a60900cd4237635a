"""`python -m bench.helpsearch [ARTICLES]`: how long a help-centre search takes, in the process that answers it."""

import sys
import time
from datetime import UTC, datetime
from itertools import batched
from statistics import quantiles
from typing import TYPE_CHECKING

import numpy as np

from .ground import ground, load

if TYPE_CHECKING:
    from sportello.knowledge.models import Version
    from sportello.knowledge.search.artefact import Model
    from sportello.knowledge.search.corpus import Shelved
    from sportello.knowledge.search.pieces import Prepared

ARTICLES = 1_000
TIMES = 300
WARM = 20
LANGUAGES = ("en", "it", "de", "fr", "es")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NOISE = 0.02


def main(articles: int) -> None:
    """Write the articles in five languages, search them, and print p50 and p95 in milliseconds."""
    with ground():
        from sportello.knowledge.search.corpus import queries

        _write(articles)
        asked = [one for one in queries() if one.language in LANGUAGES]
        chance = np.random.default_rng(1)
        chosen = [asked[int(at)] for at in chance.integers(0, len(asked), WARM + TIMES)]
        taken = [_timed(one.text, one.language) for one in chosen][WARM:]
        cuts = quantiles(taken, n=20)
        print(f"{articles:>6} articles, {articles * len(LANGUAGES)} editions")
        print(f"p50 {cuts[9]:5.1f} ms   p95 {cuts[18]:5.1f} ms   aim 10 and 25")
        print(load())


def _timed(query: str, language: str) -> float:
    from sportello.knowledge.search.finding import find

    begin = time.perf_counter()
    find(query, "shop", language, None, NOW)
    return (time.perf_counter() - begin) * 1000


def _write(articles: int) -> None:
    """Editions like those of search's own corpus, each a little different, published and ready."""
    from sportello.knowledge.models import Article, Edition
    from sportello.knowledge.search.artefact import load as model
    from sportello.knowledge.search.corpus import shelf
    from sportello.knowledge.search.pieces import prepared
    from sportello.knowledge.search.weighing import text_of

    texts = shelf()
    like = [prepared([text_of(one, at)], model().head)[0] for at, one in enumerate(texts)]
    slugs = [(texts[at % len(texts)].slug, text_of(texts[at % len(texts)], at).topic) for at in range(articles)]
    Article.objects.bulk_create(
        Article(slug=f"{slug}-{at}", topic=topic, created_at=NOW) for at, (slug, topic) in enumerate(slugs)
    )
    of = list(Article.objects.order_by("pk"))
    Edition.objects.bulk_create(
        (Edition(article=article, audience="any", language=code) for article in of for code in LANGUAGES),
        batch_size=1000,
    )
    chance = np.random.default_rng(2)
    for part in batched(Edition.objects.order_by("pk"), 500, strict=False):
        _publish(list(part), texts, like, model(), chance)


def _publish(
    part: "list[object]",
    texts: "list[Shelved]",
    like: "list[Prepared]",
    model: "Model",
    chance: np.random.Generator,
) -> None:
    from sportello.knowledge.models import Edition, Findable, Publication, Verdict, Version

    editions = [one for one in part if isinstance(one, Edition)]
    places = [edition.article_id % len(texts) for edition in editions]
    versions = Version.objects.bulk_create(
        Version(edition=edition, number=1, title=f"{texts[at].title} {edition.article_id}", body=texts[at].body, at=NOW)
        for edition, at in zip(editions, places, strict=True)
    )
    for edition, version in zip(editions, versions, strict=True):
        edition.latest = edition.published = version
    Edition.objects.bulk_update(editions, ["latest", "published"])
    Publication.objects.bulk_create(Publication(edition=v.edition, version=v, at=NOW) for v in versions)
    Verdict.objects.bulk_create(
        Verdict(version=v, audience="shop", blockers=0, rule_pack="bench", at=NOW) for v in versions
    )
    Findable.objects.bulk_create(
        _findable(version, like[at], model, chance) for version, at in zip(versions, places, strict=True)
    )


def _findable(version: "Version", like: "Prepared", model: "Model", chance: np.random.Generator) -> "object":
    from django.db.models import Func, Value

    from sportello.knowledge.models import Findable

    vectors = like.vectors + chance.normal(0, NOISE, like.vectors.shape)
    return Findable(
        version=version,
        model=model.version,
        vectors=vectors.astype("<f2").tobytes(),
        kinds=like.kinds.tobytes(),
        needs=like.needs.astype("<f2").tobytes(),
        headline=version.title.lower(),
        search=Func(Value("en"), Value(version.title), Value(version.body), function="sportello_search"),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES)
