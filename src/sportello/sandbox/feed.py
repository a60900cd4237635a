"""What the control page and the clock may ask of the shop in the sandbox."""

import asyncio
from datetime import datetime
from typing import Any, Protocol


class Shop(Protocol):
    """A shop that still has stories to tell."""

    def waiting(self) -> dict[str, str]:
        """Keys of the stories that have not arrived yet, in the order in which they would, and a line about each."""
        ...

    async def drop(self, key: str, now: datetime) -> dict[str, Any]:
        """Let this story's first message arrive now, and say what the manifest says of it. Raises KeyError."""
        ...

    def manifest(self) -> dict[str, Any]:
        """Everything that happened so far."""
        ...


class Feed:
    """Drops the next story every so often, unless it is paused; the control page may press on."""

    def __init__(self, shop: Shop, clock: Any, *, every: float, first_after: float) -> None:
        self.shop = shop
        self.paused = every <= 0
        self._clock, self._every, self._first_after = clock, every, first_after
        self._one_at_a_time = asyncio.Lock()

    async def drop(self, key: str = "") -> dict[str, Any] | None:
        """Drop this story, or the next one for ""; None when all have arrived. Raises KeyError for an unknown key."""
        async with self._one_at_a_time:
            waiting = self.shop.waiting()
            if not key and not waiting:
                return None
            return await self.shop.drop(key or next(iter(waiting)), self._clock())

    async def run(self) -> None:
        """Drop stories for ever."""
        await asyncio.sleep(self._first_after)
        while True:
            if not self.paused:
                await self.drop()
            await asyncio.sleep(max(self._every, 1.0))
