"""`sportello sync` reads every account, says what it did, and fails by its exit code."""

from argparse import Namespace

import pytest

from sportello.channels.guarding import Guard
from sportello.channels.models import Source
from sportello.channels.tests.conftest import market
from sportello.channels.tests.vendor import Vendor, account
from sportello.cli import sync
from sportello.cli.trouble import Trouble
from sportello.orders.models import Order

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["market"]


@pytest.fixture(autouse=True)
def at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "ready", lambda: None)


def run(source: str | None = None, **only: bool) -> int:
    return sync.sync_now(Namespace(**{"source": source, "orders": False, "messages": False} | only))


def test_it_reads_every_account_and_says_so(market: Vendor, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(7):
        market.sell(f"N{number}", number)
    account("shop", market)
    assert run() == 0
    said = capsys.readouterr()
    assert "shop: everything is here" in said.out
    assert "7/7 orders of shop" in said.err
    assert Order.objects.count() == 7
    assert Source.objects.get().last_good_at is not None


def test_it_says_what_a_marketplace_refused(market: Vendor, capsys: pytest.CaptureFixture[str]) -> None:
    account("shop", market)
    market.faults = [(401, {}, b"token expired")] * 5
    assert run() == 1
    assert "token expired" in capsys.readouterr().out
    assert Source.objects.get().last_error.startswith("credentials")


def test_it_reads_only_what_it_is_told(market: Vendor) -> None:
    account("shop", market)
    assert run("shop", messages=True) == 0
    assert "/orders" not in market.asked
    with pytest.raises(Trouble, match="no active account"):
        run("another")


def test_it_lets_the_running_house_do_it(
    market: Vendor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = account("shop", market)
    monkeypatch.setattr(sync, "WAIT_FOR_THE_HOUSE", 0.2)
    with Guard(source.pk) as guard:
        assert guard.take()
        assert run() == 1
    assert "running house" in capsys.readouterr().out
    assert Source.objects.get().next_try_at is not None
