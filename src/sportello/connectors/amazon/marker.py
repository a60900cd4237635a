"""How far reading orders has come: the cursor that is stored with each page. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from .values import moment, text, whole

FIRST_DAYS = 30
MOST_DAYS = 240
# Amazon's index is some minutes behind its orders, and changes while one pages.
OVERLAP = timedelta(minutes=5)
# A window that ends nearer than this is left open: its end would be ours to guess by our own clock.
RECENT = timedelta(days=1)
# Amazon lets a token live for 24 hours.
TOKEN_LIVES = timedelta(hours=23)
FEW = 50


@dataclass(frozen=True, slots=True)
class Marker:
    """`after` begins what is left of the window under way, `before` ends it (None: open), `seen` orders of it are read.

    `token` goes on inside it where time alone cannot, `reach` is how far Amazon said its first page looked. `began` is
    where a back-fill began, None once it has caught up.
    """

    after: datetime
    before: datetime | None = None
    token: str = ""
    token_at: datetime | None = None
    reach: datetime | None = None
    days: int = FIRST_DAYS
    seen: int = 0
    began: datetime | None = None
    plain_until: datetime | None = None
    sites: tuple[str, ...] = ()
    opinions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def cursor(self) -> dict[str, Any]:
        """As JSON values."""
        values = asdict(self)
        return {name: _plain(value) for name, value in values.items() if value not in (None, "", (), {})}

    def opened(self, now: datetime) -> "Marker":
        """With a window to search: a token that has ended is given up, and the window begins again."""
        lives = self.token_at is not None and timedelta(0) <= now - self.token_at < TOKEN_LIVES
        if lives if self.token else self.seen:
            return self
        end = self.after + timedelta(days=self.days)
        return replace(self, before=None if end > now - RECENT else end, token="", reach=None, seen=0)

    def closed(self, newest: datetime | None) -> "Marker":
        """After the last page of the window; `newest` is the newest change that an open window gave."""
        if self.before:
            after = self.before
        else:
            reached = self.reach or newest
            after = max(self.after, reached - OVERLAP) if reached else self.after
        days = min(self.days * 2, MOST_DAYS) if self.seen < FEW else self.days
        began = self.began if self.before else None
        return replace(self, after=after, before=None, token="", reach=None, seen=0, days=days, began=began)

    def progress(self, now: datetime) -> tuple[int, int | None]:
        """Days read and days to read while a back-fill is under way; (0, None) afterwards."""
        if self.began is None:
            return 0, None
        total = max((now - self.began).days, 1)
        return min(max((self.after - self.began).days, 0), total), total


def marker(cursor: Mapping[str, Any], *, since: datetime) -> Marker:
    """The stored cursor, or the beginning of a back-fill at `since` when there is none that can be read."""
    after = moment(cursor, "after")
    if after is None:
        return Marker(after=since, began=since)
    opinions = cursor.get("opinions")
    return Marker(
        after=after,
        before=moment(cursor, "before"),
        token=text(cursor, "token"),
        token_at=moment(cursor, "token_at"),
        reach=moment(cursor, "reach"),
        days=min(max(whole(cursor, "days"), 1), MOST_DAYS),
        seen=whole(cursor, "seen"),
        began=moment(cursor, "began"),
        plain_until=moment(cursor, "plain_until"),
        sites=tuple(str(one) for one in cursor.get("sites") or ()),
        opinions=dict(opinions) if isinstance(opinions, Mapping) else {},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
