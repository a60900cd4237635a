import asyncio
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from sportello.core.live.sessions import by_session

pytestmark = pytest.mark.django_db(transaction=True)


def scope(client: Client) -> dict[str, Any]:
    """What a server says of a request with the client's cookies."""
    cookie = client.cookies.output(header="", sep=";", attrs=[]).strip()
    return {
        "type": "http",
        "method": "GET",
        "http_version": "1.1",
        "path": "/live",
        "query_string": b"",
        "headers": [(b"cookie", cookie.encode())],
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 8000),
    }


def name_of(request: HttpRequest) -> str | None:
    """Who is signed in, by what the tests put into the session."""
    assert not request.user.is_authenticated
    name: str | None = request.session.get("name")
    return name


def asked(client: Client) -> str | None:
    """Who listens, by the session."""

    async def ask() -> str | None:
        return await by_session(name_of)(scope(client))

    return asyncio.run(ask())


def test_it_says_who_listens_until_they_sign_out(client: Client) -> None:
    session = client.session
    session["name"] = "ada"
    session.save()
    assert asked(client) == "ada"
    session.flush()
    assert asked(client) is None


def test_it_knows_nobody_without_or_with_a_made_up_session(client: Client) -> None:
    assert asked(client) is None
    client.cookies[settings.SESSION_COOKIE_NAME] = "made-up"
    assert asked(client) is None
