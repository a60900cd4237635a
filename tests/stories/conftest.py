"""A Chromium for the journeys."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 60_000  # ms


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """One Chromium for a module: the one of the system, else Playwright's own; else the journeys are skipped.

    Playwright keeps an event loop in this thread, which Django would take for an asynchronous view.
    """
    sync_api = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=_installed(), args=SWITCHES)
        except sync_api.Error as missing:
            pytest.skip(f"no Chromium here: {str(missing).splitlines()[0]}")
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _installed() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)
