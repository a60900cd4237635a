"""One web process's open streams, and what they may hear.

Times are seconds of a monotonic clock, given by the caller.
"""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sportello.core.live import frames
from sportello.core.live.subscription import Subscription

log = logging.getLogger(__name__)

type Detail = Mapping[str, int | str | bool]
type Allowed[V] = Callable[[V, str, Detail], bool]


@dataclass(frozen=True, slots=True)
class _Heard:
    at: float
    number: int
    topic: str
    detail: Detail


class Hub[V]:
    """Passes each message to the subscriptions whose viewer may know it, and remembers the last `memory` of them, so
    that a page hears what happened between its making and the opening of its stream. `slack` (s) is allowed for the
    way of its request; `limit` is how many messages may wait for one stream.
    """

    def __init__(
        self, allowed: Allowed[V], *, first_number: int, slack: float = 1.0, limit: int = 100, memory: int = 1000
    ) -> None:
        self._allowed, self._slack, self._limit = allowed, slack, limit
        self._number = first_number
        self._subscriptions: set[Subscription[V]] = set()
        self._recent: deque[_Heard] = deque(maxlen=memory)
        self._complete_since: float | None = None

    @property
    def number(self) -> int:
        """The number of the newest message."""
        return self._number

    @property
    def subscriptions(self) -> frozenset[Subscription[V]]:
        """The streams that are open."""
        return frozenset(self._subscriptions)

    def join(self, viewer: V, *, knows: float | None) -> Subscription[V]:
        """Subscribe a viewer whose page shows what was true at `knows`; None when that is not known.

        What came since is queued at once; where it is not remembered in full, the page is told to fetch anew.
        """
        joined = Subscription(viewer, limit=self._limit)
        self._subscriptions.add(joined)
        if knows is None or self._complete_since is None or knows - self._slack < self._complete_since:
            joined.offer(self._resync(), instead=self._resync())
        else:
            for heard in self._recent:
                if heard.at >= knows - self._slack:
                    self._offer(joined, heard)
        return joined

    def leave(self, subscription: Subscription[V]) -> None:
        """Forget a subscription."""
        self._subscriptions.discard(subscription)

    def hear(self, topic: str, detail: Detail, *, now: float) -> None:
        """Pass a message on."""
        self._number += 1
        heard = _Heard(now, self._number, topic, detail)
        if len(self._recent) == self._recent.maxlen and self._complete_since is not None:
            self._complete_since = self._recent[0].at
        self._recent.append(heard)
        for each in self._subscriptions:
            self._offer(each, heard)

    def begin_hearing(self, *, now: float) -> None:
        """From now on every message arrives here; what came before may have been missed."""
        self._recent.clear()
        self._complete_since = now
        self._number += 1
        for each in self._subscriptions:
            each.offer(self._resync(), instead=self._resync())

    def stop_hearing(self) -> None:
        """From now on messages may be missed."""
        self._complete_since = None

    def end(self) -> None:
        """End every stream."""
        for each in self._subscriptions:
            each.end()

    def _offer(self, subscription: Subscription[V], heard: _Heard) -> None:
        try:
            may_know = self._allowed(subscription.viewer, heard.topic, heard.detail)
        except Exception:
            log.exception("Whether a viewer may know of %s could not be told; it is kept back", heard.topic)
            return
        if may_know:
            frame = frames.message(heard.number, heard.topic, heard.detail)
            subscription.offer(frame, instead=self._resync())

    def _resync(self) -> bytes:
        return frames.resync(self._number)
