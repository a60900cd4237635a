"""Walmart's Marketplace API: the token and the headers of every call.

Source: developer.walmart.com, Marketplace US, "Token API" and "Headers" (access tokens live 900 seconds).
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from sportello.channels.calling import Caller
from sportello.channels.contract import Account, ApiTrouble, TroubleKind

BASE_URL = "https://marketplace.walmartapis.com"
SERVICE = "Walmart Marketplace"
# A token is renewed this long before its end, so that a slow call does not outlive it.
MARGIN = timedelta(seconds=60)


class Api:
    """One seller's calls. A token that is still good is taken from the account's secrets."""

    def __init__(self, account: Account, now: datetime) -> None:
        self._account, self._now = account, now
        self._caller = Caller(
            account.setting("base_url", BASE_URL), authorise=self._headers, renew=self._renew, explain=words_of
        )

    def __enter__(self) -> "Api":
        return self

    def __exit__(self, *_: object) -> None:
        self._caller.__exit__(None, None, None)

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """A JSON object. Raises `ApiTrouble`."""
        found = self._caller.json("GET", path, now=self._now, **({"params": dict(params)} if params else {}))
        if not isinstance(found, dict):
            raise ApiTrouble(TroubleKind.NONSENSE, "the answer is no JSON object")
        return found

    def get_if_any(self, path: str, params: Mapping[str, str]) -> Mapping[str, Any] | None:
        """As `get`; None where Walmart has nothing to tell: no content (204), or no such thing (404).

        Raises `ApiTrouble`.
        """
        try:
            found = self._caller.json("GET", path, now=self._now, params=dict(params))
        except ApiTrouble as trouble:
            if trouble.kind is TroubleKind.NOT_FOUND:
                return None
            raise
        if found is not None and not isinstance(found, dict):
            raise ApiTrouble(TroubleKind.NONSENSE, "the answer is no JSON object")
        return found

    def find(self, path: str, params: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """As `get`, for a search: Walmart says "not found" where nothing matches. Raises `ApiTrouble`."""
        try:
            return self.get(path, params)
        except ApiTrouble as trouble:
            if trouble.kind is TroubleKind.NOT_FOUND:
                return {}
            raise

    def _headers(self) -> dict[str, str]:
        return {**_common(), "WM_SEC.ACCESS_TOKEN": self._token()}

    def _token(self) -> str:
        secrets = self._account.secrets
        good_until = secrets.get("token_until", "")
        if not secrets.get("token") or not good_until or datetime.fromisoformat(good_until) <= self._now:
            self._renew()
        return self._account.secrets["token"]

    def _renew(self) -> None:
        secrets = self._account.secrets
        pair = (secrets.get("client_id", ""), secrets.get("client_secret", ""))
        basic = httpx.BasicAuth(*pair)
        with Caller(self._account.setting("base_url", BASE_URL), explain=words_of) as caller:
            request = next(basic.auth_flow(httpx.Request("POST", "http://token")))
            headers = {**_common(), "Authorization": request.headers["Authorization"]}
            given = caller.json(
                "POST", "/v3/token", now=self._now, data={"grant_type": "client_credentials"}, headers=headers
            )
        self._keep(given)

    def _keep(self, given: Any) -> None:
        token = given.get("access_token") if isinstance(given, dict) else None
        if not isinstance(token, str) or not token:
            raise ApiTrouble(TroubleKind.NONSENSE, "the token's answer holds no token")
        until = self._now + timedelta(seconds=int(given.get("expires_in") or 900)) - MARGIN
        self._account.keep_secrets({"token": token, "token_until": until.isoformat()})


def words_of(response: httpx.Response) -> str:
    """Walmart's own words in an error: `errors` is a list, or an object with the list in `error`."""
    try:
        said = response.json()
    except ValueError:
        return ""
    errors = said.get("errors") or said.get("error") if isinstance(said, dict) else None
    errors = errors.get("error") if isinstance(errors, dict) else errors
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return " ".join(str(first[name]) for name in ("code", "description", "info") if first.get(name))[:300]


def _common() -> dict[str, str]:
    return {"Accept": "application/json", "WM_SVC.NAME": SERVICE, "WM_QOS.CORRELATION_ID": str(uuid.uuid4())}
