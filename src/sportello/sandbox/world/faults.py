"""What a stand-in does wrong on purpose, one set for each vendor."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Faults:
    """All off by default. Numbers are requests (or pushes) still to be spoilt, -1 for all of them.

    `throttle` answers "too many requests" as the vendor does, with `retry_after` seconds in its headers (None: none).
    `fail` answers 500. `slow` waits so many seconds before each answer. `truncate` cuts the JSON in half.
    `drop` closes the connection without an answer. `tokens_dead_before` (set by `expire`) makes older access tokens
    expired; `revoked` refuses client id, secret and refresh token. `double_pushes` sends every webhook or queue message
    twice, `reorder_pushes` holds one back until the next. `moving_pages` lets orders change while one pages.
    `no_limits` is no fault: the vendor's published rates are not enforced.
    """

    throttle: int = 0
    retry_after: float | None = None
    fail: int = 0
    slow: float = 0.0
    truncate: int = 0
    drop: int = 0
    revoked: bool = False
    double_pushes: bool = False
    reorder_pushes: bool = False
    moving_pages: bool = False
    no_limits: bool = False
    tokens_dead_before: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON values."""
        values = asdict(self)
        dead = self.tokens_dead_before
        return values | {"tokens_dead_before": dead.isoformat() if dead else None}

    def changed(self, wanted: dict[str, Any]) -> "Faults":
        """With these fields. Raises ValueError for one there is not or a value that makes no sense."""
        known = {field.name: getattr(Faults(), field.name) for field in fields(Faults)}
        for name, value in wanted.items():
            if name not in known or not _fits(name, value, known[name]):
                raise ValueError(f"{name} is no fault of an interface, or {value!r} is no value for it")
        return replace(self, **wanted)

    def spent(self, name: str) -> "Faults":
        """After one request was spoilt by this counted fault."""
        left: int = getattr(self, name)
        return self.changed({name: left - 1}) if left > 0 else self

    def expired(self, issued_at: datetime) -> bool:
        """Whether a token of that time was made to expire."""
        return self.tokens_dead_before is not None and issued_at <= self.tokens_dead_before


def _fits(name: str, value: object, default: object) -> bool:
    if name == "tokens_dead_before":
        return value is None or isinstance(value, datetime)
    if isinstance(default, bool):
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if name == "retry_after":
        return value is None or (isinstance(value, int | float) and 0 <= value <= 3600)
    if isinstance(default, int):
        return isinstance(value, int) and -1 <= value <= 100_000
    return isinstance(value, int | float) and 0 <= value <= 600
