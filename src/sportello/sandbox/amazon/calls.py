"""One call of the interface, once it has been let in."""

from dataclasses import dataclass
from datetime import datetime

from sportello.sandbox.web import Request
from sportello.sandbox.world import World, WorldOrder

from .errors import invalid, not_found
from .sites import MARKETPLACES
from .state import State


@dataclass(frozen=True, slots=True)
class Call:
    """The request, the world, what is remembered, and the parts of the path that have names."""

    request: Request
    world: World
    state: State
    names: dict[str, str]

    @property
    def now(self) -> datetime:
        """The time in the world."""
        return self.world.now()

    def values(self, name: str) -> list[str]:
        """A list in the query: repeated, or with commas."""
        return [value for text in self.request.queries.get(name, []) for value in text.split(",") if value]

    def one_of(self, name: str, known: set[str]) -> list[str]:
        """A list in the query of which all must be known. Raises Problem."""
        found = self.values(name)
        if not set(found) <= known:
            raise invalid(f"{name} has an unknown value.")
        return found

    def marketplace(self) -> str:
        """The one marketplace that most calls want. Raises Problem."""
        found = self.one_of("marketplaceIds", set(MARKETPLACES))
        if len(found) != 1:
            raise invalid("marketplaceIds wants exactly one marketplace.")
        return found[0]

    def order(self, *, missing_is_invalid: bool = False) -> WorldOrder:
        """The order that the path names. Raises Problem."""
        order = self.world.order("amazon", self.names["order"])
        if order is None:
            raise invalid() if missing_is_invalid else not_found("There is no such order.")
        return order


def written(at: datetime) -> str:
    """A time as the interface writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
