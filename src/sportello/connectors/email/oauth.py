"""OAuth 2 with Google and Microsoft: the authorisation-code flow with PKCE and state (RFC 6749, 7636, 9700)."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from django.conf import settings

from .account import Account, Method, is_this_machine

TIMEOUT = httpx.Timeout(15.0)
MOST_BYTES = 64 * 1024


class OAuthError(OSError):
    """The provider did not give a token this time; the message has its words."""


class ConsentEnded(OAuthError):
    """The permission was withdrawn or has run out: the owner must connect the mailbox again."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider asks for consent and gives tokens, for what we ask, and what else it wants to be told."""

    authorize: str
    token: str
    scope: str
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a provider gave. `refresh` is "" when the old refresh token stays valid; `expires_at` is aware."""

    access: str = field(repr=False)
    expires_at: datetime
    refresh: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Journey:
    """One way to the provider and back: the state that must return, and the verifier that only we know."""

    state: str
    verifier: str = field(repr=False)


_PROVIDERS = {
    Method.GOOGLE: Provider(
        authorize="https://accounts.google.com/o/oauth2/v2/auth",
        token="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        scope="https://mail.google.com/",
        # Google gives a refresh token only when asked for offline access, and again only after a new consent.
        extra=(("access_type", "offline"), ("prompt", "consent")),
    ),
    Method.MICROSOFT: Provider(
        authorize="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
        token="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",  # noqa: S106 - an address
        scope=("https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"),
    ),
}


def provider_of(account: Account) -> Provider:
    """The provider of an account, its end-points replaced where the setting OAUTH_ENDPOINTS names others.

    The setting maps "google" and "microsoft" to {"authorize": ..., "token": ...}. Raises `OAuthError` for an account
    that signs in by password, and for end-points that are neither HTTPS nor on this machine.
    """
    known = _PROVIDERS.get(account.method)
    if known is None:
        raise OAuthError("this mailbox signs in with a password")
    other = getattr(settings, "OAUTH_ENDPOINTS", {}).get(account.method.value, {})
    found = Provider(
        authorize=other.get("authorize", known.authorize).format(tenant=account.tenant),
        token=other.get("token", known.token).format(tenant=account.tenant),
        scope=known.scope,
        extra=known.extra,
    )
    for address in (found.authorize, found.token):
        parts = urlsplit(address)
        if parts.scheme != "https" and not is_this_machine(parts.hostname or ""):
            raise OAuthError(f"{address} is not protected by HTTPS")
    return found


def set_out() -> Journey:
    """A new journey, unguessable."""
    return Journey(state=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(64))


def consent_address(account: Account, journey: Journey, redirect_uri: str) -> str:
    """Where the owner's browser goes to give consent. Raises `OAuthError`."""
    provider = provider_of(account)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(journey.verifier.encode()).digest()).rstrip(b"=").decode()
    values = {
        "response_type": "code",
        "client_id": account.client_id,
        "redirect_uri": redirect_uri,
        "scope": provider.scope,
        "state": journey.state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": account.address,
        **dict(provider.extra),
    }
    return f"{provider.authorize}?{urlencode(values)}"


def redeem(
    account: Account, *, code: str, verifier: str, redirect_uri: str, client_secret: str, now: datetime
) -> Tokens:
    """Tokens for the code that came back. Raises `OAuthError`; without a refresh token the journey was in vain."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    tokens = _ask(account, form, client_secret, now)
    if not tokens.refresh:
        raise OAuthError("the provider gave no refresh token")
    return tokens


def refresh(account: Account, *, refresh_token: str, client_secret: str, now: datetime) -> Tokens:
    """A new access token. Raises `ConsentEnded` when the refresh token is dead, `OAuthError` for the rest."""
    return _ask(account, {"grant_type": "refresh_token", "refresh_token": refresh_token}, client_secret, now)


def _ask(account: Account, form: dict[str, str], client_secret: str, now: datetime) -> Tokens:
    provider = provider_of(account)
    form = form | {"client_id": account.client_id}
    if client_secret:
        form["client_secret"] = client_secret
    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client:
            answer = client.post(provider.token, data=form, headers={"Accept": "application/json"})
    except httpx.HTTPError as silence:
        raise OAuthError(f"the provider does not answer: {silence}") from silence
    return _tokens(answer, now)


def _tokens(answer: httpx.Response, now: datetime) -> Tokens:
    try:
        said: Any = answer.json() if len(answer.content) <= MOST_BYTES else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise OAuthError(f"the provider answered {answer.status_code} without words")
    if answer.status_code != httpx.codes.OK or not isinstance(said.get("access_token"), str):
        _refuse(said, answer.status_code)
    lifetime = said.get("expires_in", 3600)
    seconds = int(lifetime) if str(lifetime).isdigit() else 3600
    return Tokens(
        said["access_token"], now + timedelta(seconds=min(seconds, 86400)), str(said.get("refresh_token") or "")
    )


def _refuse(said: dict[str, Any], status: int) -> None:
    code, words = str(said.get("error", status)), str(said.get("error_description", ""))
    text = " ".join(f"{code}: {words}".split())[:300]
    # RFC 6749 5.2 names invalid_grant for a dead refresh token; Microsoft says interaction_required as well.
    if code in {"invalid_grant", "interaction_required", "consent_required"}:
        raise ConsentEnded(text)
    raise OAuthError(text)
