"""Making published editions ready for search, and keeping the result: the one place that writes vectors."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from django.db.models import Func, Value

from sportello.knowledge.models import Edition, Findable
from sportello.knowledge.models.edition import EditionQuerySet

from .artefact import Model, load
from .pieces import Prepared, Text, prepared
from .words import folded

AT_ONCE = 16
_WIDTH = 512
_HALF = np.dtype("<f2")


def unready(*, now: datetime, model: Model | None = None) -> int:
    """How many published editions are not ready for search yet."""
    return _waiting(now, model or load()).count()


def make_ready(*, now: datetime, model: Model | None = None, most: int = 500) -> int:
    """Compute what is missing of published editions, at most so many; returns how many became ready.

    Safe to run in several processes at once: both compute the same, the later one is kept. What is no longer
    published is forgotten.
    """
    chosen = model or load()
    waiting = [*_waiting(now, chosen).with_texts()[:most]]
    for at in range(0, len(waiting), AT_ONCE):
        _keep(waiting[at : at + AT_ONCE], chosen)
    published = Edition.objects.published(now=now).values("published")
    Findable.objects.exclude(version__in=published).delete()
    return len(waiting)


def text_of(edition: Edition) -> Text:
    """A published edition as search reads it; needs its article and published version at hand."""
    version = edition.published
    assert version is not None
    return Text(
        key=edition.pk,
        article=edition.article.slug,
        topic=edition.article.topic,
        audience=edition.audience,
        language=edition.language,
        title=version.title,
        summary=version.summary,
        keywords=tuple(version.keywords),
        questions=tuple(version.questions),
        body=version.body,
        original=edition.language == edition.article.original_language,
    )


def kept(versions: Iterable[int], model: Model) -> dict[int, Prepared]:
    """What is kept of these versions, by version; those of another model are left out."""
    rows = Findable.objects.filter(version__in=versions, model=model.version)
    found = rows.values_list("version_id", "vectors", "kinds", "needs")
    return {version: _read(bytes(vectors), bytes(kinds), bytes(needs)) for version, vectors, kinds, needs in found}


def _waiting(now: datetime, model: Model) -> EditionQuerySet:
    ready = Findable.objects.filter(model=model.version).values("version")
    return Edition.objects.published(now=now).exclude(published__in=ready).distinct().order_by("pk")


def _keep(editions: Sequence[Edition], model: Model) -> None:
    texts = [text_of(edition) for edition in editions]
    for edition, text, one in zip(editions, texts, prepared(texts, model.head), strict=True):
        assert edition.published is not None
        headline = " · ".join((text.title, *text.keywords, *text.questions))
        Findable.objects.update_or_create(
            version=edition.published,
            defaults={
                "model": model.version,
                "vectors": one.vectors.astype(_HALF).tobytes(),
                "kinds": one.kinds.astype(np.int8).tobytes(),
                "needs": one.needs.astype(_HALF).tobytes(),
                "headline": folded(headline)[:4000],
                "search": Func(
                    Value(text.language),
                    Value(headline),
                    Value(f"{text.summary} {text.plain}"),
                    function="sportello_search",
                ),
            },
        )


def _read(vectors: bytes, kinds: bytes, needs: bytes) -> Prepared:
    return Prepared(
        np.frombuffer(vectors, _HALF).reshape(-1, _WIDTH),
        np.frombuffer(kinds, np.int8),
        np.frombuffer(needs, _HALF),
    )
