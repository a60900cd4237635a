"""The flow with Google and Microsoft, against a token end-point on the loopback address."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connections

from sportello.channels.models import Source
from sportello.connectors.email import oauth
from sportello.connectors.email.account import Account, Method, Security, Server
from sportello.connectors.email.tests.conftest import ACCOUNT, NOW
from sportello.connectors.email.tokens import credentials_of
from sportello.connectors.email.trouble import MailboxTrouble, Trouble


@dataclass
class TokenServer:
    """Answers with `status` and `answer`, and keeps what it was asked."""

    url: str = ""
    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def provider(settings: Any) -> Iterator[TokenServer]:
    state = TokenServer(answer={"access_token": ACCOUNT.token, "refresh_token": "again", "expires_in": 3600})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            state.asked.append({name: values[0] for name, values in form.items()})
            body = json.dumps(state.answer).encode()
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the tests quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    address = {"authorize": f"{state.url}/authorize", "token": f"{state.url}/token"}
    settings.OAUTH_ENDPOINTS = {"google": address, "microsoft": address}
    yield state
    server.shutdown()
    server.server_close()


def an_account(method: Method = Method.GOOGLE) -> Account:
    server = Server("imap.gmail.com", 993, Security.TLS)
    return Account(ACCOUNT.user, ACCOUNT.user, server, method=method, client_id="sportello")


@pytest.mark.parametrize(
    ("method", "host", "scope"),
    [
        (Method.GOOGLE, "accounts.google.com", "https://mail.google.com/"),
        (Method.MICROSOFT, "login.microsoftonline.com", "offline_access"),
    ],
)
def test_it_asks_for_consent_with_pkce_and_state(method: Method, host: str, scope: str) -> None:
    journey = oauth.set_out()
    parts = urlsplit(oauth.consent_address(an_account(method), journey, "https://desk.example/mailboxes/consent"))
    values = {name: value[0] for name, value in parse_qs(parts.query).items()}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(journey.verifier.encode()).digest()).decode().rstrip("=")
    assert parts.hostname == host
    assert scope in values["scope"].split()
    assert (values["state"], values["code_challenge"], values["code_challenge_method"]) == (
        journey.state,
        challenge,
        "S256",
    )
    assert journey.verifier not in parts.query
    assert 43 <= len(journey.verifier) <= 128
    assert oauth.set_out() != journey


def test_it_redeems_the_code_with_its_verifier(provider: TokenServer) -> None:
    tokens = oauth.redeem(
        an_account(), code="c", verifier="v", redirect_uri="https://desk.example/x", client_secret="s", now=NOW
    )
    assert (tokens.access, tokens.refresh, tokens.expires_at) == (ACCOUNT.token, "again", NOW + timedelta(hours=1))
    (asked,) = provider.asked
    assert asked == {
        "grant_type": "authorization_code",
        "code": "c",
        "code_verifier": "v",
        "redirect_uri": "https://desk.example/x",
        "client_id": "sportello",
        "client_secret": "s",
    }


def test_it_wants_a_refresh_token(provider: TokenServer) -> None:
    provider.answer.pop("refresh_token")
    with pytest.raises(oauth.OAuthError, match="refresh"):
        oauth.redeem(an_account(), code="c", verifier="v", redirect_uri="x", client_secret="s", now=NOW)


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (400, {"error": "invalid_grant", "error_description": "Token has been revoked."}, oauth.ConsentEnded),
        (400, {"error": "interaction_required"}, oauth.ConsentEnded),
        (401, {"error": "invalid_client"}, oauth.OAuthError),
        (500, {}, oauth.OAuthError),
        (200, {"token_type": "Bearer"}, oauth.OAuthError),
    ],
)
def test_it_tells_a_withdrawn_consent_from_other_troubles(
    provider: TokenServer, status: int, answer: dict[str, Any], error: type[Exception]
) -> None:
    provider.status, provider.answer = status, answer
    with pytest.raises(error) as raised:
        oauth.refresh(an_account(), refresh_token="r", client_secret="s", now=NOW)
    assert type(raised.value) is error


def test_it_says_when_the_provider_is_silent(settings: Any) -> None:
    dead = {"authorize": "https://a.example", "token": "http://127.0.0.1:1/token"}
    settings.OAUTH_ENDPOINTS = {"google": dead}
    with pytest.raises(oauth.OAuthError, match="does not answer"):
        oauth.refresh(an_account(), refresh_token="r", client_secret="s", now=NOW)


def test_it_sends_no_secret_unprotected(settings: Any) -> None:
    settings.OAUTH_ENDPOINTS = {"google": {"token": "http://tokens.example/token"}}
    with pytest.raises(oauth.OAuthError, match="HTTPS"):
        oauth.refresh(an_account(), refresh_token="r", client_secret="s", now=NOW)


@pytest.fixture
def with_tokens(source: Source) -> Source:
    source.config |= {"method": "microsoft", "client_id": "sportello"}
    source.keep_secrets(
        {
            "client_secret": "s",
            "refresh_token": "first",
            "access_token": "old",
            "expires_at": (NOW + timedelta(minutes=1)).isoformat(),
        }
    )
    source.save()
    return source


@pytest.mark.django_db(transaction=True)
def test_it_renews_a_token_that_ends_and_keeps_both(provider: TokenServer, with_tokens: Source) -> None:
    assert credentials_of(with_tokens, now=NOW).secret == ACCOUNT.token
    stored = Source.objects.get(pk=with_tokens.pk).secrets
    assert (stored["refresh_token"], stored["access_token"]) == ("again", ACCOUNT.token)
    assert credentials_of(Source.objects.get(pk=with_tokens.pk), now=NOW).secret == ACCOUNT.token
    assert [asked["refresh_token"] for asked in provider.asked] == ["first"]


@pytest.mark.django_db(transaction=True)
def test_it_renews_once_for_workers_that_ask_together(provider: TokenServer, with_tokens: Source) -> None:
    got: list[str] = []

    def ask() -> None:
        got.append(credentials_of(Source.objects.get(pk=with_tokens.pk), now=NOW).secret)
        connections.close_all()

    workers = [threading.Thread(target=ask) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert (got, len(provider.asked)) == ([ACCOUNT.token] * 4, 1)


@pytest.mark.django_db(transaction=True)
def test_it_says_when_consent_was_withdrawn(provider: TokenServer, with_tokens: Source) -> None:
    provider.status, provider.answer = 400, {"error": "invalid_grant"}
    with pytest.raises(MailboxTrouble) as trouble:
        credentials_of(with_tokens, now=NOW)
    assert trouble.value.trouble is Trouble.CONSENT


def test_it_keeps_an_account_in_the_configuration() -> None:
    account = an_account(Method.MICROSOFT)
    config = Account(
        **{n: getattr(account, n) for n in Account.__slots__} | {"import_since": date(2026, 1, 2)}
    ).as_config()
    assert json.loads(json.dumps(config))["import_since"] == "2026-01-02"
