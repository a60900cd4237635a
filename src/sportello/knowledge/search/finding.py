"""Finding the editions that answer what somebody typed: vectors in memory, words and spelling in PostgreSQL."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from sportello.business.models import Brand
from sportello.knowledge.models import Edition, Findable
from sportello.knowledge.shelf import visible
from sportello.reading.numbers import numbers_of

from . import storing, synonyms
from .artefact import Model, load
from .helping import helped
from .ranking import Beside, Query, Ranking, Why, rank, understood
from .shelving import Shelf, shelved
from .words import folded, tidy

LIMIT: Final = 5
type Stamp = tuple[int | datetime | None, ...]

_KEPT_SHELVES: Final = 40
_FRESH: Final = timedelta(minutes=1)
_SPARE: Final = 4
_SPELT_LIKE: Final = 0.6

# Whether the shelf changed since it was loaded; and what words and spelling say.
_STAMP: Final = """
SELECT (SELECT max(id) FROM knowledge_publication), (SELECT max(id) FROM knowledge_verdict),
       (SELECT max(id) FROM knowledge_findable), (SELECT count(*) FROM knowledge_findable),
       (SELECT count(*) FROM knowledge_synonym), (SELECT max(at) FROM knowledge_synonym)
"""
_BESIDE: Final = """
SELECT version_id, 0.0::float8 FROM knowledge_findable
WHERE search @@ (websearch_to_tsquery(%(config)s::regconfig, %(typed)s)
    || websearch_to_tsquery('pg_catalog.simple', public.unaccent(%(typed)s)))
UNION ALL
SELECT version_id, strict_word_similarity(%(plain)s, headline)::float8 FROM knowledge_findable
WHERE headline %%>> %(plain)s AND strict_word_similarity(%(plain)s, headline) >= %(like)s
"""
_CONFIGS: Final = {"it": "italian", "en": "english", "de": "german", "fr": "french", "es": "spanish"}


@dataclass(frozen=True, slots=True)
class Hit:
    """An edition that answers, with its article and published text at hand.

    `score` is the chance that it is the best answer (0 to 1), `why` what spoke for it most; `in_other_language` is
    true when the reader's language has no edition of its article.
    """

    edition: Edition
    score: float
    why: Why
    in_other_language: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: hits, best first (none when nothing fits); the order numbers that were typed; how likely
    nothing fits."""

    hits: tuple[Hit, ...]
    order_numbers: tuple[str, ...]
    none: float


@dataclass(frozen=True, slots=True)
class _Loaded:
    stamp: Stamp
    at: datetime
    shelf: Shelf
    versions: dict[int, int]
    synonyms: tuple[tuple[str, str], ...]


_shelves: OrderedDict[tuple[str, str, int | None], _Loaded] = OrderedDict()
_lock = threading.Lock()


def find(
    query: str, audience: str, language: str, brand: Brand | int | None, now: datetime, limit: int = LIMIT
) -> list[Hit]:
    """The editions that answer a query, best first, at most `limit`; none when nothing fits. See `search`."""
    return list(search(query, audience, language, brand, now, limit).hits)


def search(
    query: str, audience: str, language: str, brand: Brand | int | None, now: datetime, limit: int = LIMIT
) -> Found:
    """What somebody who typed `query` may read (`knowledge.shelf.visible`): their language before others.

    Never raises for what was typed. Three queries, while nothing changed: whether anything did, what words and spelling
    say, and whether the reader may still read what is about to be shown. Editions that were published a moment ago and
    are not ready yet are made ready here when they are few, else they are found once the worker has done so.
    """
    model = load()
    typed = tidy(query)
    numbers = tuple(dict.fromkeys(number.text for number in numbers_of(typed) if number.kind == "order"))
    loaded = _loaded(audience, language, brand, _stamp(), model, now)
    asked = understood(typed, model, also=synonyms.meant_by(typed, loaded.synonyms), known=loaded.shelf.known)
    if asked is None:
        return Found((), numbers, 1.0)
    holding, spelt = _beside(asked, language)
    editions = loaded.versions
    beside = Beside(
        spelt={editions[version]: like for version, like in spelt.items() if version in editions},
        holding=frozenset(editions[version] for version in holding if version in editions),
        helped=helped(now=now),
    )
    ranking = rank(asked, loaded.shelf, model, limit=limit + _SPARE, beside=beside)
    return Found(tuple(_hits(ranking, audience, language, brand, now, limit)), numbers, ranking.none)


def shelf_for(audience: str, language: str, brand: Brand | int | None, now: datetime) -> Shelf:
    """The shelf of a reader as it is now, from memory where nothing changed."""
    return _loaded(audience, language, brand, _stamp(), load(), now).shelf


def readable(keys: Sequence[int], audience: str, brand: Brand | int | None, now: datetime) -> dict[int, Edition]:
    """Those of the editions that the reader may read now: what was taken down a moment ago is not among them."""
    return {one.pk: one for one in visible(audience, None, brand, now).filter(pk__in=keys)} if keys else {}


def forget() -> None:
    """Drop what this process has loaded."""
    with _lock:
        _shelves.clear()


def _hits(
    ranking: Ranking, audience: str, language: str, brand: Brand | int | None, now: datetime, limit: int
) -> list[Hit]:
    known = readable([one.text.key for one in ranking.hits], audience, brand, now)
    hits = [
        Hit(known[one.text.key], one.score, one.why, one.text.language != language)
        for one in ranking.hits
        if one.text.key in known
    ]
    return hits[:limit]


def _beside(asked: Query, language: str) -> tuple[Sequence[int], dict[int, float]]:
    values: dict[str, str | float] = {
        "typed": asked.text,
        "plain": folded(asked.text)[:80],
        "config": f"pg_catalog.{_CONFIGS.get(language, 'simple')}",
        "like": _SPELT_LIKE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, values)
        rows = cursor.fetchall()
    holding = [version for version, like in rows if not like]
    return holding, {version: float(like) for version, like in rows if like}


def _stamp() -> Stamp:
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        return tuple(cursor.fetchone())


def _loaded(
    audience: str, language: str, brand: Brand | int | None, stamp: Stamp, model: Model, now: datetime
) -> _Loaded:
    key = (audience, language, brand.pk if isinstance(brand, Brand) else brand)
    with _lock:
        known = _shelves.get(key)
        if known and known.stamp == stamp and timedelta(0) <= now - known.at < _FRESH:
            _shelves.move_to_end(key)
            return known
    fresh = _load(audience, language, brand, stamp, model, now)
    with _lock:
        _shelves[key] = fresh
        while len(_shelves) > _KEPT_SHELVES:
            _shelves.popitem(last=False)
    return fresh


def _load(
    audience: str, language: str, brand: Brand | int | None, stamp: Stamp, model: Model, now: datetime
) -> _Loaded:
    editions = [*visible(audience, None, brand, now)]
    versions = {edition.published_id: edition.pk for edition in editions if edition.published_id}
    ready = storing.kept(versions, model)
    if 0 < len(versions) - len(ready) <= storing.AT_ONCE:
        storing.make_ready(now=now, model=model, most=storing.AT_ONCE)
        ready = storing.kept(versions, model)
    by_edition = {versions[version]: one for version, one in ready.items()}
    texts = [storing.text_of(edition) for edition in editions]
    shelf = shelved(texts, by_edition, language=language)
    return _Loaded(stamp, now, shelf, versions, synonyms.of_language(language))


def is_ready(*, now: datetime) -> bool:
    """Whether all published editions can be found."""
    return storing.unready(now=now) == 0 or not Findable.objects.exists()
