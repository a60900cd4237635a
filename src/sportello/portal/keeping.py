"""Values that are costly to make and the same for many visitors, kept in this process for a little while."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

MOST = 600
SECONDS = 30.0
"""How long a page may lag behind what its key does not tell (a rule's new verdict, a publication that runs out)."""


@dataclass(slots=True)
class Kept:
    """The last `most` values by key, each for at most `seconds`. `clock` counts seconds and never goes back."""

    most: int = MOST
    seconds: float = SECONDS
    clock: Callable[[], float] = time.monotonic
    _values: OrderedDict[Hashable, tuple[float, Any]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get[Value](self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made when there is none or it is too old. Two threads may make it at the same time."""
        now = self.clock()
        with self._lock:
            found = self._values.get(key)
            if found is not None and now - found[0] < self.seconds:
                self._values.move_to_end(key)
                return found[1]  # type: ignore[no-any-return]
        value = make()
        with self._lock:
            self._values[key] = (now, value)
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()


KEPT = Kept()
"""What this process keeps of all help centres."""
