"""On a phone, in Italian and German: from a road to an answer without any ticket, from the form to one that knows."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone

from sportello.accounts.testing import ada
from sportello.channels.models import Envelope
from sportello.inbox.arrival import arrive
from sportello.inbox.models import Message, Ticket
from sportello.knowledge.models import Audience
from sportello.knowledge.testing import published
from sportello.portal import stamps
from sportello.portal.models import CentreText, HelpCentre, Outcome, Visit
from sportello.portal.settling import settle
from sportello.portal.testing import help_centre, order, road

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
AMAZON = "302-1234567-7654321"


@pytest.fixture
def centre() -> HelpCentre:
    """Casa Lume with an article in two languages, a legal notice and a privacy page."""
    made = help_centre()
    for language, title in (
        ("it", "Il tracking non si aggiorna: che cosa fare"),
        ("de", "Die Sendung bewegt sich nicht"),
    ):
        body = "# Primo\n\nTesto.\n\n# Secondo\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n# Terzo\n\n1. uno\n2. due"
        published("tracking", topic="where_is_my_order", language=language, title=title, body=body)
        for kind in ("legal", "privacy"):
            CentreText.objects.create(centre=made, kind=kind, language=language, text="# Casa Lume\n\nMilano")
    return made


@pytest.fixture
def phone(chromium: "Browser", live_server: "LiveServer") -> "Iterator[Page]":
    """A phone's browser that tells of every error and every breach of the policy."""
    context = chromium.new_context(base_url=live_server.url, **PHONE)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert wrong == []


def without_fault(page: "Page") -> None:
    """Nobody is shut out of this page, and nothing reaches beyond the phone's edge."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_it_shows_a_shop_buyer_the_parcel_without_any_ticket(phone: "Page", centre: HelpCentre) -> None:
    order("#1042", state="in_transit", place="Piacenza", at=timezone.now() - timedelta(days=3))
    phone.goto(f"/help/casa-lume/it?via={road(centre).code}")
    without_fault(phone)
    phone.locator("#find").press_sequentially("il tracking non si aggiorna", delay=2)
    phone.locator("#hits a").first.wait_for()
    phone.goto("/help/casa-lume/it/contact")
    without_fault(phone)
    delivery = centre.choices.get(category="delivery")
    phone.locator(f'a[href$="/contact/{delivery.pk}"]').click()
    where = centre.choices.get(topic="where_is_my_order")
    phone.locator(f'a[href$="/contact/{where.pk}"]').click()
    assert phone.locator("textarea").count() == 0
    without_fault(phone)
    phone.locator("[name=number]").fill("1042")
    phone.locator("[name=proof]").fill("20121")
    phone.locator('form[action$="/order"] button').click()
    assert "Piacenza" in phone.locator(".order").inner_text()
    without_fault(phone)
    phone.locator('form[action$="/solutions"] button').click()
    phone.wait_for_url("**/solutions")
    without_fault(phone)
    assert Visit.objects.get().audience == Audience.SHOP
    assert settle(now=timezone.now() + timedelta(days=4)) == 1
    assert Visit.objects.get().outcome == Outcome.SOLVED
    assert not Envelope.objects.exists()


def test_it_leads_an_amazon_buyer_to_amazons_own_page(phone: "Page", centre: HelpCentre) -> None:
    order(AMAZON, kind="amazon", site="amazon.de", postcode="10115")
    phone.goto(f"/help/casa-lume/de/order?via={road(centre, Audience.AMAZON, 'amazon.de').code}")
    assert phone.locator('a[href^="https://www.amazon.de/"]').count() == 1
    assert phone.locator("[type=email]").count() == 0
    without_fault(phone)
    phone.locator("[name=number]").fill("302 1234567 7654321")
    phone.locator("[name=number]").blur()
    assert phone.locator("[name=number]").input_value() == AMAZON
    phone.locator("[name=proof]").fill("10115")
    phone.locator('form[action$="/order"] button').click()
    assert AMAZON in phone.locator(".order a.button--main").get_attribute("href")  # type: ignore[operator]
    without_fault(phone)
    phone.goto("/help/casa-lume/de/contact")
    assert phone.locator('a[href^="https://www.amazon.de/"]').count() == 1
    without_fault(phone)
    assert not Envelope.objects.exists()


def test_it_makes_a_ticket_that_carries_what_was_read(
    phone: "Page", centre: HelpCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "YOUNGEST", timedelta(0))
    phone.goto("/help/casa-lume/de/articles/tracking")
    without_fault(phone)
    phone.locator('button[value="no"]').click()
    phone.wait_for_url("**voted=no**")
    without_fault(phone)
    topic = centre.choices.get(topic="other")
    phone.goto(f"/help/casa-lume/de/contact/{topic.pk}/message")
    without_fault(phone)
    phone.locator("[name=name]").fill("Kim Muster")
    phone.locator("[name=email]").fill("kim@posta.example")
    phone.locator("[name=text]").fill("Könnt ihr mir bitte einen Katalog aus Papier schicken?")
    phone.locator("form[enctype] button.button--main").click()
    if phone.locator("[name=anyway]").count():
        phone.locator("[name=anyway]").click()
    phone.wait_for_url("**/requests/**")
    without_fault(phone)
    reference = re.search(r"\b[A-Z0-9]{7}\b", phone.locator(".facts").inner_text())
    envelope = Envelope.objects.get()
    arrive(envelope.pk, now=timezone.now())
    message = Message.objects.get(envelope=envelope)
    assert message.text.startswith("Könnt ihr")
    assert reference
    assert reference[0] in Ticket.objects.get().subject
    client = Client()
    client.force_login(ada())
    desk = client.get(f"/tickets/{Ticket.objects.get().pk}").text
    assert re.search(r"<dd>Die Sendung bewegt sich nicht</dd>", desk)
    for path in ("", "/topics/delivery", "/legal", "/privacy", "/search?q=Sendung", "/articles/none"):
        phone.goto(f"/help/casa-lume/de{path}")
        without_fault(phone)
