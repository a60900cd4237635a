"""Every address says who may see it, keeps to it, and changes something only when posted to."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from sportello.accounts.access import Permission
from sportello.accounts.models import Agent
from sportello.accounts.roles import Role, roles_with
from sportello.accounts.testing import ada, ben, cora, lea, rio, zed

from .addresses import Address, addresses
from .repository import report

pytestmark = pytest.mark.django_db

CAST: dict[Role, Callable[[], Agent]] = {
    Role.OWNER: ada,
    Role.LEAD: lea,
    Role.AGENT: ben,
    Role.CONTENT: cora,
    Role.READONLY: rio,
}
SIGNED_BY_THEIR_SENDER = {
    "inbound/<int:source_id>": 401,
    "hooks/<int:source_id>/<str:token>": 404,
    "letters/<str:token>/stop": 404,
}
"""Programs post here without a session; a signature takes the place of the token, and without one this is the answer.
An address with a secret of its own is not known without it."""

CHANGE = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)
KEPT_BY_LOOKING = {"django_session", "accounts_agent", "accounts_auditentry", "inbox_presence"}
"""Looking at a page may keep the session, when an agent was last seen, and that somebody looked."""

KEPT_BY_SCANNING = {"portal_brake", "portal_scans"}
"""Opening a printed code counts it, and the brake counts who opens many."""


@pytest.fixture(autouse=True)
def _quietly(caplog: pytest.LogCaptureFixture) -> None:
    """Refusals are what is asked for here; only errors are worth a line."""
    caplog.set_level(logging.ERROR, "django.request")


def browser(agent: Agent | None = None, *, strict: bool = False) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=strict)
    if agent:
        client.force_login(agent)
    return client


def of_agents() -> Iterator[Address]:
    return (address for address in addresses() if address.access and address.access.needs_agent)


def is_refused(answer: HttpResponseBase) -> bool:
    """Led to the sign-in, or told that one may not, or that this is not how one asks."""
    led_away = answer.status_code == 302 and answer.headers["Location"].startswith(reverse("accounts:sign-in"))
    return led_away or answer.status_code in {401, 403, 405}


def test_it_says_of_every_address_who_may_see_it() -> None:
    assert len(addresses()) > 20
    report(
        "Mark the view with public, signed_in or requires(...) of accounts/access.py:",
        (str(address) for address in addresses() if address.access is None),
    )


@pytest.mark.parametrize("who", [None, zed], ids=["anonymous", "deactivated"])
def test_it_shows_outsiders_only_what_is_public(who: Callable[[], Agent] | None) -> None:
    client = browser(who() if who else None)
    tried = [
        (address, method, client.generic(method, address.path)) for address in of_agents() for method in ("GET", "POST")
    ]
    report(
        "Guard the address: an outsider must be led to the sign-in or refused:",
        (f"{method} {address}: {answer.status_code}" for address, method, answer in tried if not is_refused(answer)),
    )
    answers: dict[str, set[int]] = {}
    for address, _, answer in tried:
        answers.setdefault(str(address), set()).add(answer.status_code)
    report(
        "Neither GET nor POST reaches the guard of this address:",
        (address for address, codes in answers.items() if codes == {405}),
    )


def test_it_refuses_agents_without_the_permission() -> None:
    wrong = []
    browsers = {role: browser(enter()) for role, enter in CAST.items()}
    for address in of_agents():
        assert address.access is not None
        for outside in _without(address.access.permission):
            client = browsers[outside]
            codes = {client.generic(method, address.path).status_code for method in ("GET", "POST")}
            if 403 not in codes or codes - {403, 405}:
                wrong.append(f"{address} as {outside}: {sorted(codes)}")
    report("Let only roles with the permission in; the others get 403:", wrong)


def _without(permission: Permission | None) -> list[Role]:
    """One role that lacks a permission, the mightiest; none where everybody has it."""
    return [role for role in CAST if permission and role not in roles_with(permission)][:1]


def test_it_names_the_methods_of_every_address() -> None:
    client = browser(ada())
    tried = ((address, method) for address in addresses() for method in ("PUT", "DELETE", "PATCH"))
    report(
        "Say how the view may be asked (require_safe, require_POST, require_http_methods); a change is a POST:",
        (
            f"{method} {address}: {code}"
            for address, method in tried
            if (code := client.generic(method, address.path).status_code) != 405
        ),
    )


def test_it_changes_nothing_when_a_page_is_asked_for() -> None:
    wrong = []
    client = browser(ada())
    for address in addresses():
        client.get(address.path)  # the first look may lay down the owner's defaults
        with noted_changes() as changed:
            client.get(address.path)
        wrong += [f"{address} writes {table}" for table in sorted(changed - _may_keep(address.path))]
    report("A GET must not change what others see; make the change a POST:", wrong)


def _may_keep(path: str) -> set[str]:
    return KEPT_BY_LOOKING | (KEPT_BY_SCANNING if "/r/" in path else set())


@contextmanager
def noted_changes() -> Iterator[set[str]]:
    """The tables that are written to meanwhile."""
    tables: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if written := CHANGE.match(str(sql)):
            tables.add(written[1])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield tables


def test_it_takes_no_post_without_a_token_of_its_own_page() -> None:
    client = browser(ada(), strict=True)
    posted = ((address, client.post(address.path).status_code) for address in addresses())
    report(
        "Leave the CSRF check on; only an endpoint with signed bodies is exempt:",
        (
            f"{address}: {code}"
            for address, code in posted
            if code not in ({signed} if (signed := SIGNED_BY_THEIR_SENDER.get(address.route)) else {403, 405})
        ),
    )


def test_it_breaks_on_no_address_whatever_is_missing_behind_it() -> None:
    client = browser(ada())
    tried = ((address, method) for address in addresses() for method in ("GET", "POST"))
    report(
        "Answer 404 or 422 where something is missing; a 500 is a bug:",
        (
            f"{method} {address}: {code}"
            for address, method in tried
            if (code := client.generic(method, address.path).status_code) >= 500
        ),
    )


def test_it_ends_no_address_with_a_slash() -> None:
    report(
        "Addresses end without a slash (APPEND_SLASH is off):",
        (str(address) for address in addresses() if address.route.endswith("/")),
    )
