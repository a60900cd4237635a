"""The control page's requests about the world: orders, time, and what the interfaces do wrong.

| request | does |
|---|---|
| GET /orders (?kind=K&limit=N) | the orders, the last changed first |
| POST /orders {"kind": K} | somebody orders something |
| POST /orders/KIND/ID/WHAT (JSON: details) | do this to an order, see the README; also `write` {"text": ...} |
| GET /ledger (?since=N) | what really happened |
| POST /time {"days": N} | let days pass |
| GET /interfaces | their faults and their last requests |
| POST, DELETE /interfaces/NAME (JSON fields of `world.Faults`) | change, clear |
| POST /interfaces/NAME/expire | all access tokens are expired |
"""

from http import HTTPStatus
from typing import Any

from .hosting import Hosting
from .live import LiveShop, site_of_order
from .shop.dice import Dice
from .web import Refused, Request
from .world import KINDS, Faults, Impossible, Kind, WorldOrder, order_now
from .world.parcels import parcel_number

LONGEST = 400.0
MOST_ORDERS = 200


class WorldControl:
    """Answers requests about one world and its interfaces."""

    def __init__(self, hosting: Hosting, shop: LiveShop) -> None:
        self.hosting, self.world, self._shop = hosting, hosting.world, shop

    def recent(self, kind: str = "", limit: int = MOST_ORDERS) -> list[dict[str, Any]]:
        """The orders that changed last, as plain values. Raises Refused."""
        found = self.world.orders(_kind(kind) if kind else None)
        return [brief(order) for order in reversed(found[-limit:])]

    def ledger(self, request: Request) -> list[dict[str, Any]]:
        """What happened after the entry of this number. Raises Refused."""
        since = request.query.get("since", "0")
        if not since.isdecimal():
            raise Refused(HTTPStatus.BAD_REQUEST, "since wants a number")
        return self.world.ledger()[int(since) :]

    def interfaces(self) -> dict[str, Any]:
        """Faults and last requests of each stand-in."""
        return {
            name: {
                "faults": self.world.faults(name).as_dict(),
                "asked": [[a.method, a.path, a.status] for a in self.hosting.asked if a.vendor == name][-20:],
            }
            for name in self.hosting.names
        }

    def order(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Somebody orders something. Raises Refused."""
        return brief(order_now(self.world, _kind(str(fields.get("kind", "")))))

    async def act(self, kind: str, name: str, what: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Do this to an order. Raises Refused."""
        order = self.world.order(_kind(kind), name)
        if order is None:
            raise Refused(HTTPStatus.NOT_FOUND, "there is no such order")
        details = {key: str(value) for key, value in fields.items()}
        if what == "write":
            return await self._shop.buyer_writes(order.kind, order.id, details.get("text", ""))
        try:
            return brief(self._act(order, what, details))
        except Impossible as error:
            raise Refused(HTTPStatus.CONFLICT, str(error)) from error
        except (KeyError, ValueError, ArithmeticError) as error:
            raise Refused(HTTPStatus.BAD_REQUEST, "there is no such act, or a detail makes no sense") from error

    def _act(self, order: WorldOrder, what: str, details: dict[str, str]) -> WorldOrder:
        if what == "ship" and not details.get("tracking"):
            details = details | _some_parcel(order)
        if what == "deliver":
            what, details = "scan", {"state": "delivered", "place": order.buyer.address.town} | details
        return self.world.act(what, order.kind, order.id, **details)

    def pass_time(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Let days pass. Raises Refused."""
        try:
            days = float(fields.get("days", 1))
        except (TypeError, ValueError) as error:
            raise Refused(HTTPStatus.BAD_REQUEST, "days wants a number") from error
        if not 0 < days <= LONGEST:
            raise Refused(HTTPStatus.BAD_REQUEST, f"days wants a number up to {LONGEST:g}")
        self.world.advance(days)
        return {"now": self.world.now().isoformat()}

    def change(self, name: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Change an interface's faults. Raises Refused."""
        self._known(name)
        try:
            self.world.set_faults(name, self.world.faults(name).changed(fields))
        except ValueError as error:
            raise Refused(HTTPStatus.BAD_REQUEST, str(error)) from error
        return self.world.faults(name).as_dict()

    def clear(self, name: str) -> dict[str, Any]:
        """Let an interface behave well. Raises Refused."""
        self._known(name)
        self.world.set_faults(name, Faults())
        return {}

    def expire(self, name: str) -> dict[str, Any]:
        """Let all access tokens of an interface be expired. Raises Refused."""
        self._known(name)
        self.world.expire_tokens(name)
        return {}

    def _known(self, name: str) -> None:
        if name not in self.hosting.names:
            raise Refused(HTTPStatus.NOT_FOUND, "there is no such interface")


def brief(order: WorldOrder) -> dict[str, Any]:
    """The order in plain values."""
    return {
        "kind": order.kind,
        "site": order.site,
        "id": order.id,
        "number": order.number,
        "placed_at": order.placed_at.isoformat(),
        "changed_at": order.changed_at.isoformat(),
        "buyer": order.buyer.name,
        "state": order.state,
        "fulfilled_by": order.fulfilled_by,
        "total": f"{order.total} {order.currency}",
        "parcels": [[parcel.carrier, parcel.tracking, parcel.state] for parcel in order.parcels],
        "returns": [wanted.state for wanted in order.returns],
        "claims": [claim.state for claim in order.claims],
        "refunded": f"{order.refunded} {order.currency}",
        "cancel_wished": order.cancel_wished_at is not None,
    }


def _kind(text: str) -> Kind:
    if text not in KINDS:
        raise Refused(HTTPStatus.NOT_FOUND, f"a marketplace is one of {', '.join(KINDS)}")
    return text


def _some_parcel(order: WorldOrder) -> dict[str, str]:
    """What the warehouse would write on the parcel."""
    place = "us" if order.kind == "walmart" else order.buyer.language
    carrier, tracking = parcel_number(site_of_order(order), place, Dice(order.buyer.seed, "parcel", order.id))
    return {"carrier": carrier, "tracking": tracking}
