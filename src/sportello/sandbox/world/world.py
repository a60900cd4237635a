"""The world: orders and conversations by their ids, what happens to them, and what falls due."""

import heapq
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from .acts import Act, Impossible, apply
from .clock import Clock
from .conversations import Conversation, Message
from .faults import Faults
from .orders import Kind, WorldOrder


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened: `what` (see `World.ledger`), the order or conversation after it, and the details."""

    number: int
    at: datetime
    what: str
    kind: Kind
    order: WorldOrder | None = None
    conversation: Conversation | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Birth:
    """An order that is placed at its `placed_at`, and what will happen to it."""

    order: WorldOrder
    plan: tuple[Act, ...]


class World:
    """Everything that is the case. Values handed out are frozen; all methods may be called from any thread.

    `clock` says when now is. Whatever fell due is done by `settle`, which every reading method calls first, so nobody
    sees the world behind its clock. `seed` decided everything that was not done from outside.
    """

    def __init__(self, seed: int, clock: Clock) -> None:
        self.seed = seed
        self.clock = clock
        self._lock = threading.RLock()
        self._orders: dict[tuple[Kind, str], WorldOrder] = {}
        self._numbers: dict[tuple[Kind, str], str] = {}
        self._conversations: dict[str, Conversation] = {}
        self._due: list[tuple[datetime, int, Callable[[World], None]]] = []
        self._counted = 0
        self._changes: list[Change] = []
        self._callbacks: list[Callable[[Change], None]] = []
        self._faults: dict[str, Faults] = {}
        self.journal: Callable[[dict[str, Any]], None] = lambda _line: None
        """Is told everything that is done from outside, in values that `journal.reopen` understands."""

    # Time

    def now(self) -> datetime:
        """The time in the world, UTC."""
        return self.clock.now()

    def advance(self, days: float = 0, *, hours: float = 0) -> None:
        """Let so much time pass: all that falls due happens, each at its own time, before this returns."""
        passed = timedelta(days=days, hours=hours)
        with self._settled():
            self._outside("advance", self.now(), seconds=passed.total_seconds())
            self.clock.advance(passed)
            self.settle()

    def settle(self) -> None:
        """Do everything that is due by now, in time."""
        with self._lock:
            now = self.now()
            while self._due and self._due[0][0] <= now:
                heapq.heappop(self._due)[2](self)

    def plan(self, at: datetime, act: "Callable[[World], None]") -> None:
        """Call `act` with the world when its time reaches `at`."""
        with self._lock:
            self._counted += 1
            heapq.heappush(self._due, (at, self._counted, act))

    def copied(self, clock: Clock) -> "World":
        """Another world where the same is the case and will fall due, going by `clock`; nobody is told of it yet."""
        with self._settled():
            other = World(self.seed, clock)
            other._orders, other._numbers = self._orders.copy(), self._numbers.copy()
            other._conversations, other._faults = self._conversations.copy(), self._faults.copy()
            other._changes, other._due, other._counted = self._changes.copy(), self._due.copy(), self._counted
            return other

    # Reading

    def order(self, kind: Kind, name: str) -> WorldOrder | None:
        """The order with this id, or this number as the buyer sees it; None when there is none (yet)."""
        with self._settled():
            return self._orders.get((kind, name)) or self._orders.get((kind, self._numbers.get((kind, name), "")))

    def orders(
        self,
        kind: Kind | None = None,
        *,
        site: str = "",
        changed_since: datetime | None = None,
        placed_since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[WorldOrder]:
        """Orders in the order of their last change (`placed_since`: of placing), times inclusive.

        `until` ends whichever of the two times the order is by.
        """
        with self._settled():
            found = [order for order in self._orders.values() if kind in {None, order.kind}]
        by_placing = placed_since is not None
        when = {id(order): order.placed_at if by_placing else order.changed_at for order in found}
        since = placed_since or changed_since
        return sorted(
            (
                order
                for order in found
                if (not site or order.site == site)
                and (since is None or when[id(order)] >= since)
                and (until is None or when[id(order)] <= until)
            ),
            key=lambda order: (when[id(order)], order.id),
        )

    def parcel(self, tracking: str) -> tuple[WorldOrder, int] | None:
        """The order whose parcel has this tracking number, and the parcel's place in `order.parcels`."""
        with self._settled():
            for order in self._orders.values():
                for place, parcel in enumerate(order.parcels):
                    if parcel.tracking == tracking:
                        return order, place
        return None

    def conversation(self, conversation_id: str) -> Conversation | None:
        """One of eBay's conversations."""
        with self._settled():
            return self._conversations.get(conversation_id)

    def conversations(self) -> list[Conversation]:
        """All conversations, the one with the newest message first."""
        with self._settled():
            found = [(talk.changed_at, talk) for talk in self._conversations.values()]
        newest = sorted(((at, talk.id, talk) for at, talk in found if at), key=lambda row: row[:2], reverse=True)
        return [talk for _, _, talk in newest]

    def changes(self, since: int = 0) -> list[Change]:
        """What happened after the change of this number (0: everything), in the order in which it was done."""
        with self._settled():
            return self._changes[since:]

    def ledger(self) -> list[dict[str, Any]]:
        """What really happened, as plain values, oldest first.

        `what` is placed, pay, acknowledge, ship, scan, lose, wish, refuse_wish, cancel, open_return, move_return,
        refund, open_claim, close_claim or message; with it `at`, `kind`, `order`, `number`, `version`, `details`.
        """
        return [_entry(change) for change in self.changes()]

    # Doing

    def place(self, birth: Birth) -> None:
        """Let this order be placed at its time, and go its way. One that exists already is left alone."""
        self.plan(birth.order.placed_at, lambda world: world._born(birth))

    def place_now(self, birth: Birth) -> WorldOrder:
        """The same from outside and at once; the order is returned."""
        with self._settled():
            self._outside("order", birth.order.placed_at, kind=birth.order.kind)
            self._born(birth)
            self.settle()
            return self._orders[birth.order.kind, birth.order.id]

    def act(self, what: str, kind: Kind, name: str, **details: str) -> WorldOrder:
        """Do this to an order now (`what` as in `ledger`), and return it.

        Raises Impossible, with the reason, and KeyError for an order or an act there is not.
        """
        with self._settled():
            order = self.order(kind, name)
            if order is None:
                raise KeyError(name)
            act = Act(self.now(), what, kind, order.id, details)
            done = self._happen(act)
            self._outside("act", act.at, what=what, kind=kind, order=order.id, details=details)
            return done

    def record(self, what: str, kind: Kind, name: str, **details: str) -> None:
        """Note in the ledger what does not change the order itself, such as a message sent. Raises KeyError."""
        with self._settled():
            order, at = self.order(kind, name), self.now()
            if order is None:
                raise KeyError(name)
            self._outside("record", at, what=what, kind=kind, order=order.id, details=details)
            self._note(at, what, kind, order=order, details=details)

    def write(self, conversation: Conversation, message: Message) -> Conversation:
        """Add a message to a conversation, which is begun when there is none with its id. One with its id stays."""
        with self._settled():
            self._outside("write", self.now(), conversation=conversation, message=message)
            return self._write(conversation, message)

    def foresee(self, conversation: Conversation, message: Message) -> None:
        """Let this message be written when the world's time reaches it."""
        self.plan(message.at, lambda world: world._write_due(conversation, message))

    def keep(self, conversation: Conversation) -> None:
        """Replace a conversation by one whose status or marks of reading differ. Raises KeyError for an unknown one."""
        with self._lock:
            if conversation.id not in self._conversations:
                raise KeyError(conversation.id)
            self._outside("keep", self.now(), conversation=conversation)
            self._conversations[conversation.id] = conversation

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call `callback` with every change from now on, and return what ends that.

        It is called by whoever causes the change, in any thread and with the world locked: note it and return.
        """
        with self._lock:
            self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    # Faults

    def faults(self, vendor: str) -> Faults:
        """What this vendor's stand-in does wrong now."""
        return self._faults.get(vendor, Faults())

    def set_faults(self, vendor: str, faults: Faults) -> None:
        """Let it do these things wrong from now on."""
        with self._lock:
            self._faults[vendor] = faults

    def spoils(self, vendor: str, name: str) -> bool:
        """Whether this counted fault (throttle, fail, truncate, drop) strikes now; one strike is used up."""
        with self._lock:
            faults = self.faults(vendor)
            if not getattr(faults, name):
                return False
            self._faults[vendor] = faults.spent(name)
            return True

    def expire_tokens(self, vendor: str) -> None:
        """Let all access tokens that this vendor has given out so far be expired."""
        with self._lock:
            self._faults[vendor] = replace(self.faults(vendor), tokens_dead_before=self.now())
            self.clock.advance(timedelta(microseconds=1))  # the next token is younger, even where time stands still

    # Inside

    @contextmanager
    def _settled(self) -> Iterator[None]:
        with self._lock:
            self.settle()
            yield

    def _outside(self, do: str, at: datetime, **about: Any) -> None:
        self.journal({"at": at.isoformat(), "do": do, **about})

    def _write_due(self, conversation: Conversation, message: Message) -> None:
        self._write(conversation, message)

    def _write(self, conversation: Conversation, message: Message) -> Conversation:
        known = self._conversations.get(conversation.id, conversation)
        if any(earlier.id == message.id for earlier in known.messages):
            return known
        grown = replace(known, messages=tuple(sorted((*known.messages, message), key=lambda m: (m.at, m.id))))
        self._conversations[grown.id] = grown
        details = {"message": message.id, "by": "buyer" if message.by_buyer else "seller", "text": message.text}
        self._note(message.at, "message", "ebay", conversation=grown, details=details)
        return grown

    def _born(self, birth: Birth) -> None:
        order = birth.order
        if (order.kind, order.id) in self._orders:
            return
        self._orders[order.kind, order.id] = order
        self._numbers[order.kind, order.number] = order.id
        self._note(order.placed_at, "placed", order.kind, order=order)
        for act in birth.plan:
            self.plan(act.at, lambda world, act=act: world._fall_due(act))  # type: ignore[misc]

    def _fall_due(self, act: Act) -> None:
        try:
            self._happen(act)
        except Impossible:
            return  # somebody interfered, and the order went another way

    def _happen(self, act: Act) -> WorldOrder:
        order = apply(self._orders[act.kind, act.order], act)
        self._orders[act.kind, act.order] = order
        self._note(act.at, act.what, act.kind, order=order, details=act.details)
        return order

    def _note(self, at: datetime, what: str, kind: Kind, **about: Any) -> None:
        change = Change(len(self._changes) + 1, at, what, kind, **about)
        self._changes.append(change)
        for callback in tuple(self._callbacks):
            callback(change)


def _entry(change: Change) -> dict[str, Any]:
    order = change.order
    return {
        "at": change.at.isoformat(),
        "what": change.what,
        "kind": change.kind,
        "order": order.id if order else "",
        "number": order.number if order else "",
        "version": order.version if order else 0,
        "conversation": change.conversation.id if change.conversation else "",
        "details": dict(change.details),
    }
