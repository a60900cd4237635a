import socket
import time
from typing import Any

import httpx
import psycopg
import pytest

from sportello.core.live.publishing import CHANNEL, encode
from sportello.core.live.tests.town import Town, until


def test_it_tells_a_viewer_what_was_published(town: Town) -> None:
    with town.listening() as ear:
        assert ear.answer.headers["content-type"] == "text/event-stream"
        assert ear.answer.headers["cache-control"] == "no-store"
        ear.opened()
        town.publish(ticket=7)
        assert ear.next() == ("ticket.changed", {"ticket": 7})


@pytest.mark.parametrize("who", ["zed", ""])
def test_it_refuses_who_is_not_signed_in(town: Town, who: str) -> None:
    with town.listening(who) as ear:
        assert ear.answer.status_code == 401


def test_it_answers_only_get(town: Town) -> None:
    assert httpx.post(f"{town.running.url}/live", timeout=60).status_code == 405


def test_it_keeps_back_what_a_viewer_may_not_know(town: Town) -> None:
    with town.listening("ben") as ben, town.listening("ada") as ada:
        ben.opened()
        ada.opened()
        town.publish(ticket=13)
        town.publish(ticket=7)
        assert ada.next() == ("ticket.changed", {"ticket": 13})
        assert ben.next() == ("ticket.changed", {"ticket": 7})


def test_it_tells_what_happened_between_the_page_and_its_stream(town: Town) -> None:
    with town.listening() as other:
        other.opened()
        # The stream must have been heard for longer than the page is old.
        time.sleep(2)
        town.publish(ticket=7)
        other.next()
        with town.listening(age=1900) as late:
            assert late.next() == ("ticket.changed", {"ticket": 7})


@pytest.mark.parametrize(
    ("age", "headers"),
    [(10**7, {}), (0, {"Last-Event-ID": "5"}), (None, {})],
    ids=["older than what is remembered", "after a reconnection", "of unknown age"],
)
def test_it_tells_a_page_to_fetch_anew(town: Town, age: int | None, headers: dict[str, str]) -> None:
    with town.listening(age=age, **headers) as ear:
        assert ear.next() == ("resync", {})


@pytest.mark.parametrize("age", ["nan", "-5", "x", "1e400"])
def test_it_takes_any_age(town: Town, age: str) -> None:
    with httpx.stream("GET", f"{town.running.url}/live?age={age}", headers={"Cookie": "who=ada"}) as answer:
        assert answer.status_code == 200


def test_it_tells_everybody_to_fetch_anew_after_the_database_was_away(town: Town) -> None:
    with town.listening() as ear:
        ear.opened()
        with psycopg.connect(**town.database, autocommit=True) as database:
            for pid in town.backends():
                database.execute("SELECT pg_terminate_backend(%s)", [pid])
        assert ear.next() == ("resync", {})
        town.publish(ticket=8)
        assert ear.next() == ("ticket.changed", {"ticket": 8})


def test_it_goes_on_after_a_notification_that_is_not_ours(town: Town) -> None:
    with town.listening() as ear:
        ear.opened()
        with psycopg.connect(**town.database, autocommit=True) as database:
            database.execute("NOTIFY sportello_live, 'not json'")
        town.publish(ticket=9)
        assert ear.next() == ("ticket.changed", {"ticket": 9})


def test_it_lets_a_session_have_four_streams(town: Town) -> None:
    with town.listening() as a, town.listening() as b, town.listening() as c, town.listening() as d:
        assert {each.answer.status_code for each in (a, b, c, d)} == {200}
        with town.listening() as fifth, town.listening("ben") as other:
            assert fifth.answer.status_code == 429
            assert other.answer.status_code == 200
    until(lambda: not town.stream.hub.subscriptions)
    with town.listening() as again:
        assert again.answer.status_code == 200


def test_it_ends_open_streams_at_once_when_the_server_stops(town: Town) -> None:
    with town.listening() as ear:
        ear.opened()
        assert town.running.stop() < 4  # pages get five
        assert list(ear) == []


def test_it_beats_and_ends_the_stream_of_who_has_signed_out(database: dict[str, Any]) -> None:
    with Town.built(database, heartbeat=0.1, recheck=0.3) as town, town.listening() as ear:
        ear.opened()
        town.publish(ticket=1)
        assert ear.next() == ("ticket.changed", {"ticket": 1})
        town.signed_in.remove("ada")
        assert list(ear) == []
        assert ear.heartbeats >= 2


def test_it_tells_a_client_to_fetch_anew_instead_of_a_flood(town: Town) -> None:
    with town.listening() as ear:
        ear.opened()
        flood(town, count=1000)
        assert ear.next() == ("resync", {})


def test_it_drops_a_client_that_takes_nothing(database: dict[str, Any]) -> None:
    with Town.built(database, stall=1.0) as town, socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", town.running.port))
        deaf.sendall(b"GET /live?age=0 HTTP/1.1\r\nHost: a\r\nCookie: who=ada\r\n\r\n")
        until(lambda: len(town.stream.hub.subscriptions) == 1)

        def is_dropped() -> bool:
            flood(town, count=90, keys=500)
            return not town.stream.hub.subscriptions

        until(is_dropped)


def flood(town: Town, *, count: int, keys: int = 1) -> None:
    """Publish many messages in one transaction."""
    with psycopg.connect(**town.database) as database, database.cursor() as cursor:
        texts = [encode("ticket.changed", {f"key{key}": number for key in range(keys)}) for number in range(count)]
        cursor.executemany("SELECT pg_notify(%s, %s)", [(CHANNEL, text) for text in texts])
