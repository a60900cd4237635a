"""What can happen to an order. Each act is a value; `apply` says what the order is afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from sportello.sandbox.shop.dice import Dice

from .orders import STATES, Claim, Kind, Parcel, Refund, Return, Scan, WorldOrder

CLAIM_CLOCK = timedelta(hours=48)


class Impossible(Exception):
    """An act that makes no sense for the order as it is, and why."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens at `at` (UTC) to the order `order` (its id) of `kind`; `details` are plain texts."""

    at: datetime
    what: str
    kind: Kind
    order: str
    details: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """One detail."""
        return self.details.get(name, default)


def apply(order: WorldOrder, act: Act) -> WorldOrder:
    """The order after the act, its version one higher. Raises Impossible, and KeyError for an act there is not."""
    after = ACTS[act.what](order, act)
    return replace(after, changed_at=act.at, version=order.version + 1)


def _ship(order: WorldOrder, act: Act) -> WorldOrder:
    if order.state == "cancelled":
        raise Impossible("the order is cancelled")
    if act.get("planned") and (order.state not in {"pending", "unshipped"} or order.cancel_wished_at):
        raise Impossible("the shop has shipped it already, or waits for an answer to the wish to cancel it")
    tracking = act.get("tracking")
    if any(parcel.tracking == tracking for parcel in order.parcels):
        raise Impossible("this parcel was reported already")
    lines = tuple(filter(None, act.get("lines").split(","))) or tuple(line.id for line in order.lines)
    parcel = Parcel(
        id=f"{order.id}-{len(order.parcels) + 1}",
        carrier=act.get("carrier"),
        tracking=tracking,
        shipped_at=act.at,
        lines=lines,
        scans=(Scan(act.at, "info_received", "", act.get("words")),),
    )
    return replace(order, state="shipped", cancel_wished_at=None, parcels=(*order.parcels, parcel))


def _scan(order: WorldOrder, act: Act) -> WorldOrder:
    place = int(act.get("parcel", "0"))
    if place >= len(order.parcels):
        raise Impossible("there is no such parcel")
    parcel, state = order.parcels[place], act.get("state")
    if state not in STATES:
        raise Impossible(f"no carrier knows the state {state!r}")
    if parcel.lost or parcel.state == "delivered":
        raise Impossible("the parcel is lost, or was delivered before")
    scan = Scan(act.at, state, act.get("place"), act.get("words"))
    parcels = _with(order.parcels, place, replace(parcel, scans=(*parcel.scans, scan)))
    arrived = all(parcel.state == "delivered" for parcel in parcels)
    return replace(order, parcels=parcels, state="delivered" if arrived else order.state)


def _lose(order: WorldOrder, act: Act) -> WorldOrder:
    place = int(act.get("parcel", "0"))
    if place >= len(order.parcels) or order.parcels[place].state == "delivered":
        raise Impossible("there is no parcel on its way")
    return replace(order, parcels=_with(order.parcels, place, replace(order.parcels[place], lost=True)))


def _wish(order: WorldOrder, act: Act) -> WorldOrder:
    if order.state not in {"pending", "unshipped"}:
        raise Impossible("it is too late to cancel")
    return replace(order, cancel_wished_at=act.at, cancel_reason=act.get("reason"))


def _refuse_wish(order: WorldOrder, _act: Act) -> WorldOrder:
    if order.cancel_wished_at is None:
        raise Impossible("nobody asked for a cancellation")
    return replace(order, cancel_wished_at=None)


def _cancel(order: WorldOrder, act: Act) -> WorldOrder:
    if order.state not in {"pending", "unshipped"}:
        raise Impossible("the order is shipped or cancelled already")
    reason = act.get("reason") or order.cancel_reason
    gone = replace(order, state="cancelled", cancel_wished_at=None, cancel_reason=reason)
    return gone if order.state == "pending" else _add_refund(gone, act, order.total - order.refunded, "cancelled", "")


def _acknowledge(order: WorldOrder, act: Act) -> WorldOrder:
    return order if order.acknowledged_at else replace(order, acknowledged_at=act.at)


def _pay(order: WorldOrder, _act: Act) -> WorldOrder:
    if order.state != "pending":
        raise Impossible("the order was paid before")
    return replace(order, state="unshipped")


def _open_return(order: WorldOrder, act: Act) -> WorldOrder:
    if order.state != "delivered":
        raise Impossible("nothing was delivered that could come back")
    lines = tuple(filter(None, act.get("lines").split(","))) or tuple(line.id for line in order.lines)
    wanted = Return(
        id="5" + Dice("return", order.id, len(order.returns)).digits(9),
        opened_at=act.at,
        changed_at=act.at,
        reason=act.get("reason") or "no_longer_wanted",
        words=act.get("words"),
        state="requested",
        lines=lines,
    )
    return replace(order, returns=(*order.returns, wanted))


def _move_return(order: WorldOrder, act: Act) -> WorldOrder:
    if not order.returns or order.returns[-1].state in {"closed", "refused"}:
        raise Impossible("nothing is coming back")
    moved = replace(
        order.returns[-1],
        state=act.get("state"),
        changed_at=act.at,
        carrier=act.get("carrier") or order.returns[-1].carrier,
        tracking=act.get("tracking") or order.returns[-1].tracking,
    )
    return replace(order, returns=(*order.returns[:-1], moved))


def _refund(order: WorldOrder, act: Act) -> WorldOrder:
    left = order.total - order.refunded
    amount = Decimal(act.get("amount")) if act.get("amount") else left
    if amount <= 0 or amount > left:
        raise Impossible(f"between 0 and {left} {order.currency} can be refunded")
    return _add_refund(order, act, amount, act.get("reason") or "goodwill", act.get("return"))


def _add_refund(order: WorldOrder, act: Act, amount: Decimal, reason: str, return_id: str) -> WorldOrder:
    number = "8" + Dice("refund", order.id, len(order.refunds)).digits(11)
    refund = Refund(number, act.at, amount, order.currency, reason, return_id)
    return replace(order, refunds=(*order.refunds, refund))


def _open_claim(order: WorldOrder, act: Act) -> WorldOrder:
    if order.state not in {"shipped", "delivered"} or any(claim.state == "open" for claim in order.claims):
        raise Impossible("there is nothing to claim, or a claim is open")
    reason = act.get("reason") or ("not_as_described" if order.state == "delivered" else "not_received")
    number = "5" + Dice("claim", order.id, len(order.claims)).digits(9)
    claim = Claim(number, act.at, act.at, reason, "open", act.at + CLAIM_CLOCK)
    return replace(order, claims=(*order.claims, claim))


def _close_claim(order: WorldOrder, act: Act) -> WorldOrder:
    if not order.claims or order.claims[-1].state != "open":
        raise Impossible("no claim is open")
    closed = replace(order.claims[-1], state=act.get("state") or "lost", changed_at=act.at)
    after = replace(order, claims=(*order.claims[:-1], closed))
    left = order.total - order.refunded
    return _add_refund(after, act, left, "claim", "") if closed.state == "lost" and left > 0 else after


def _with[T](things: tuple[T, ...], place: int, thing: T) -> tuple[T, ...]:
    return (*things[:place], thing, *things[place + 1 :])


ACTS: dict[str, Callable[[WorldOrder, Act], WorldOrder]] = {
    "pay": _pay,
    "acknowledge": _acknowledge,
    "ship": _ship,
    "scan": _scan,
    "lose": _lose,
    "wish": _wish,
    "refuse_wish": _refuse_wish,
    "cancel": _cancel,
    "open_return": _open_return,
    "move_return": _move_return,
    "refund": _refund,
    "open_claim": _open_claim,
    "close_claim": _close_claim,
}
