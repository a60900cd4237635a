"""A chart by keyboard: its points in words, the table behind it, on a page that a checker and a policy find clean."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sportello.accounts.testing import lea
from sportello.insights.models import BacklogForecast

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_it_reads_a_chart_by_keys(desk: "Callable[..., Page]", now: datetime) -> None:
    hours = [
        {"at": (now + timedelta(hours=n)).isoformat(), "backlog": 40 - n, "low": 20, "high": 60} for n in range(24)
    ]
    BacklogForecast.objects.create(at=now, backlog=41, per_hour=7.5, hours=hours)
    page = desk(lea(), "/insights/today")
    figure = page.locator("figure").filter(has=page.locator("#forecast-title"))
    chart = figure.locator("[data-chart]")
    said = chart.locator("[data-chart-said]")
    assert chart.locator("svg[role=img]").get_attribute("aria-labelledby") == "forecast-title forecast-desc"
    chart.focus()
    page.keyboard.press("ArrowRight")
    assert "40 (between 20 and 60)" in said.inner_text()
    page.keyboard.press("ArrowRight")
    assert "39 (between 20 and 60)" in said.inner_text()
    page.keyboard.press("End")
    assert "17 (between 20 and 60)" in said.inner_text()
    assert chart.locator(".is-read").count() == 1
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert "40 (between" in said.inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert figure.locator(".chart__table tbody tr").first.is_visible()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert problems(page) == []


def problems(page: "Page") -> list[str]:
    """What axe finds on a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]
