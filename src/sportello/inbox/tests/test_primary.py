"""Where the full answer goes."""

from datetime import UTC, datetime, timedelta

from sportello.inbox.primary import Stake, most_to_lose

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stake(thread: int, kind: str, *, since: int | None = None, due: int | None = None) -> Stake:
    owed = NOW - since * HOUR if since is not None else None
    due_at = NOW + due * HOUR if due is not None else None
    return Stake(thread, kind, NOW - (since or 0) * HOUR - thread * HOUR, owed, due_at)


def test_it_is_the_amazon_thread_that_waits_longest() -> None:
    threads = [
        stake(1, "email", since=40, due=1),
        stake(2, "amazon", since=3, due=21),
        stake(3, "amazon", since=20, due=4),
    ]
    assert most_to_lose(threads) == 3


def test_it_is_the_earliest_deadline_where_amazon_waits_for_nothing() -> None:
    threads = [stake(1, "email", since=2, due=22), stake(2, "walmart", since=1, due=5), stake(3, "amazon")]
    assert most_to_lose(threads) == 2


def test_it_is_the_oldest_amazon_thread_where_nothing_is_owed() -> None:
    assert most_to_lose([stake(1, "email"), stake(2, "amazon"), stake(3, "amazon")]) == 3
    assert most_to_lose([]) is None
