"""Calls to the Selling Partner API: host, token, rate and the vendor's errors."""

import json
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx

from sportello.channels.calling import LOOPBACK, Caller
from sportello.channels.contract import Account, ApiTrouble, TroubleKind

from .operations import Operation
from .rates import Throttle
from .sites import API_HOSTS, EUROPE
from .tokens import access_token

_RATE = "x-amzn-RateLimit-Limit"

type Params = Mapping[str, str | int | bool | tuple[str, ...]]


def api_host(account: Account) -> str:
    """The account's "base_url", else the host of its region."""
    return account.setting("base_url") or API_HOSTS.get(account.setting("region"), API_HOSTS[EUROPE])


class Client:
    """Calls for one account at `now`. Not for several threads at once."""

    def __init__(self, account: Account, *, now: datetime) -> None:
        self.account, self.now = account, now
        self._throttle = Throttle(account, now=now)
        self._operation: Operation | None = None
        self._caller = Caller(
            api_host(account),
            authorise=self._authorise,
            renew=self._renew,
            # Amazon answers an access token that has ended with 403, like a role that is missing.
            renew_on_forbidden=True,
            explain=self._explain,
        )

    def __enter__(self) -> Self:
        self._caller.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._caller.__exit__(kind, error, trace)

    def call(
        self,
        operation: Operation,
        *,
        path: Mapping[str, str] | None = None,
        params: Params | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        """The answer's JSON, None for an empty one. Lists among `params` are sent with commas, as the models say.

        Raises `ApiTrouble`; THROTTLED always has a `retry_after`.
        """
        given: dict[str, Any] = {"params": {name: _sent(value) for name, value in (params or {}).items()}}
        if body is not None:
            given["json"] = body
        where = operation.path.format(**{name: quote(value, safe="/") for name, value in (path or {}).items()})
        self._operation = operation
        try:
            response = self._caller.call(operation.method, where, now=self.now, **given)
        except ApiTrouble as trouble:
            if trouble.kind is TroubleKind.THROTTLED and trouble.retry_after is None:
                trouble.retry_after = self._throttle.heard(operation, "", refused=False)
            raise
        self._throttle.heard(operation, response.headers.get(_RATE, ""), refused=False)
        return _document(response)

    def _authorise(self) -> Mapping[str, str]:
        operation = self._called()
        self._throttle.enter(operation)
        token = access_token(self.account, scope=operation.scope, now=self.now)
        return {"x-amz-access-token": token, "accept": "application/json"}

    def _renew(self) -> None:
        access_token(self.account, scope=self._called().scope, now=self.now, fresh=True)

    def _explain(self, response: httpx.Response) -> str:
        header = response.headers.get(_RATE, "")
        self._throttle.heard(self._called(), header, refused=response.status_code == 429)
        return _errors(response)

    def _called(self) -> Operation:
        if self._operation is None:
            raise LookupError("no operation is being called")
        return self._operation


def _document(response: httpx.Response) -> Any:
    if not response.content:
        return None
    try:
        return json.loads(response.content)
    except ValueError as broken:
        raise ApiTrouble(TroubleKind.NONSENSE, f"the answer is no JSON: {broken}") from broken


def _sent(value: str | int | bool | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _errors(response: httpx.Response) -> str:
    """The words of an `ErrorList`: code, message, details."""
    try:
        errors = response.json()["errors"]
        parts = [str(errors[0].get(name) or "") for name in ("code", "message", "details")]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return ""
    return ": ".join(dict.fromkeys(part.strip() for part in parts if part.strip()))[:300]


def foreign(account: Account, url: str) -> tuple[str, str]:
    """Host and path of an address that Amazon gave for a file. Only https, and http beside a base URL on this machine.

    Raises `ApiTrouble` NONSENSE for any other address.
    """
    parts = urlsplit(url)
    home = parts.scheme == "http" and {parts.hostname, urlsplit(api_host(account)).hostname} <= LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or home):
        raise ApiTrouble(TroubleKind.NONSENSE, "the address of a file is not https")
    return f"{parts.scheme}://{parts.netloc}", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
