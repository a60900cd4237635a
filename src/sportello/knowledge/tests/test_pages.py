"""An edition as its readers see it."""

from datetime import date

import pytest

from sportello.business.models import Brand
from sportello.business.policy import stating
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind
from sportello.channels.models import Channel, Source
from sportello.knowledge.pages import page_of
from sportello.knowledge.testing import LONG_AGO, published

pytestmark = pytest.mark.django_db


def state(count: int, *, country: str = "", channel: Channel | None = None) -> None:
    fact = Fact(
        "return_window", Kind.DAYS, {"count": count}, date(2026, 1, 1), channel.pk if channel else None, country
    )
    stating.state(fact=fact, by=None, now=LONG_AGO)


def shown(reader: str = "any", language: str = "en", country: str = "") -> str:
    edition = published(audience=reader, language=language, title="{{ brand.name }}", body="{{ policy.return_window }}")
    brand, _ = Brand.objects.get_or_create(name="Casa *Lume*", defaults={"languages": ["it"]})
    assert edition.published is not None
    page = page_of(
        edition.published,
        edition=edition,
        reader=reader,
        brand=brand,
        address=lambda ours: None,
        now=LONG_AGO,
        country=country,
    )
    assert page.title == "Casa *Lume*"
    return page.body.text


def test_it_says_what_holds_for_the_reader() -> None:
    state(30)
    state(14, country="DE")
    assert shown() == "30 days"
    assert shown(language="de") == "14 Tage"
    assert shown(language="it", country="DE") == "14 giorni"


def test_it_takes_the_facts_of_the_audiences_only_channel() -> None:
    source = Source.objects.create(name="Box", kind="mailbox", address="a@casalume.example", created_at=LONG_AGO)
    shop = {"source": source, "answer_hours": 24, "round_the_clock": True, "created_at": LONG_AGO}
    german = Channel.objects.create(kind="amazon", name="Amazon.de", site="amazon.de", language="de", **shop)
    state(30)
    state(60, channel=german)
    assert shown("amazon") == "60 days"
    Channel.objects.create(kind="amazon", name="Amazon.it", site="amazon.it", language="it", **shop)
    assert shown("amazon", "de") == "60 Tage"
    assert shown("amazon", "fr") == "30 jours"


def test_it_says_what_is_missing() -> None:
    assert shown() == "{{ policy.return_window }}"
