"""What waits to be sent to one open stream."""

import asyncio


class Subscription[V]:
    """The queue of one client, bounded by `limit` frames: who falls behind is told to fetch anew instead."""

    def __init__(self, viewer: V, *, limit: int) -> None:
        self.viewer = viewer
        self._limit = limit
        self._frames: list[bytes] = []
        self._news = asyncio.Event()
        self._ended = False

    def offer(self, frame: bytes, *, instead: bytes) -> None:
        """Queue a frame, or `instead` in the place of everything queued when there is no room."""
        self._frames = [*self._frames, frame] if len(self._frames) < self._limit else [instead]
        self._news.set()

    def end(self) -> None:
        """End the stream now; what is queued is not sent any more."""
        self._ended = True
        self._news.set()

    async def take(self, seconds: float) -> bytes | None:
        """All queued frames, waiting up to `seconds` for the first; none (b"") after that time; None at the end."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return b""
        if self._ended:
            return None
        self._news.clear()
        frames, self._frames = self._frames, []
        return b"".join(frames)
