"""Which address stands in letters."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from sportello.accounts import links


@pytest.fixture(autouse=True)
def nobody_entered_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "_sources", [])


def test_it_prefers_what_the_owner_entered_then_the_setting(settings: Settings) -> None:
    settings.SPORTELLO_BASE_URL = "https://set.example/"
    assert links.base_url() == "https://set.example"
    links.ask_for_base_url(lambda: "https://entered.example")
    assert links.base_url() == "https://entered.example"


def test_it_believes_a_request_only_for_hosts_that_are_allowed_by_name(settings: Settings) -> None:
    settings.SPORTELLO_BASE_URL = ""
    settings.ALLOWED_HOSTS = ["*", "desk.example"]
    good = RequestFactory().get("/", headers={"host": "desk.example:8443"}, secure=True)
    assert links.base_url(good) == "https://desk.example:8443"
    for host in ("evil.example", "desk.example.evil.example", "desk.example@evil.example", ""):
        with pytest.raises(links.NoBaseUrlError):
            links.base_url(RequestFactory().get("/", headers={"host": host}))


@pytest.mark.parametrize("good", ["http://127.0.0.1:8000", "https://desk.example/"])
def test_it_knows_an_address_that_links_can_begin_with(good: str) -> None:
    assert links.is_base_url(good)


@pytest.mark.parametrize(
    "bad",
    ["desk.example", "ftp://desk.example", "https://", "https://a.example/x", "https://a.example?x", "//a.example"],
)
def test_it_knows_what_links_cannot_begin_with(bad: str) -> None:
    assert not links.is_base_url(bad)
