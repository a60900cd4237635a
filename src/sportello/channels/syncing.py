"""The runner: one thread for each active account, so that one that fails or is slow never slows another."""

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from psycopg import sql

from sportello.core.live.listener import django_connection

from . import standing
from .contract import ApiTrouble, Connector, TroubleKind
from .errands import ERRANDS
from .following import follow_due
from .guarding import Guard
from .health import read_health
from .models import ErrandKind, Source, SourceKind
from .pacing import Step, pushes_arrive, worst
from .pulling import Clock, opened, pull_messages, pull_orders
from .pushes import endpoint_of
from .registry import connector_of
from .running import run_due, take_queued

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
# A wake-up may get lost with its connection; errands are looked for this often anyway.
ERRANDS_EVERY = timedelta(seconds=15)
QUEUE_EVERY = timedelta(seconds=20)
PARCELS_EVERY = timedelta(minutes=2)
SUBSCRIBE_EVERY = timedelta(hours=12)
SUBSCRIBE_AGAIN = timedelta(hours=1)
HEALTH_EVERY = timedelta(minutes=10)
# What is good to have: trouble with it does not make an account a failing one.
ASIDE = frozenset({"subscribe", "health"})
# A pull that goes on for ever (a back-fill) stops here and there for errands, and to let its cursor see a newer now.
SPELL_SECONDS = 30.0
# Whoever calls waits so long at most. Less, and a shop that is called all the time would never have caught up.
LEAST_SPELL_SECONDS = 2.0
JOIN_SECONDS = 10.0


def sync_all(stop: threading.Event, *, clock: Clock = timezone.now) -> None:
    """Read every active account, each in a thread of its own, until `stop` is set; new ones within seconds."""
    threads: dict[int, threading.Thread] = {}
    wakers: dict[int, threading.Event] = {}
    while not stop.is_set():
        try:
            with psycopg.connect(**django_connection(), autocommit=True, connect_timeout=10) as ear:
                ear.execute(sql.SQL("LISTEN {}").format(sql.Identifier(ERRANDS)))
                while not stop.is_set():
                    _start_missing(threads, wakers, stop, clock)
                    _wake(ear, wakers, stop)
        except (psycopg.Error, DatabaseError, OSError) as lost:
            log.warning("accounts: the database is out of reach (%s)", lost)
            connection.close()
            stop.wait(LOOK_SECONDS)
    for waker in wakers.values():
        waker.set()
    for thread in threads.values():
        thread.join(JOIN_SECONDS)
    connection.close()


def sync(
    source_id: int, stop: threading.Event, *, waker: threading.Event | None = None, clock: Clock = timezone.now
) -> None:
    """Read one account until `stop` is set or it is paused or gone; returns at once when another runner has it."""
    try:
        with Guard(source_id) as guard:
            if guard.take():
                _Runner(source_id, guard, stop, waker or threading.Event(), clock).run()
    except (psycopg.Error, DatabaseError) as lost:
        log.warning("account %s: the database is out of reach (%s)", source_id, lost)
    finally:
        connection.close()


def _start_missing(
    threads: dict[int, threading.Thread], wakers: dict[int, threading.Event], stop: threading.Event, clock: Clock
) -> None:
    active = Source.objects.filter(kind=SourceKind.API, paused_at=None).values_list("pk", flat=True)
    for source_id in active:
        known = threads.get(source_id)
        if known is None or not known.is_alive():
            waker = wakers.setdefault(source_id, threading.Event())
            thread = threading.Thread(
                target=sync, args=(source_id, stop), kwargs={"waker": waker, "clock": clock},
                name=f"account-{source_id}", daemon=True,
            )  # fmt: skip
            threads[source_id] = thread
            thread.start()


def _wake(
    ear: "psycopg.Connection[tuple[object, ...]]", wakers: dict[int, threading.Event], stop: threading.Event
) -> None:
    """Pass on who is called, for a few seconds; somebody whom nobody knows yet ends the wait."""
    until = time.monotonic() + LOOK_SECONDS
    while time.monotonic() < until and not stop.is_set():
        for call in ear.notifies(timeout=0.5, stop_after=1):
            waker = wakers.get(int(call.payload)) if call.payload.isdecimal() else None
            if waker is None:
                return
            waker.set()


class _Runner:
    """One account being read by the holder of its guard."""

    def __init__(
        self, source_id: int, guard: Guard, stop: threading.Event, waker: threading.Event, clock: Clock
    ) -> None:
        self._source_id, self._guard, self._stop, self._waker, self._clock = source_id, guard, stop, waker, clock
        self._chance = random.Random()  # noqa: S311 (spreads retries, hides nothing)
        self._steps: dict[str, Step] = {}

    def run(self) -> None:
        while not self._stop.is_set():
            self._waker.clear()
            wish = self._guard.wish()
            if wish is None:
                return
            self._obey(wish.next_try_at)
            source = Source.objects.get(pk=self._source_id)
            connector = connector_of(source)
            if connector is None:
                log.warning("account %s: there is no connector %r", source.pk, source.connector)
                return
            self._round(source, connector)
            connection.close()
            self._rest()

    def _obey(self, next_try_at: datetime | None) -> None:
        """Put all steps to when the database says they are wanted: at first, and when somebody asks for now."""
        now = self._clock()
        if not self._steps:
            first = max(now, next_try_at or now)
            names = ("errands", "queue", "orders", "messages", "parcels", "subscribe", "health")
            self._steps = {name: Step(name, first) for name in names}
        elif next_try_at is not None and next_try_at <= now:
            for step in self._steps.values():
                step.due_at = now

    def _round(self, source: Source, connector: Connector) -> None:
        """Do what is due, each part by itself: what one cannot do does not keep another from its work."""
        acts: dict[str, Callable[[], datetime]] = {
            "errands": lambda: self._errands(source, connector),
            "queue": lambda: self._queue(source, connector),
            "orders": lambda: self._orders(source, connector),
            "messages": lambda: self._messages(source, connector),
            "parcels": lambda: self._parcels(source, connector),
            "subscribe": lambda: self._subscribe(source, connector),
            "health": lambda: self._health(source, connector),
        }
        worked = False
        for name, act in acts.items():
            if self._stop.is_set() or not self._is_due(name):
                continue
            worked |= self._try(source, self._steps[name], act) and name not in ASIDE
        self._say(source, worked)

    def _is_due(self, name: str) -> bool:
        return self._steps[name].due_at <= self._clock()

    def _try(self, source: Source, step: Step, act: Callable[[], datetime]) -> bool:
        try:
            step.done(again_at=act())
            return True
        except ApiTrouble as trouble:
            failed = trouble
        except (OperationalError, InterfaceError, psycopg.Error):
            raise
        except Exception as broken:  # a mistake in one connector must not end the thread without a word
            log.exception("account %s: %s broke", source.pk, step.name)
            failed = ApiTrouble(TroubleKind.NONSENSE, f"{type(broken).__name__}: {broken}")
        step.failed(failed, now=self._clock(), chance=self._chance)
        if step.name == "subscribe":
            step.due_at = self._clock() + SUBSCRIBE_AGAIN
        log.warning("account %s: %s: %s; again at %s", source.pk, step.name, failed, step.due_at)
        return False

    def _say(self, source: Source, worked: bool) -> None:
        """Note how the account stands after a round."""
        bad = worst(step for name, step in self._steps.items() if name not in ASIDE)
        now = self._clock()
        if bad is None or bad.trouble is None:
            if worked:
                standing.works(source.pk, now=now)
        elif bad.trouble.kind is TroubleKind.THROTTLED:
            standing.throttled(source.pk, until=bad.due_at)
        else:
            standing.fails(source.pk, bad.trouble, now=now, next_try_at=bad.due_at)

    def _errands(self, source: Source, connector: Connector) -> datetime:
        wanted = run_due(source, connector, clock=self._clock)
        now = self._clock()
        if ErrandKind.ORDERS in wanted:
            self._steps["orders"].due_at = now
        if ErrandKind.MESSAGES in wanted:
            self._steps["messages"].due_at = now
        return now + ERRANDS_EVERY

    def _queue(self, source: Source, connector: Connector) -> datetime:
        if connector.pull_nudges is None:
            return self._clock() + SUBSCRIBE_EVERY
        if not take_queued(source, connector, now=self._clock()):
            return self._clock() + QUEUE_EVERY
        self._steps["errands"].due_at = self._clock()
        return self._clock()

    def _orders(self, source: Source, connector: Connector) -> datetime:
        caught_up = pull_orders(source, connector, clock=self._clock, go_on=self._spell())
        if not caught_up:
            return self._clock()
        source.refresh_from_db(fields=["last_push_at"])
        pace, now = connector.pace, self._clock()
        pushed = pushes_arrive(source.last_push_at, now)
        return now + (pace.orders_every_when_pushed if pushed else pace.orders_every)

    def _messages(self, source: Source, connector: Connector) -> datetime:
        if connector.pull_messages is None:
            return self._clock() + SUBSCRIBE_EVERY
        if not pull_messages(source, connector, clock=self._clock, go_on=self._spell()):
            return self._clock()
        return self._clock() + (connector.pace.messages_every or connector.pace.orders_every)

    def _parcels(self, source: Source, connector: Connector) -> datetime:
        if connector.follow_parcel is None:
            return self._clock() + SUBSCRIBE_EVERY
        if not follow_due(source, connector, clock=self._clock, go_on=self._spell()):
            return self._clock()
        return self._clock() + PARCELS_EVERY

    def _subscribe(self, source: Source, connector: Connector) -> datetime:
        """Ask for pushes where the house has a public address; where it fails or has none, polling stands in."""
        endpoint = endpoint_of(source)
        if connector.webhooks is not None and endpoint:
            connector.webhooks.subscribe(opened(source), endpoint, now=self._clock())
        return self._clock() + SUBSCRIBE_EVERY

    def _health(self, source: Source, connector: Connector) -> datetime:
        """Look after the day's report; the marketplace makes it within minutes of being asked."""
        read_health(source, connector, clock=self._clock)
        return self._clock() + (HEALTH_EVERY if connector.reads_health else SUBSCRIBE_EVERY)

    def _spell(self) -> Callable[[], bool]:
        """Whether a pull may take one more page: not after its spell, and soon not when somebody waits."""
        began = time.monotonic()

        def go_on() -> bool:
            spent = time.monotonic() - began
            return not self._stop.is_set() and spent < (LEAST_SPELL_SECONDS if self._waker.is_set() else SPELL_SECONDS)

        return go_on

    def _rest(self) -> None:
        """Wait until a step is due or somebody calls."""
        due = min(step.due_at for step in self._steps.values())
        wait = (due - self._clock()).total_seconds()
        errands = self._steps["errands"]
        if self._waker.wait(min(max(wait, 0.0), LOOK_SECONDS)) and errands.trouble is None:
            errands.due_at = self._clock()
