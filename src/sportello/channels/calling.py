"""Calling a marketplace's HTTP API: one place that knows time-outs, sizes, and what each refusal means.

Nothing is tried twice here but a call whose token had ended: who calls decides about retries, by the trouble's kind.
"""

import json
import math
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from .contract import ApiTrouble, TroubleKind

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
MOST_BYTES = 32 * 1024 * 1024
WORDS = 300
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

type Headers = Mapping[str, str]
type Explain = Callable[[httpx.Response], str]


class Caller:
    """Calls to one API under `base_url`, with the headers that `authorise()` gives for each call.

    `renew()` is called once when the server says 401 (and 403, where `renew_on_forbidden`), then the call is repeated.
    `explain(response)` finds the server's own words in an error; without it the body's beginning is quoted.
    """

    def __init__(
        self,
        base_url: str,
        *,
        authorise: Callable[[], Headers] | None = None,
        renew: Callable[[], None] | None = None,
        renew_on_forbidden: bool = False,
        explain: Explain | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._authorise, self._renew, self._explain = authorise, renew, explain
        self._renewable = {401, 403} if renew_on_forbidden else {401}
        self._client = httpx.Client(
            base_url=base_url,
            timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
            verify=trusted(),
            trust_env=urlsplit(base_url).hostname not in LOOPBACK,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def call(self, method: str, path: str, *, now: datetime, **given: Any) -> httpx.Response:
        """One call; `given` is httpx's `params`, `json`, `data`, `content`, `headers`. Raises `ApiTrouble`."""
        response = self._once(method, path, given)
        if response.status_code in self._renewable and self._renew is not None:
            self._renew()
            response = self._once(method, path, given)
        if response.is_success:
            return response
        raise self._trouble(response, now)

    def json(self, method: str, path: str, *, now: datetime, **given: Any) -> Any:
        """The answer's JSON; None for an empty answer. Raises `ApiTrouble`, also when it is no JSON."""
        response = self.call(method, path, now=now, **given)
        if not response.content:
            return None
        try:
            return json.loads(response.content)
        except ValueError as broken:
            raise ApiTrouble(TroubleKind.NONSENSE, f"the answer is no JSON: {broken}") from broken

    def _once(self, method: str, path: str, given: Mapping[str, Any]) -> httpx.Response:
        headers = {**(self._authorise() if self._authorise else {}), **given.get("headers", {})}
        request = self._client.build_request(method, path, **{**given, "headers": headers})
        try:
            with self._client.stream(
                request.method, request.url, headers=request.headers, content=request.read()
            ) as response:
                return _read(response)
        except httpx.HTTPError as lost:
            raise ApiTrouble(TroubleKind.LOST, f"{type(lost).__name__}: {lost}"[:WORDS]) from lost

    def _trouble(self, response: httpx.Response, now: datetime) -> ApiTrouble:
        words = (self._explain(response) if self._explain else "") or response.text[:WORDS].strip()
        said = f"{response.status_code} {words or response.reason_phrase}"
        return ApiTrouble(kind_of(response.status_code), said, retry_after=retry_after(response, now=now))


@cache
def trusted() -> ssl.SSLContext:
    """Which servers' certificates we trust; one for all calls, because reading the authorities takes 45 ms of CPU."""
    return httpx.create_ssl_context()


def kind_of(status: int) -> TroubleKind:
    """What an HTTP status means for whoever has to act (RFC 9110 15)."""
    if status >= 500:
        return TroubleKind.SERVER
    known = {
        401: TroubleKind.CREDENTIALS,
        403: TroubleKind.PERMISSION,
        404: TroubleKind.NOT_FOUND,
        408: TroubleKind.LOST,
        429: TroubleKind.THROTTLED,
    }
    return known.get(status, TroubleKind.REFUSED)


def retry_after(response: httpx.Response, *, now: datetime) -> timedelta | None:
    """The server's `Retry-After`, as seconds or a date (RFC 9110 10.2.3), never negative; None without a sound one."""
    said = response.headers.get("retry-after", "").strip()
    try:
        seconds = float(said)
    except ValueError:
        return _until(said, now)
    return timedelta(seconds=min(max(seconds, 0.0), 86_400.0)) if math.isfinite(seconds) else None


def _until(date: str, now: datetime) -> timedelta | None:
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(at - now, timedelta(0))


def _read(response: httpx.Response) -> httpx.Response:
    """The response with its body read, at most so much: a server that pours for ever must not fill the memory."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            raise ApiTrouble(TroubleKind.NONSENSE, "the answer is too large")
    headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _DECODED]
    return httpx.Response(response.status_code, headers=headers, content=bytes(body), request=response.request)


_DECODED = {b"content-encoding", b"content-length", b"transfer-encoding"}
