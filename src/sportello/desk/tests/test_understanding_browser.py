"""Correcting and narrowing with the keyboard, in a browser, also on a phone and without scripts."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from sportello.accounts.testing import ada
from sportello.inbox.models import Correction

from .test_understanding import heard

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_opens_the_correction_by_one_key_and_changes_the_chips(desk: "Callable[..., Page]", now: datetime) -> None:
    ticket = heard("Where is it? My lawyer will write to you.", now=now)
    page = desk(ada(), f"/tickets/{ticket.pk}", viewport={"width": 1440, "height": 900})
    page.locator(".heard").wait_for()
    page.keyboard.press("t")
    page.get_by_label("It is about").select_option("topic:invoice")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(".heard .chip", has_text="Invoice").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.get_by_role("button", name="Not a risk: Lawyer or authority").click()
    page.locator(".heard .chip--late").wait_for(state="detached")
    assert dict(Correction.objects.values_list("slug", "holds")) == {"invoice": True, "legal": False}


@pytest.mark.parametrize("options", [{"viewport": {"width": 390, "height": 844}}, {"java_script_enabled": False}])
def test_it_narrows_the_queue_on_a_phone_and_without_scripts(
    desk: "Callable[..., Page]", now: datetime, options: dict[str, object]
) -> None:
    heard("Where is it?", now=now, by="Dora Early")
    heard("My refund? My lawyer", now=now, by="Rita Risk")
    page = desk(ada(), "/queue", **options)
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Risk").select_option("legal")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**risk=legal**")
    assert page.get_by_text("Rita Risk").is_visible()
    assert not page.get_by_text("Dora Early").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if "viewport" in options else True
