"""Login with Amazon: access tokens, kept with the account until shortly before their end.

`POST /auth/o2/token` (RFC 6749 4.4 and 6): a refresh token gives a seller's access token, client credentials with a
scope give one for grantless operations.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from sportello.channels.calling import Caller
from sportello.channels.contract import Account, ApiTrouble, TroubleKind

from .sites import LOGIN_HOST

# A call may take half a minute, and clocks differ.
MARGIN = timedelta(seconds=90)
_OUR_FAULT = {TroubleKind.REFUSED, TroubleKind.CREDENTIALS, TroubleKind.PERMISSION, TroubleKind.NOT_FOUND}


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and when it ends."""

    value: str
    until: datetime


def access_token(account: Account, *, scope: str, now: datetime, fresh: bool = False) -> str:
    """The account's token; for a `scope` that of the application alone. `fresh` asks for a new one in any case.

    Raises `ApiTrouble`: CREDENTIALS when Amazon no longer takes the client or the refresh token.
    """
    name = f"token:{scope}" if scope else "token"
    kept = None if fresh else _kept(account, name, now)
    if kept:
        return kept
    token = _asked(account, scope, now)
    values = {name: token.value, f"{name}:until": token.until.isoformat(), f"{name}:of": _owner(account)}
    account.secrets.update(values)
    account.keep_secrets(values)
    return token.value


def _kept(account: Account, name: str, now: datetime) -> str:
    """The kept token, unless it ends soon or was given for other credentials."""
    secrets = account.secrets
    try:
        until = datetime.fromisoformat(secrets.get(f"{name}:until", ""))
        lives = until - now > MARGIN
    except (ValueError, TypeError):
        return ""
    return secrets.get(name, "") if lives and secrets.get(f"{name}:of") == _owner(account) else ""


def _owner(account: Account) -> str:
    parts = [pasted(account, name) for name in ("client_id", "client_secret", "refresh_token")]
    return hashlib.sha256("\n".join([login_host(account), *parts]).encode()).hexdigest()[:16]


def pasted(account: Account, name: str) -> str:
    """A secret as it was meant: what is copied from a page often brings blanks along."""
    return account.secrets.get(name, "").strip()


def login_host(account: Account) -> str:
    """Where tokens are given: "auth_url", else the account's "base_url", else Amazon."""
    return account.setting("auth_url") or account.setting("base_url") or LOGIN_HOST


def _asked(account: Account, scope: str, now: datetime) -> Token:
    grant = (
        {"grant_type": "client_credentials", "scope": scope}
        if scope
        else {"grant_type": "refresh_token", "refresh_token": pasted(account, "refresh_token")}
    )
    client = {name: pasted(account, name) for name in ("client_id", "client_secret")}
    with Caller(login_host(account), explain=_explain) as caller:
        try:
            answer = caller.json("POST", "/auth/o2/token", now=now, data={**grant, **client})
        except ApiTrouble as trouble:
            if trouble.kind in _OUR_FAULT:
                raise ApiTrouble(TroubleKind.CREDENTIALS, trouble.words) from trouble
            raise
    return _token(answer, now)


def _token(answer: Any, now: datetime) -> Token:
    try:
        return Token(str(answer["access_token"]), now + timedelta(seconds=int(answer.get("expires_in", 3600))))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as broken:
        raise ApiTrouble(TroubleKind.NONSENSE, "Login with Amazon answered without a token") from broken


def _explain(response: httpx.Response) -> str:
    try:
        said = response.json()
    except ValueError:
        return ""
    if not isinstance(said, Mapping):
        return ""
    return " ".join(str(said[name]) for name in ("error", "error_description") if said.get(name))[:300]
