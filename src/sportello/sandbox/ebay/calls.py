"""One call as the handlers get it, and the checks that eBay does on parameters."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sportello.sandbox.web import Request
from sportello.sandbox.world import World

from .errors import EbayError, bad
from .state import State

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the request, the world, what is remembered, and the parts of its path that vary."""

    request: Request
    world: World
    state: State
    ids: tuple[str, ...] = ()

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters."""
        return self.request.query

    def body(self, wrong: EbayError, *names: str) -> dict[str, Any]:
        """The JSON object that was sent, with these fields at most. Raises `wrong`."""
        if self.request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise wrong
        try:
            sent = json.loads(self.request.body)
        except ValueError as broken:
            raise wrong from broken
        if not isinstance(sent, dict) or not set(sent) <= set(names):
            raise wrong
        return sent

    def only(self, wrong: EbayError, *names: str) -> None:
        """Raises `wrong` for a parameter that is none of these."""
        if not set(self.query) <= set(names):
            raise wrong

    def number(self, name: str, default: int, most: int, wrong: EbayError, least: int = 0) -> int:
        """A whole number among the parameters. Raises `wrong`."""
        said = self.query.get(name, str(default))
        if not said.isdecimal() or not least <= int(said) <= most:
            raise wrong
        return int(said)


def time(value: str, wrong: EbayError) -> datetime:
    """An instant in ISO 8601 with its offset, as UTC. Raises `wrong`."""
    if not _TIME.fullmatch(value):
        raise wrong
    return datetime.fromisoformat(value).astimezone(UTC)


def iso(at: datetime) -> str:
    """As eBay writes an instant."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def cut(found: list[Any], offset: int, limit: int) -> list[Any]:
    """One page."""
    return found[offset : offset + limit]


def unknown(domain: str) -> EbayError:
    """A parameter or field that there is not."""
    return bad(2004, domain, "Invalid request: it has a parameter or field that is not part of the contract.")
