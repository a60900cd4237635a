"""The help centre of a simulated quarter: the starter articles and what the shop wrote of its goods, but the gaps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sportello.business.models import PolicyFact
from sportello.knowledge.models import Article, Audience, Edition, Publication, Verdict, Version
from sportello.knowledge.starter.files import starter_files
from sportello.knowledge.texts import Text as Words
from sportello.sandbox.quarter.catalogue import LANGUAGES
from sportello.sandbox.quarter.planted import articles, is_gap
from sportello.sandbox.quarter.wording import grammar

from .demo_articles import FACTS

STARTERS: Final = {
    "where_is_my_order": "where-is-my-order",
    "tracking_stuck": "tracking-does-not-move",
    "delivered_not_received": "delivered-but-not-here",
    "change_delivery": "change-delivery-address",
    "return_request": "return-an-item",
    "refund_status": "when-is-my-refund",
    "damaged_or_defective": "arrived-damaged",
    "wrong_or_missing_item": "wrong-item-received",
    "exchange": "exchange-size-or-colour",
    "partial_refund": "keep-it-with-money-back",
    "cancel_order": "cancel-an-order",
    "warranty": "how-long-is-the-warranty",
    "assembly": "assembly-instructions",
    "invoice": "get-an-invoice",
    "price_or_discount": "price-changed-after-order",
    "account_or_payment": "payment-refused-or-twice",
}
"""The starter article on each topic; the shop wrote that on its goods (`product_question`) itself."""
BESIDE: Final = {
    "stopped-working": "damaged_or_defective",
    "part-or-piece-missing": "wrong_or_missing_item",
    "who-pays-the-return": "return_request",
    "correct-an-invoice": "invoice",
    "discount-code-does-not-work": "price_or_discount",
}
"""Starter articles that stand beside them; nobody in the quarter is counted as reading these."""


@dataclass(frozen=True, slots=True)
class Used:
    """An edition as events name it: of which macro or article, which edition, which version."""

    of: int
    edition: int
    version: int


@dataclass(frozen=True, slots=True)
class _Written:
    slug: str
    topic: str
    language: str
    words: Words


def shelve(long_ago: datetime) -> dict[int, Used]:
    """Publish the help centre as it was long before; returns the edition on each topic, by the simulator's place."""
    _state_facts(long_ago)
    written = list(_written())
    topics = {one.slug: one.topic for one in written}
    made = Article.objects.bulk_create(
        Article(slug=f"simulated-{slug}", topic=topic, created_at=long_ago) for slug, topic in topics.items()
    )
    by_slug = dict(zip(topics, made, strict=True))
    editions = Edition.objects.bulk_create(
        Edition(article=by_slug[one.slug], audience=Audience.ANY, language=one.language) for one in written
    )
    versions = Version.objects.bulk_create(
        _version(one.words, edition, long_ago) for one, edition in zip(written, editions, strict=True)
    )
    for edition, version in zip(editions, versions, strict=True):
        edition.latest = edition.published = version
    Edition.objects.bulk_update(editions, ["latest", "published"])
    Publication.objects.bulk_create(Publication(edition=one, version=one.published, at=long_ago) for one in editions)
    # Found in order by everybody's rules, as `knowledge.tasks` finds again when it judges texts anew.
    Verdict.objects.bulk_create(
        Verdict(version=version, audience=audience, blockers=0, rule_pack="", at=long_ago)
        for version in versions for audience in Audience.values
    )  # fmt: skip
    found = {(one.slug, one.language): edition for one, edition in zip(written, editions, strict=True)}
    return {text.place: _used(found[slug_on(text.topic), text.language]) for text in articles()}


def slug_on(topic: str) -> str:
    """The article on a topic."""
    return STARTERS.get(topic, topic.replace("_", "-"))


def _state_facts(long_ago: datetime) -> None:
    stated = set(PolicyFact.objects.values_list("key", flat=True))
    PolicyFact.objects.bulk_create(
        PolicyFact(key=key, kind=kind, value=value, valid_from=date(long_ago.year, 1, 1), stated_at=long_ago)
        for key, (kind, value) in FACTS.items() if key not in stated
    )  # fmt: skip


def _written() -> Iterator[_Written]:
    topics = {slug: topic for topic, slug in STARTERS.items()} | BESIDE
    for file in starter_files():
        if file.slug in topics and file.audience == Audience.ANY and not is_gap(file.topic, "", file.language):
            yield _Written(file.slug, topics[file.slug], file.language, file.text)
    for language in LANGUAGES:
        for key, said in _own(language).items():
            topic, _at, product = key.partition("@")
            slug = product or slug_on(topic)
            words = Words(title=said["title"], body=said["body"], questions=tuple(said["questions"]))
            yield _Written(slug, topic, language, words)


def _own(language: str) -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = grammar(language)["articles"]
    return found


def _version(words: Words, edition: Edition, long_ago: datetime) -> Version:
    return Version(
        edition=edition, number=1, at=long_ago, title=words.title, summary=words.summary, body=words.body,
        keywords=list(words.keywords), questions=list(words.questions),
    )  # fmt: skip


def _used(edition: Edition) -> Used:
    assert edition.published_id is not None
    return Used(edition.article_id, edition.pk, edition.published_id)
