"""Token buckets: so many calls at once, and then so many a second, for each operation."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Bucket:
    """What is left of one operation's calls."""

    left: float
    at: datetime


@dataclass(slots=True)
class Limits:
    """The buckets of one account."""

    buckets: dict[str, Bucket] = field(default_factory=dict)

    def take(self, operation: str, rate: float, burst: int, now: datetime) -> bool:
        """Whether one more call of this operation is allowed now; `rate` is calls a second."""
        bucket = self.buckets.setdefault(operation, Bucket(burst, now))
        seconds = max(0.0, (now - bucket.at).total_seconds())
        bucket.left, bucket.at = min(float(burst), bucket.left + seconds * rate), now
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True
