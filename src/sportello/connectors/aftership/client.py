"""AfterShip's own client, held to our rules: one try, short waits, every failure an `ApiTrouble`."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from tracking.api import TrackingApi  # type: ignore[import-untyped]
from tracking.auth import ApiKey  # type: ignore[import-untyped]
from tracking.configuration import Configuration  # type: ignore[import-untyped]
from tracking.exceptions import ApiException, TimedOutError  # type: ignore[import-untyped]
from tracking.models import Tag, Tracking  # type: ignore[import-untyped]

from sportello.channels.calling import CONNECT_SECONDS, LOOPBACK, WORDS, kind_of, trusted
from sportello.channels.contract import ApiTrouble, TroubleKind

ADDRESS: Final = "https://api.aftership.com"
READ_SECONDS: Final = 15.0
LONGEST_WAIT: Final = timedelta(days=1)

# Codes in the answer's `meta` (AfterShip's API errors).
ALREADY_THERE: Final = 4003
NO_SUCH_SLUG: Final = frozenset({4010, 4012})

_TAGS: Final = frozenset(tag.value for tag in Tag)


class Refusal(ApiTrouble):
    """An `ApiTrouble` with AfterShip's own code, where it gave one (0: none)."""

    def __init__(self, kind: TroubleKind, words: str, code: int, retry_after: timedelta | None = None) -> None:
        super().__init__(kind, words, retry_after=retry_after)
        self.code = code


class Trackings:
    """The parcels of one AfterShip account; a context manager that holds one connection.

    `base_url` may have a path. Every method raises `ApiTrouble`, a `Refusal` when AfterShip itself said no.
    """

    def __init__(self, key: str, base_url: str, now: datetime) -> None:
        self._api, self._now = _Api(key, base_url), now

    def __enter__(self) -> "Trackings":
        return self

    def __exit__(self, *_: object) -> None:
        self._api.close()

    def with_number(self, number: str) -> list[Tracking]:
        """Parcels with this number; empty when AfterShip does not know it yet."""
        with _ours(self._now):
            found = self._api.get_trackings(tracking_numbers=number, limit=50)
        return list(found.data.trackings or ()) if found.data else []

    def add(self, number: str, slug: str) -> Tracking | None:
        """Let AfterShip follow this number from now on; what it knows already, None when it says nothing."""
        wanted = {"tracking_number": number} | ({"slug": slug} if slug else {})
        with _ours(self._now):
            return self._api.create_tracking(wanted).data

    def any(self) -> None:
        """Ask for one parcel, whichever: whether the key is good."""
        with _ours(self._now):
            self._api.get_trackings(limit=1)


class _Api(TrackingApi):  # type: ignore[misc]
    """AfterShip's client joins its paths to the host, so that a path in the base URL would be lost: we put it back."""

    def __init__(self, key: str, base_url: str) -> None:
        parts = urlsplit(base_url)
        configuration = Configuration(
            domain=f"{parts.scheme}://{parts.netloc}",
            authentication_type=ApiKey,
            api_key=key,
            max_retry=0,
            timeout=int(READ_SECONDS * 1000),
            user_agent="Sportello",
        )
        super().__init__(configuration)
        self._below = parts.path.rstrip("/")
        # Its own connection pool is shared by everybody in the process and trusts the environment's proxies.
        self._client = httpx.Client(
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            verify=trusted(),
            trust_env=parts.hostname not in LOOPBACK,
        )

    def close(self) -> None:
        self._client.close()

    def _request(self, method: str, url: str, **given: Any) -> Any:
        timeout = {"timeout": READ_SECONDS}
        answer = super()._request(method, f"{self._below}{url}", **given | timeout)
        _forget_new_tags(answer)
        return answer


def _forget_new_tags(value: Any) -> None:
    """A tag that the client does not know would make it refuse the whole answer."""
    if isinstance(value, dict):
        if "tag" in value and value["tag"] not in _TAGS:
            value["tag"] = None
        for inner in value.values():
            _forget_new_tags(inner)
    elif isinstance(value, list):
        for inner in value:
            _forget_new_tags(inner)


@contextmanager
def _ours(now: datetime) -> Iterator[None]:
    """Every failure of the client as an `ApiTrouble`."""
    try:
        yield
    except TimedOutError as late:
        raise ApiTrouble(TroubleKind.LOST, str(late.message)[:WORDS]) from late
    except ApiException as said:
        raise _refusal(said, now) from said
    except httpx.HTTPError as lost:
        raise ApiTrouble(TroubleKind.LOST, f"{type(lost).__name__}: {lost}"[:WORDS]) from lost
    except (TypeError, AttributeError, ValueError) as odd:
        raise ApiTrouble(TroubleKind.NONSENSE, f"the answer is not what it should be: {odd}"[:WORDS]) from odd


def _refusal(said: Any, now: datetime) -> ApiTrouble:
    status = said.status_code or 0
    if status < 400:
        return ApiTrouble(TroubleKind.NONSENSE, f"the answer is not what it should be: {said.message}"[:WORDS])
    code = said.meta_code if isinstance(said.meta_code, int) else 0
    words = f"{status} {said.message}"[:WORDS]
    return Refusal(kind_of(status), words, code, _wait(said.response_header or {}, now))


def _wait(headers: Mapping[str, list[str]], now: datetime) -> timedelta | None:
    """`Retry-After` in seconds or as a date, else until `x-ratelimit-reset`, which is in Unix seconds."""
    after = _first(headers, "retry-after")
    seconds = _number(after)
    if seconds is None and after:
        seconds = _seconds_until(after, now)
    if seconds is None and (reset := _number(_first(headers, "x-ratelimit-reset"))) is not None:
        seconds = reset - now.timestamp()
    return None if seconds is None else min(max(timedelta(0), timedelta(seconds=seconds)), LONGEST_WAIT)


def _first(headers: Mapping[str, list[str]], name: str) -> str:
    return (headers.get(name) or [""])[0]


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e11 else None


def _seconds_until(date: str, now: datetime) -> float | None:
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return None
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
