"""What a stand-in of one vendor's interface is, and which there are."""

import importlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from .web import Answer, Request
from .world import World

log = logging.getLogger(__name__)
NAMES = ("amazon", "ebay", "walmart", "shopify", "aftership")
Trouble = Literal["throttled", "failed"]


class Outside(Protocol):
    """What a stand-in may do by itself."""

    def push(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """POST this webhook soon, from any thread; again when it fails. Only addresses of this machine are called."""
        ...

    def now(self) -> datetime:
        """The world's time."""
        ...


@dataclass(frozen=True, slots=True)
class Vendor[State]:
    """A stand-in.

    `prefix` is its name and its place: requests below `/<prefix>` are its own, and `request.path` is what follows.
    `open(world, outside, kept)` makes what it remembers between requests (its own tokens, subscriptions, cursors;
    never orders: those are the world's); `kept` is what `keep` returned before the last stop, {} the first time.
    `answer(request, world, state)` answers one request. `refuse(trouble, request, retry_after)` is its way of saying
    "too many requests" (`retry_after` seconds, None for an answer without such a header) and "internal error", used
    when these faults are on. `keep(state)` gives JSON values that must survive a restart.
    """

    prefix: str
    open: Callable[[World, Outside, dict[str, Any]], State]
    answer: Callable[[Request, World, State], Awaitable[Answer]]
    refuse: Callable[[Trouble, Request, float | None], Answer]
    keep: Callable[[State], dict[str, Any]] = field(default=lambda _state: {})


def vendor(name: str) -> Vendor[Any]:
    """The stand-in of this name: the `VENDOR` of the package beside this module. Raises ImportError."""
    module = importlib.import_module(f"{__name__.rpartition('.')[0]}.{name}")
    found: Vendor[Any] | None = getattr(module, "VENDOR", None)
    if found is None:
        raise ImportError(f"{module.__name__} has no VENDOR")
    return found


def all_vendors() -> list[Vendor[Any]]:
    """Every stand-in that can be loaded; of one that cannot the log says why, and the others still serve."""
    found = []
    for name in NAMES:
        try:
            found.append(vendor(name))
        except ImportError as error:
            log.warning("The stand-in of %s cannot be loaded: %s", name, error)
    return found
