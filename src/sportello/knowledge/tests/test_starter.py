"""The articles a seller begins with: complete, in order with every rule, and leading somewhere."""

import re
from collections import defaultdict
from collections.abc import Mapping

import pytest

from sportello.compliance.meaning import judging
from sportello.knowledge.checking import judged, readers_of
from sportello.knowledge.filling import places
from sportello.knowledge.folders.files import EditionFile, read_file, write_file
from sportello.knowledge.starter.files import OPEN_PLACES, starter_files
from sportello.reading.vocabulary import LANGUAGES, category_of

FILES = list(starter_files())

VALUES: Mapping[str, str] = {
    "brand.name": "Casa Lume",
    "policy.return_window": "30 days",
    "policy.return_window_number": "30",
    "policy.return_address": "Casa Lume\nVia Savona 41\n20144 Milano",
    "policy.return_costs": "We pay the return label.",
    "policy.who_refunds": "The refund goes back the way you paid.",
    "policy.refund_days": "5 days",
    "policy.refund_days_number": "5",
    "policy.warranty": "24 months",
    "policy.warranty_number": "24",
    "policy.warranty_terms": "Faults of material and making are covered.",
    "policy.handling_days": "2 days",
    "policy.handling_days_number": "2",
    "policy.delivery_days": "4 days",
    "policy.delivery_days_number": "4",
    "policy.free_shipping_from": "49 €",
    "policy.hours": "Monday to Friday, 9 to 18",
    "policy.invoice_days": "3 days",
    "policy.invoice_days_number": "3",
    **dict.fromkeys(OPEN_PLACES, "BRT, GLS"),
}
PLANNED = {
    *("where-is-my-order", "order-in-several-parcels", "tracking-does-not-move", "tracking-number-not-found"),
    *("delivered-but-not-here", "parcel-left-with-neighbour", "change-delivery-address", "missed-delivery"),
    *("return-an-item", "who-pays-the-return", "when-is-my-refund", "refund-amount-differs"),
    *("arrived-damaged", "stopped-working", "wrong-item-received", "part-or-piece-missing"),
    *("exchange-size-or-colour", "replacement-on-its-way", "keep-it-with-money-back", "price-back-after-delay"),
    *("cancel-an-order", "cancel-after-dispatch", "how-long-is-the-warranty", "make-a-warranty-claim"),
    *("find-the-right-size", "care-and-cleaning", "assembly-instructions", "parts-for-assembly"),
    *("get-an-invoice", "correct-an-invoice", "discount-code-does-not-work", "price-changed-after-order"),
    *("payment-refused-or-twice", "my-personal-data", "contact-and-hours", "packaging-and-old-devices"),
}
PLACES_OF_OURS = {"help:home", "help:contact", "help:track"}


def whole(edition: EditionFile) -> str:
    return "\n".join([edition.text.title, edition.text.summary, edition.text.body])


def test_it_has_every_edition_in_all_languages() -> None:
    spoken: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edition in FILES:
        spoken[edition.slug, edition.audience].add(edition.language)
    assert FILES
    assert {
        edition: sorted(set(LANGUAGES) - found) for edition, found in spoken.items() if found != set(LANGUAGES)
    } == {}


def test_it_has_only_articles_of_the_plan() -> None:
    assert {edition.slug for edition in FILES} <= PLANNED
    assert len(PLANNED) == 36


def test_it_says_one_topic_in_all_editions_of_an_article() -> None:
    topics: dict[str, set[str]] = defaultdict(set)
    for edition in FILES:
        topics[edition.slug].add(edition.topic)
    assert {slug: found for slug, found in topics.items() if len(found) > 1} == {}


def test_it_opens_only_places_that_can_be_filled() -> None:
    unknown = {(edition.path, place) for edition in FILES for place in places(whole(edition)) if place not in VALUES}
    assert unknown == set()


def test_it_links_only_where_something_is() -> None:
    wrong = []
    for edition in FILES:
        leads = re.findall(r"\]\(([^)]+)\)", edition.text.body)
        known = {f"article:{slug}" for slug in PLANNED} | (set() if edition.audience == "amazon" else PLACES_OF_OURS)
        wrong += [(edition.path, lead) for lead in leads if lead not in known]
        wrong += [(edition.path, slug) for slug in edition.linked if slug not in PLANNED]
    assert wrong == []


def test_it_breaks_no_rule_of_anybody_who_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rule that stops a text for certain; what is judged by meaning only asks a lead, and would cost minutes."""
    monkeypatch.setattr(judging, "meant", lambda slug, written: [])
    found = [
        (edition.path, audience, one.slug, one.words)
        for edition in FILES
        for audience in readers_of(edition.audience)
        for one in judged(
            edition.text,
            audience=audience,
            language=edition.language,
            category=category_of(edition.topic),
            values=VALUES,
        ).found
        if one.stops
    ]
    assert found == []


def test_it_is_short_enough_for_a_phone() -> None:
    too_long = {
        edition.path: len(edition.text.body.split()) for edition in FILES if len(edition.text.body.split()) > 260
    }
    assert too_long == {}
    assert {edition.path for edition in FILES if not edition.text.summary or not edition.text.questions} == set()


def test_it_writes_the_files_that_it_reads() -> None:
    assert [read_file(edition.path, write_file(edition)) for edition in FILES] == FILES
