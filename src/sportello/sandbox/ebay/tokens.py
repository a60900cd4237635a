"""OAuth: tokens for the seller and for the application, and whether a call has the right one."""

import base64
import binascii
import secrets
from datetime import timedelta
from http import HTTPStatus

from sportello.sandbox.web import Answer, Request

from .calls import Call
from .errors import NOT_ALLOWED, TOKEN_WRONG, OAuthError
from .state import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, ROOT, State, Token

LIVES = timedelta(seconds=7_200)


def token(call: Call) -> Answer:
    """POST /identity/v1/oauth2/token."""
    form = {name: values[0] for name, values in call.request.form.items()}
    revoked = call.world.faults("ebay").revoked
    if _basic(call.request) != (CLIENT_ID, CLIENT_SECRET):
        raise OAuthError(HTTPStatus.UNAUTHORIZED, "invalid_client", "client authentication failed")
    grant = form.get("grant_type")
    if grant == "refresh_token":
        if form.get("refresh_token") != REFRESH_TOKEN or revoked:
            words = "the provided authorization refresh token is invalid or was issued to another client"
            raise OAuthError(HTTPStatus.BAD_REQUEST, "invalid_grant", words)
        return _given(call, _scopes(form.get("scope", ""), call.state.granted), of_seller=True)
    if grant == "client_credentials":
        return _given(call, _scopes(form.get("scope", "-"), {ROOT}), of_seller=False)
    raise OAuthError(HTTPStatus.BAD_REQUEST, "unsupported_grant_type", "grant type in request is not supported")


def must_be_signed_in(request: Request, state: State, *, scheme: str, scope: str, of_seller: bool) -> None:
    """Raises TOKEN_WRONG or NOT_ALLOWED."""
    given, _, value = request.headers.get("authorization", "").partition(" ")
    known, faults = state.tokens.get(value), state.world.faults("ebay")
    if given != scheme or known is None or faults.revoked or faults.expired(known.issued):
        raise TOKEN_WRONG
    if state.world.now() >= known.issued + LIVES:
        raise TOKEN_WRONG
    if scope not in known.scopes or known.of_seller != of_seller:
        raise NOT_ALLOWED


def _scopes(wanted: str, allowed: set[str]) -> frozenset[str]:
    scopes = frozenset(wanted.split()) or frozenset(allowed)
    if not scopes <= allowed:
        words = "The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client"
        raise OAuthError(HTTPStatus.BAD_REQUEST, "invalid_scope", words)
    return scopes


def _given(call: Call, scopes: frozenset[str], *, of_seller: bool) -> Answer:
    value = f"v^1.1#i^1#t^{secrets.token_urlsafe(40)}"
    call.state.tokens[value] = Token(call.world.now(), scopes, of_seller)
    kind = "User Access Token" if of_seller else "Application Access Token"
    return Answer.json({"access_token": value, "expires_in": int(LIVES.total_seconds()), "token_type": kind})


def _basic(request: Request) -> tuple[str, str]:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (name, secret) if scheme == "Basic" else ("", "")
