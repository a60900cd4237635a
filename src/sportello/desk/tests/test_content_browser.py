"""The owner's pages about help centres and articles: nobody is shut out, nothing is wider than a telephone."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from sportello.accounts.testing import ada
from sportello.business.policy import stating
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind
from sportello.compliance.models import FailingText, Recheck
from sportello.knowledge.models import Place, Search
from sportello.knowledge.testing import draft, published, without_rules
from sportello.portal import founding
from sportello.portal.roads import laying
from sportello.portal.roads.laying import Wording
from sportello.portal.testing import help_centre

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = Wording(name="Lamps", language="en", headline="Where is it?", words="Scan me.", product=None, batch="1")
WIDE = """[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
          .map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture
def addresses(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages, each with something on it."""
    without_rules(monkeypatch)
    now, owner, centre = timezone.now(), ada(), help_centre()
    founding.open_to_buyers(centre, by=owner, now=now)
    edition = published("where", title="Where is my parcel?", body="Within {{ policy.return_window }}.")
    draft("draft", title="Not yet", body="Write to {{ fill.company }}.")
    fact = Fact("return_window", Kind.DAYS, {"count": 30}, now.date() - timedelta(days=9))
    stating.state(fact=fact, by=owner, now=now)
    Search.objects.create(at=now, place=Place.HELP, language="en", audience="any", text="glow worm", none=0.9)
    FailingText.objects.create(
        provider="p", key="k", audience="any", language="en", title="Late", place="/articles", rules=["AMZ-19"],
        may_be_switched_off=True,
    )  # fmt: skip
    Recheck.objects.create(at=now)
    roads = [laying.lay(centre, audience="amazon", site="amazon.it", wording=WORDS, by=owner, now=now) for _ in "ab"]
    laying.put_away(roads[1], by=owner, now=now)
    named = ("help-centre", "help-centre-look", "help-centre-texts", "help-centre-form", "inserts")
    plain = ("articles", "article-matrix", "article-alerts", "open-places", "article-publications", "searches")
    return [
        *(reverse(f"desk:{name}", args=[centre.pk]) for name in named),
        reverse("desk:insert", args=[centre.pk, roads[0].pk]),
        *(reverse(f"desk:{name}") for name in plain),
        reverse("desk:compliance-published"),
        reverse("desk:edition", args=[edition.pk]),
    ]


def test_it_shuts_nobody_out_of_the_owners_pages(desk: "Callable[..., Page]", addresses: list[str]) -> None:
    page, axe, faults = desk(ada(), addresses[0]), Axe(), []
    page.set_viewport_size({"width": 390, "height": 800})
    for address in addresses:
        page.goto(address)
        assert page.url.endswith(address)
        found = axe.run(page)
        faults += [f"{address}: {found.generate_report()}"] if found.violations_count else []
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{address} is wider than the telephone: {page.evaluate(WIDE)}")
    assert not faults, "\n".join(faults)
