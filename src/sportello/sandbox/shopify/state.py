"""What the stand-in of Shopify remembers: tokens, scopes, the bucket of query points, and who asked to be told."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sportello.sandbox.vendors import Outside
from sportello.sandbox.world import World

CLIENT_ID = "c45a1e5a9d0b4c7f8e2a6b3d1f0c9e87"
CLIENT_SECRET = "shpss_sandboxopensnothingbutthisstandin"  # noqa: S105 - no secret: it opens nothing but this stand-in
ADMIN_TOKEN = "shpat_sandboxopensnothingbutthisstandin"  # noqa: S105 - as above
TOKEN_LIVES = timedelta(hours=24)
SCOPES = (
    "read_orders",
    "read_all_orders",
    "read_customers",
    "read_products",
    "read_returns",
    "read_shopify_payments_disputes",
)
# A shop on the plan Plus: 1,000 points come back each second.
BUCKET, RESTORE = 20_000.0, 1_000.0


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody who wants to be told of a topic such as "ORDERS_CREATE"."""

    id: str
    topic: str
    uri: str
    format: str
    created_at: datetime


@dataclass(slots=True)
class Bucket:
    """Query points left. They come back as time passes, the world's or the real one, whichever passed more."""

    size: float = BUCKET
    restore: float = RESTORE
    left: float = BUCKET
    clock: Callable[[], float] = time.monotonic
    _world_at: datetime | None = None
    _real_at: float = 0.0

    def refill(self, now: datetime) -> float:
        """What there is at this time of the world."""
        real = self.clock()
        if self._world_at is not None:
            passed = max((now - self._world_at).total_seconds(), real - self._real_at)
            self.left = min(self.size, self.left + passed * self.restore)
        self._world_at, self._real_at = now, real
        return self.left


@dataclass(slots=True)
class State:
    """`scopes` may be changed by a test; `moved` counts orders that were changed while somebody paged."""

    world: World
    outside: Outside
    scopes: tuple[str, ...] = SCOPES
    tokens: dict[str, datetime] = field(default_factory=dict)
    subscriptions: list[Subscription] = field(default_factory=list)
    bucket: Bucket = field(default_factory=Bucket)
    moved: int = 0
    told: int = 0

    def is_good(self, token: str) -> bool:
        """Whether this access token opens the API now."""
        faults, now = self.world.faults("shopify"), self.world.now()
        if faults.revoked:
            return False
        if token == ADMIN_TOKEN:
            return True
        issued = self.tokens.get(token)
        return issued is not None and now < issued + TOKEN_LIVES and not faults.expired(issued)

    def subscribe(self, topic: str, uri: str, kind: str) -> Subscription:
        """Note who wants to be told of what."""
        number = 1_000_000_001 + max((int(known.id) - 1_000_000_000 for known in self.subscriptions), default=0)
        made = Subscription(str(number), topic, uri, kind, self.world.now())
        self.subscriptions.append(made)
        return made

    def kept(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "tokens": {token: at.isoformat() for token, at in self.tokens.items()},
            "subscriptions": [
                asdict(known) | {"created_at": known.created_at.isoformat()} for known in self.subscriptions
            ],
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """What `kept` gave before the last stop."""
        self.tokens = {token: datetime.fromisoformat(at) for token, at in kept.get("tokens", {}).items()}
        for row in kept.get("subscriptions", ()):
            self.subscriptions.append(Subscription(**row | {"created_at": datetime.fromisoformat(row["created_at"])}))
