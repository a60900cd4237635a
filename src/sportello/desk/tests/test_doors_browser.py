"""The doors of the house in a real browser, which sends what no test client does (Origin, Referer)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from sportello.accounts import joining, passwords
from sportello.accounts.models import Agent
from sportello.accounts.roles import Role
from sportello.accounts.testing import ada, ben

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "ein licht in jedem fenster"


@pytest.fixture
def stranger(chromium: "Browser", live_server: "LiveServer") -> "Iterator[Callable[[str], Page]]":
    """Opens an address in a browser in which nobody is signed in and no script runs."""
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)

    def open_page(path: str) -> "Page":
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    context.close()


def test_it_lets_the_invited_in(stranger: "Callable[[str], Page]", now: datetime) -> None:
    _invitation, token = joining.invite(email="nina@casalume.example", role=Role.AGENT, by=ada(), now=now)
    page = stranger(f"/join/{token}")
    page.fill("[name=name]", "Nina Neu")
    page.fill("[name=password]", NEW)
    page.click("button[type=submit]")
    page.wait_for_url("**/queue")
    assert Agent.objects.get(email="nina@casalume.example").name == "Nina Neu"


def test_it_gives_the_forgetful_a_new_password(stranger: "Callable[[str], Page]", now: datetime) -> None:
    page = stranger(passwords.reset_link(agent=ben(), base_url="", now=now))
    page.fill("[name=password]", NEW)
    page.click("button[type=submit]")
    page.wait_for_url("**/session")
    assert ben().check_password(NEW)
