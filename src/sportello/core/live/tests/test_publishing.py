import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as some

from sportello.core.live import PayloadError, publish
from sportello.core.live.listener import django_connection
from sportello.core.live.publishing import CHANNEL, MOST_BYTES, Payload, decode, encode

TOPICS = some.from_regex(r"[a-z][a-z0-9_.-]{0,62}", fullmatch=True).filter(lambda topic: topic != "resync")
VALUES = some.integers() | some.booleans() | some.text(max_size=100).filter(lambda text: text.isprintable())


@given(TOPICS, some.dictionaries(some.text("abc_", min_size=1, max_size=9), VALUES, max_size=9))
def test_it_reads_what_it_wrote(topic: str, payload: Payload) -> None:
    assert decode(encode(topic, payload)) == (topic, payload)


@pytest.mark.parametrize("topic", ["", "Ticket", "ticket changed", "ticket\n", "1", "resync", "a" * 64])
def test_it_refuses_what_is_no_topic(topic: str) -> None:
    with pytest.raises(PayloadError, match="cannot be a topic"):
        encode(topic, {})


@pytest.mark.parametrize("value", [1.5, None, [1], {"a": 1}, "x" * 101])
def test_it_refuses_what_is_no_id(value: object) -> None:
    with pytest.raises(PayloadError, match="'what' must be an id"):
        encode("ticket.changed", {"what": value})  # type: ignore[dict-item]


def test_it_refuses_what_a_notification_cannot_hold() -> None:
    fits = {f"key{number:05}": "é" * 40 for number in range(80)}
    assert len(encode("t", fits).encode()) <= MOST_BYTES
    with pytest.raises(PayloadError, match="bytes are more than the 7999"):
        encode("t", fits | {"one more": "é" * 100, "and another": "é" * 100, "a third": "é" * 100})


@pytest.mark.parametrize("text", ["", "[]", "7", '{"topic": 7, "detail": {}}', '{"topic": "a"}'])
def test_it_does_not_read_what_is_not_its_own(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(text)


@pytest.mark.django_db(transaction=True)
def test_it_tells_what_is_committed_once_and_nothing_that_is_rolled_back() -> None:
    with psycopg.connect(**django_connection(), autocommit=True) as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        with transaction.atomic():
            publish("ticket.changed", {"ticket": 1})
            transaction.set_rollback(True)
        with transaction.atomic():
            publish("ticket.changed", {"ticket": 2})
            publish("ticket.changed", {"ticket": 2})
            assert not list(ear.notifies(timeout=0))
        publish("ticket.changed", {"ticket": 3, "seen": True, "kind": "größer"})
        notes = [decode(note.payload) for note in ear.notifies(timeout=60, stop_after=2)]
    assert notes == [
        ("ticket.changed", {"ticket": 2}),
        ("ticket.changed", {"ticket": 3, "seen": True, "kind": "größer"}),
    ]


@pytest.mark.django_db(transaction=True)
def test_it_publishes_as_much_as_it_says() -> None:
    longest: dict[str, int | str | bool] = {}
    while len(encode("t", longest)) < MOST_BYTES - 100:
        longest[f"key{len(longest)}"] = "x" * 50
    longest["pad"] = "x" * (MOST_BYTES - len(encode("t", longest | {"pad": ""})))
    assert len(encode("t", longest)) == MOST_BYTES
    publish("t", longest)
    assert connection.is_usable()
