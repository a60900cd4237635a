"""Amazon's published rates: a token bucket per account and operation.

The slow operations (a call in a minute and slower) keep their bucket with the account, so that a restart does not
spend a burst that is gone; the fast ones are full again after a minute and are remembered by the process alone.
"""

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from sportello.channels.contract import Account, ApiTrouble, TroubleKind

from .operations import Operation

KEPT = "rates"
SLOW = 0.1
LONGEST_WAIT = 1.0
# A clock that was set back must not lock an operation: nothing is ever owed for longer than this.
MOST_AHEAD = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """`tokens` calls may be made at `at`; `rate` more come each second, up to `burst`."""

    tokens: float
    at: datetime
    rate: float
    burst: float


def full(operation: Operation, *, now: datetime) -> Bucket:
    """The bucket of an operation that was not called lately."""
    return Bucket(operation.burst, now, operation.rate, operation.burst)


def take(bucket: Bucket, *, now: datetime) -> tuple[Bucket, float]:
    """The bucket without one call's token, and the seconds to wait before that call."""
    at = now if bucket.at - now > MOST_AHEAD else max(bucket.at, now)
    passed = max((at - bucket.at).total_seconds(), 0.0)
    tokens = min(bucket.burst, bucket.tokens + passed * bucket.rate)
    wait = 0.0 if tokens >= 1 else (1 - tokens) / bucket.rate
    ready = at + timedelta(seconds=wait)
    return replace(bucket, tokens=max(tokens, 1.0) - 1, at=ready), wait + (at - now).total_seconds()


def emptied(bucket: Bucket, *, now: datetime) -> Bucket:
    """The bucket after the server said that it is empty."""
    return replace(bucket, tokens=0.0, at=max(bucket.at, now))


def learnt(bucket: Bucket, header: str) -> Bucket:
    """The bucket with the rate that `x-amzn-RateLimit-Limit` tells; an unsound header changes nothing."""
    try:
        rate = float(header)
    except ValueError:
        return bucket
    return replace(bucket, rate=rate) if math.isfinite(rate) and 0 < rate <= 1000 else bucket


_buckets: dict[tuple[int, str, str, str], Bucket] = {}
_guard = Lock()


class Throttle:
    """The buckets of one account. `pause` is how a wait below a second is spent."""

    def __init__(self, account: Account, *, now: datetime, pause: Callable[[float], None] = time.sleep) -> None:
        self._account, self._now, self._pause = account, now, pause

    def enter(self, operation: Operation) -> None:
        """Take a token. Raises `ApiTrouble` THROTTLED with `retry_after` when that would take longer than a second."""
        with _guard:
            bucket, wait = take(self._bucket(operation), now=self._now)
            if wait <= LONGEST_WAIT:
                self._keep(operation, bucket)
        if wait > LONGEST_WAIT:
            words = f"{operation.name}: the published rate of {bucket.rate:g} calls per second is used up"
            raise ApiTrouble(TroubleKind.THROTTLED, words, retry_after=timedelta(seconds=wait))
        if wait > 0:
            self._pause(wait)

    def heard(self, operation: Operation, header: str, *, refused: bool) -> timedelta:
        """Learn the rate from an answer's header; `refused` says that it was a 429. Returns the time a token takes."""
        with _guard:
            bucket = learnt(self._bucket(operation), header)
            if refused:
                bucket = emptied(bucket, now=self._now)
            self._keep(operation, bucket)
        return timedelta(seconds=1 / bucket.rate)

    def _bucket(self, operation: Operation) -> Bucket:
        key = self._key(operation)
        if operation.rate < SLOW:
            return _kept(self._account.secrets.get(KEPT, ""), operation) or full(operation, now=self._now)
        return _buckets.get(key) or full(operation, now=self._now)

    def _keep(self, operation: Operation, bucket: Bucket) -> None:
        if operation.rate >= SLOW:
            _buckets[self._key(operation)] = bucket
            return
        if bucket == _kept(self._account.secrets.get(KEPT, ""), operation):
            return
        noted = _noted(self._account.secrets.get(KEPT, ""))
        noted[operation.name] = [bucket.tokens, bucket.at.isoformat(), bucket.rate]
        values = {KEPT: json.dumps(noted)}
        self._account.secrets.update(values)
        self._account.keep_secrets(values)

    def _key(self, operation: Operation) -> tuple[int, str, str, str]:
        account = self._account
        return account.source_id, account.setting("base_url"), account.secrets.get("client_id", ""), operation.name


def _noted(text: str) -> dict[str, list[object]]:
    try:
        noted = json.loads(text or "{}")
    except ValueError:
        return {}
    return noted if isinstance(noted, dict) else {}


def _kept(text: str, operation: Operation) -> Bucket | None:
    """The kept bucket, or None when there is none that can be read."""
    try:
        tokens, at, rate = _noted(text)[operation.name]
        moment = datetime.fromisoformat(str(at))
        bucket = Bucket(float(str(tokens)), moment, float(str(rate)), operation.burst)
    except (KeyError, ValueError, TypeError):
        return None
    sound = moment.tzinfo is not None and 0 <= bucket.tokens <= bucket.burst and 0 < bucket.rate <= 1000
    return bucket if sound else None
