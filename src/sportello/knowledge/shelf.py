"""What stands on the shelf: the editions that a buyer may read."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from sportello.business.models import Brand

from .models import Article, Audience, Edition, Verdict
from .models.edition import EditionQuerySet


def visible(audience: str, language: str | None, brand: Brand | int | None, now: datetime) -> EditionQuerySet:
    """The published editions that a buyer of this audience may read, each with its article and text (no more queries).

    `audience` is a value of `Audience`: where the buyer bought, `any` when nobody knows. They read the editions of
    their own audience and those for everybody that break none of their audience's rules; where both exist in a
    language, their own. An unknown visitor never reads a shop's edition, and those for everybody only when they break
    no audience's rules at all. `language` None means all languages; `brand` None articles of no brand in particular.
    The text is `edition.published` (title, summary, body, keywords).
    """
    readable = _readable(audience, now).filter(article__in=Article.objects.for_brand(brand))
    if language is not None:
        readable = readable.filter(language=language)
    own = _readable(audience, now).filter(audience=audience, article=OuterRef("article"), language=OuterRef("language"))
    if audience != Audience.ANY:
        readable = readable.exclude(Exists(own), audience=Audience.ANY)
    return readable.with_texts()


def _readable(audience: str, now: datetime) -> EditionQuerySet:
    """Published for this audience or for everybody, and found in order by this audience's rules."""
    in_order = Verdict.objects.filter(version=OuterRef("published"), audience=audience, blockers=0)
    return Edition.objects.published(now=now).filter(Exists(in_order), audience__in={audience, Audience.ANY})
