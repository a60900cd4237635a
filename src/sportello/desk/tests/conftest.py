"""What the desk's tests share: a clock, signed-in browsers and clients, a Chromium."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 60_000  # ms


@pytest.fixture
def now() -> datetime:
    """The moment a test happens in: views read the real clock, so it is the real one."""
    return timezone.now()


@pytest.fixture
def enter(db: None) -> Callable[[Agent], Client]:
    """A client in which somebody is signed in."""

    def sign_in(agent: Agent) -> Client:
        client = Client()
        client.force_login(agent)
        return client

    return sign_in


@pytest.fixture
def client(enter: Callable[[Agent], Client]) -> Client:
    """A client in which Ada is signed in."""
    return enter(ada())


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """One Chromium for a module; without one the browser tests are skipped with a word.

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
    """The Chromium of the system; None stands for Playwright's own."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture
def desk(chromium: "Browser", live_server: "LiveServer") -> "Iterator[Callable[..., Page]]":
    """Opens a page of the desk in a browser in which an agent is signed in; any error on it fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(agent: Agent, path: str, **options: Any) -> "Page":
        client = Client()
        client.force_login(agent)
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        context.add_cookies(
            [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.set_offline(True)
        context.close()
    _await_quiet()
    assert errors == []


def _await_quiet() -> None:
    """Until the server has answered what the pages still asked: the test's tables are emptied next."""
    busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
    for _try in range(1500):
        with connection.cursor() as cursor:
            cursor.execute(f"{busy} AND pid <> pg_backend_pid()")
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.02)
