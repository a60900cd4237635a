"""Accounts are read to the end whatever happens: nothing is lost, nothing doubled, nobody waits for another."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from sportello.channels import connecting, errands, pulling, syncing
from sportello.channels.guarding import Guard
from sportello.channels.models import Cursor, Envelope, Errand, ErrandKind, Found, Source
from sportello.channels.standing import wrong_with
from sportello.channels.syncing import sync, sync_all
from sportello.orders import recording
from sportello.orders.models import Order, Return

from .vendor import CONNECTOR, NOON, Vendor, account

pytestmark = pytest.mark.django_db(transaction=True)

HTML = {"Content-Type": "text/html"}


@contextmanager
def running() -> Iterator[threading.Event]:
    """The runner of all accounts, until the block ends; it must stop within seconds then."""
    stop = threading.Event()
    thread = threading.Thread(target=sync_all, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(60)
        assert not thread.is_alive()


def until(true: Callable[[], object], seconds: float = 60.0) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


def fresh(source: Source) -> Source:
    return Source.objects.get(pk=source.pk)


def test_it_reads_everything_with_progress_and_goes_on_from_there(market: Vendor) -> None:
    for number in range(8):
        market.sell(f"N{number}", number)
    market.messages = [
        {"id": f"m{number}", "at": NOON.isoformat(), "buyer": "cleo", "conversation": "c", "text": "hello"}
        for number in range(4)
    ]
    source = account("shop", market)
    with running():
        assert until(lambda: Order.objects.count() == 8 and Envelope.objects.count() == 4)
        assert until(lambda: fresh(source).last_good_at)
        stands = fresh(source)
        assert (stands.back_fill_done, stands.back_fill_total) == (8, 8)
        assert stands.caught_up_at is not None
        assert stands.lag(timezone.now()) < timedelta(minutes=1)  # type: ignore[operator]
        market.sell("N9", 9)
        connecting.sync_now(source, now=timezone.now())
        assert until(lambda: Order.objects.count() == 9)
    assert Cursor.objects.get(source=source, name="orders").state["number"] == "N9"


def test_it_fetches_an_order_at_once_when_asked(market: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "ERRANDS_EVERY", timedelta(minutes=10))
    source = account("shop", market)
    with running():
        assert until(lambda: fresh(source).caught_up_at)
        market.sell("12-34567-89012", 0)
        assert errands.fetch_order(kind="ebay", number="12-34567-89012", site="ebay.it", now=timezone.now()) == 1
        assert until(Order.objects.exists)
        assert until(lambda: Errand.objects.get().outcome == Found.DONE)


def test_it_remembers_for_an_hour_that_an_order_is_not_there(market: Vendor) -> None:
    source = account("shop", market)
    errands.fetch_order(kind="ebay", number="404-1", site="ebay.it", now=timezone.now())
    with running():
        assert until(lambda: Errand.objects.get().outcome == Found.NOT_FOUND)
    asked = errands.asked_for(["4041"])["4041"]
    assert (asked.state, asked.site) == ("not_found", "ebay.it")
    now = timezone.now()
    assert errands.fetch_order(kind="ebay", number="404-1", site="ebay.it", now=now) == 0
    assert errands.fetch_order(kind="ebay", number="4041", site="ebay.it", now=now + timedelta(minutes=61)) == 1
    assert fresh(source).failing_since is None


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ((500, HTML, b"<h1>Oops</h1>"), "server"),
        ((401, {}, b'{"error": "expired"}'), "credentials"),
        ((403, {}, b"no"), "permission"),
        ((200, {}, b'{"orders": [{"num'), "nonsense"),
        ((200, {}, b'{"strange": 1}'), "nonsense"),
    ],
)
def test_it_says_what_fails_and_since_when_and_recovers(
    market: Vendor, fault: tuple[int, dict[str, str], bytes], kind: str
) -> None:
    market.sell("N1")
    market.faults = [fault] * 200
    source = account("shop", market)
    with running():
        assert until(lambda: fresh(source).failing_since)
        wrong = wrong_with(fresh(source))
        assert wrong is not None
        assert wrong.kind == kind
        assert fresh(source).next_try_at is not None
        market.faults = []
        connecting.sync_now(source, now=timezone.now())
        assert until(lambda: fresh(source).failing_since is None and Order.objects.count() == 1)
    assert fresh(source).last_error == ""


def test_it_waits_as_long_as_the_marketplace_asks(market: Vendor) -> None:
    market.sell("N1")
    market.faults = [(429, {"Retry-After": "2"}, b"slow down")] * 3
    source = account("shop", market)
    began = time.monotonic()
    with running():
        assert until(lambda: fresh(source).throttled_until)
        assert fresh(source).failing_since is None
        assert until(lambda: Order.objects.count() == 1)
        assert time.monotonic() - began >= 2
        assert until(lambda: fresh(source).throttled_until is None)


def test_it_lets_a_slow_account_slow_nobody(market: Vendor) -> None:
    from . import vendor

    with vendor.serving() as slow:
        slow.slow = threading.Event()
        account("slow", slow)
        quick = account("quick", market)
        market.sell("N1")
        with running():
            try:
                assert until(lambda: Order.objects.filter(account=quick).exists(), 30)
            finally:
                slow.slow.set()


def test_it_has_one_runner_for_each_account(market: Vendor) -> None:
    source = account("shop", market)
    with Guard(source.pk) as guard:
        assert guard.take()
        sync(source.pk, threading.Event())
        assert market.asked == []


def test_it_stops_reading_what_is_paused(market: Vendor) -> None:
    source = account("shop", market)
    with running():
        assert until(lambda: fresh(source).caught_up_at)
        Source.objects.filter(pk=source.pk).update(paused_at=timezone.now())
        errands.announce(source.pk)
        time.sleep(1)
        asked = len(market.asked)
        errands.add(source_id=source.pk, kind=ErrandKind.ORDERS, now=timezone.now())
        time.sleep(1)
        assert len(market.asked) == asked


def test_it_goes_on_where_a_runner_died(market: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        market.sell(f"N{number}", number)
    source = account("shop", market)
    kept = recording.record
    died: list[str] = []

    def dies(told, **given):  # type: ignore[no-untyped-def]
        if told.number == "N4" and not died:
            died.append(told.number)
            raise KeyboardInterrupt
        return kept(told, **given)

    monkeypatch.setattr(pulling, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        pulling.pull_orders(source, CONNECTOR, clock=timezone.now, go_on=lambda: True)
    assert sorted(Order.objects.values_list("number", flat=True)) == ["N0", "N1", "N2", "N3"]
    assert pulling.pull_orders(source, CONNECTOR, clock=timezone.now, go_on=lambda: True)
    assert Order.objects.count() == 9
    assert market.asked.count("/orders") == 5


def test_it_keeps_the_others_when_one_order_is_refused(market: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        market.sell(f"N{number}", number)
    source = account("shop", market)
    kept = recording.record

    def refuses(told, **given):  # type: ignore[no-untyped-def]
        if told.number == "N1":
            raise ValueError("too odd")
        return kept(told, **given)

    monkeypatch.setattr(pulling, "record", refuses)
    assert pulling.pull_orders(source, CONNECTOR, clock=timezone.now, go_on=lambda: True)
    assert sorted(Order.objects.values_list("number", flat=True)) == ["N0", "N2", "N3"]
    errand = Errand.objects.get()
    assert (errand.ref, errand.done_at, "too odd" in errand.last_error) == ("N1", None, True)


def test_it_fetches_the_order_that_news_waits_for(market: Vendor) -> None:
    market.sell("N1")
    market.news = ["X7"]
    account("shop", market)
    with running():
        assert until(lambda: Errand.objects.filter(ref="X7", outcome=Found.NOT_FOUND).exists())
        market.sell("X7", 5)
        connecting.sync_now(Source.objects.get(), now=timezone.now())
        assert until(lambda: Return.objects.filter(order__number="X7").exists())


def test_it_reads_a_queue_of_pushes_and_empties_it(market: Vendor) -> None:
    for number in range(5):
        market.sell(f"Q{number}", -10)
    market.queue = [f"Q{number}" for number in range(5)]
    source = account("shop", market)
    Cursor.objects.create(source=source, name="orders", state={"changed": 0, "number": ""})
    with running():
        assert until(lambda: Order.objects.count() == 5)
        assert until(lambda: market.queue == [])
    assert fresh(source).last_push_at is not None
