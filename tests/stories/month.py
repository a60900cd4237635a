"""A month in the life of four accounts: the sandbox's clock runs, everything goes wrong, and the desk reads on.

Everything in this process reads the sandbox's clock. The accounts are read by the real runners, one thread each; the
marketplaces are spoken to over HTTP and push to the real endpoint.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sportello.channels import connecting, errands
from sportello.channels.models import Errand, Source
from sportello.channels.pulling import opened
from sportello.channels.pushes import path_of
from sportello.channels.registry import connector_named
from sportello.channels.syncing import sync_all
from sportello.inbox import arrival
from sportello.sandbox.amazon import ACCESS_KEY, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, SECRET_KEY
from sportello.sandbox.amazon.queue import queue_url
from sportello.sandbox.ebay import state as ebay
from sportello.sandbox.hosting import Asked
from sportello.sandbox.shopify import state as shopify
from sportello.sandbox.testing import Apis
from sportello.sandbox.walmart import api as walmart
from sportello.sandbox.world import KINDS, Conversation, Impossible, Kind, Message, WorldOrder, order_now

BACK_FILL = timedelta(days=175)
ROUND_WITHIN = 90.0
LOOK_SECONDS = 0.05
QUIET_LOOKS = 5
# Bad luck for one marketplace's next requests; each comes some time or other in every month.
MISHAPS: tuple[dict[str, object], ...] = (
    {"throttle": 2, "retry_after": 2.0},
    {"throttle": 1, "retry_after": None},
    {"fail": 2},
    {"truncate": 1},
    {"drop": 1},
)
DEEDS = ("open_return", "move_return", "refund", "open_claim", "close_claim", "lose", "wish", "refuse_wish", "cancel")


def connect_all(apis: Apis, *, now: datetime) -> dict[Kind, Source]:
    """Casa Lume's four accounts, as its owner would connect them."""
    values: dict[Kind, dict[str, str]] = {
        "amazon": {
            "region": "eu",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "refresh_token": REFRESH_TOKEN,
            "queue_url": queue_url(apis.base("amazon")),
            "aws_access_key_id": ACCESS_KEY,
            "aws_secret_access_key": SECRET_KEY,
        },
        "ebay": {
            "user_name": ebay.SELLER,
            "site": "ebay.it",
            "client_id": ebay.CLIENT_ID,
            "client_secret": ebay.CLIENT_SECRET,
            "refresh_token": ebay.REFRESH_TOKEN,
            "alert_email": "ada@casalume.example",
        },
        "walmart": {"client_id": walmart.CLIENT_ID, "client_secret": walmart.CLIENT_SECRET},
        "shopify": {
            "shop": "casa-lume",
            "client_id": shopify.CLIENT_ID,
            "client_secret": shopify.CLIENT_SECRET,
        },
    }
    return {kind: _connect(kind, given, apis, now) for kind, given in values.items()}


def _connect(kind: Kind, values: dict[str, str], apis: Apis, now: datetime) -> Source:
    connector = connector_named(kind)
    assert connector is not None
    source = connecting.connect(
        connector=connector, name=f"Casa Lume {kind}", values=values, by=None, now=now, back_fill=BACK_FILL
    )
    source.config |= {"base_url": apis.base(kind)}
    source.save(update_fields=["config"])
    return source


@dataclass
class Month:
    """The accounts, their world, and whatever chance has in store for them."""

    apis: Apis
    house: str
    chance: random.Random
    sources: dict[Kind, Source] = field(default_factory=dict)
    mishaps: int = 0
    deeds: int = 0
    letters: int = 0

    def begin(self) -> None:
        """Connect everything; the marketplaces push to this house, twice and out of order, and their pages move."""
        self.sources = connect_all(self.apis, now=self.now())
        for kind in ("ebay", "shopify"):
            connector = connector_named(kind)
            assert connector is not None
            assert connector.webhooks is not None
            source = self.sources[kind]
            connector.webhooks.subscribe(opened(source), self.house + path_of(source), now=self.now())
        for kind in KINDS:
            self.apis.faults(kind, double_pushes=True, reorder_pushes=True, moving_pages=True)

    def now(self) -> datetime:
        """The world's time, which is ours."""
        return self.apis.world.now()

    def live(self, *, days: int, steps: int) -> None:
        """So many days pass in so many steps a day; after each the accounts have caught up, and mail is taken in."""
        for _ in range(days * steps):
            for _deed in range(2):
                self._something_is_done()
            self._somebody_writes()
            self._something_breaks()
            self.apis.world.advance(hours=24 / steps)
            self.catch_up()

    def end(self) -> None:
        """Everything works again; whatever happened in the last minutes is read too."""
        for kind in KINDS:
            self.apis.faults(kind)
        while True:
            seen, at = len(self.apis.world.changes()), self.now()
            self.apis.world.advance(hours=1)
            self.catch_up()
            if len(self.apis.world.changes()) == seen and self.now() - at > timedelta(hours=1):
                return

    def catch_up(self) -> None:
        """Let every account read all that is there now, however often it fails, and read what has arrived."""
        wanted, ends, quiet = self.now(), time.monotonic() + ROUND_WITHIN, QUIET_LOOKS
        while late := self._late(wanted):
            assert time.monotonic() < ends, f"not read in time: {[(each.name, each.last_error) for each in late]}"
            quiet = self._wake(late) if quiet >= QUIET_LOOKS else quiet
            asked = self._last_asked()
            time.sleep(LOOK_SECONDS)
            quiet = quiet + 1 if self._last_asked() is asked else 0
        while arrival.drain(clock=self.now):
            continue

    def _last_asked(self) -> Asked | None:
        asked = self.apis.hosting.asked
        return asked[-1] if asked else None

    def _wake(self, late: list[Source]) -> int:
        """Nobody asks for anything any more, so those who wait for a better time are told that it has come."""
        self.apis.world.advance(hours=1 / 20)
        for source in late:
            errands.announce(source.pk)
        return 0

    def _late(self, wanted: datetime) -> list[Source]:
        rows = Source.objects.filter(pk__in=[source.pk for source in self.sources.values()])
        busy = set(Errand.objects.filter(done_at=None).values_list("source_id", flat=True))
        return [row for row in rows if row.pk in busy or not _has_read(row, wanted)]

    def _something_is_done(self) -> None:
        """Somebody orders, or something happens to one of the orders of the last weeks."""
        if self.chance.random() < 0.3:
            order_now(self.apis.world, self.chance.choice(KINDS))
            return
        recent = self.apis.world.orders(changed_since=self.now() - timedelta(days=15))
        order, what = self.chance.choice(recent), self.chance.choice(DEEDS)
        with suppress(Impossible):
            self.apis.world.act(what, order.kind, order.id, **self._details(what, order))
            self.deeds += 1

    def _details(self, what: str, order: WorldOrder) -> dict[str, str]:
        if what == "move_return":
            state = self.chance.choice(["approved", "in_transit", "received", "closed", "refused"])
            return {"state": state, "carrier": "dhl", "tracking": f"RR{order.id[-6:]}"}
        if what == "refund":
            return {"amount": self.chance.choice(["", "4.50"])}
        return {"state": self.chance.choice(["won", "lost"])} if what == "close_claim" else {}

    def _somebody_writes(self) -> None:
        """A buyer of eBay writes, about something that was bought."""
        bought = self.apis.world.orders("ebay", changed_since=self.now() - timedelta(days=40))
        if not bought or self.chance.random() < 0.5:
            return
        order, self.letters = self.chance.choice(bought), self.letters + 1
        item = order.lines[0].ebay_item
        talk = next((one for one in self.apis.world.conversations() if one.buyer_user == order.buyer.ebay_user), None)
        talk = talk or Conversation(
            f"7{self.letters:011d}", order.site, order.buyer.ebay_user, order.buyer.ebay_id, item
        )
        said = Message(f"8{self.letters:011d}", self.now(), True, f"Dov'e il pacco? ({self.letters})", "Il mio ordine")
        self.apis.world.write(talk, said)

    def _something_breaks(self) -> None:
        """One of the marketplaces has a bad moment, or its tokens end."""
        kind, world = self.chance.choice(KINDS), self.apis.world
        self.mishaps += 1
        if self.chance.random() < 0.2:
            world.expire_tokens(kind)
        else:
            world.set_faults(kind, replace(world.faults(kind), **self.chance.choice(MISHAPS)))  # type: ignore[arg-type]


def _has_read(source: Source, wanted: datetime) -> bool:
    """Whether all is here that was there at that time, and the account is well."""
    read = source.caught_up_at is not None and source.caught_up_at >= wanted
    if source.connector == "ebay":
        read = read and source.messages_at is not None and source.messages_at >= wanted
    return read


@contextmanager
def reading(month: Month) -> Iterator[None]:
    """The runners of all accounts, until the block ends."""
    stop = threading.Event()
    runner = threading.Thread(target=sync_all, args=(stop,), kwargs={"clock": month.now})
    runner.start()
    try:
        yield
    finally:
        stop.set()
        runner.join(60)
        assert not runner.is_alive()
