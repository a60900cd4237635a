"""All stand-ins behind one port, each below its prefix, with the faults that all of them share."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from .pushes import Push, Pushes
from .vendors import Vendor
from .web import Answer, Dropped, Refused, Request
from .world import World


@dataclass(frozen=True, slots=True)
class _Outside:
    """What one stand-in may do by itself."""

    vendor: str
    world: World
    pushes: Pushes

    def push(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        self.pushes.push(Push(self.vendor, url, body, headers))

    def now(self) -> datetime:
        return self.world.now()


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that a stand-in had and the status of the answer (0: none was given), for tests."""

    vendor: str
    method: str
    path: str
    status: int


class Hosting:
    """Answers below `/<vendor>`; `asked` remembers the last thousand requests."""

    def __init__(self, world: World, vendors: Iterable[Vendor[Any]], kept: dict[str, Any] | None = None) -> None:
        self.world, self.pushes = world, Pushes(world)
        self.asked: list[Asked] = []
        self._vendors = {vendor.prefix: vendor for vendor in vendors}
        self._states = {
            name: vendor.open(world, _Outside(name, world, self.pushes), (kept or {}).get(name, {}))
            for name, vendor in self._vendors.items()
        }

    @property
    def names(self) -> list[str]:
        """Whose stand-ins there are."""
        return list(self._vendors)

    def state(self, name: str) -> Any:
        """What this stand-in remembers. Raises KeyError."""
        return self._states[name]

    def kept(self) -> dict[str, Any]:
        """What must survive a restart, as JSON values."""
        return {name: vendor.keep(self._states[name]) for name, vendor in self._vendors.items()}

    async def __call__(self, request: Request) -> Answer:
        """Answer one request for a stand-in. Raises Refused when there is none of this name."""
        name = request.parts[0] if request.parts else ""
        vendor = self._vendors.get(name)
        if vendor is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is no such stand-in")
        base = f"http://{request.headers.get('host', '')}/{name}"
        below = replace(request, path=request.path[len(name) + 1 :] or "/", base=base)
        answer = await self._answer(vendor, below)
        self.asked = [*self.asked[-999:], Asked(name, request.method, below.path, answer.status)]
        return answer

    async def _answer(self, vendor: Vendor[Any], request: Request) -> Answer:
        name, world = vendor.prefix, self.world
        world.settle()
        if world.faults(name).slow:
            await asyncio.sleep(world.faults(name).slow)
        if world.spoils(name, "drop"):
            raise Dropped
        if world.spoils(name, "throttle"):
            return vendor.refuse("throttled", request, world.faults(name).retry_after)
        if world.spoils(name, "fail"):
            return vendor.refuse("failed", request, None)
        answer = await vendor.answer(request, world, self._states[name])
        if answer.body and world.spoils(name, "truncate"):
            return replace(answer, body=answer.body[: len(answer.body) // 2])
        return answer
