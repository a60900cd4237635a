import asyncio
import json

import pytest

from sportello.core.live import frames
from sportello.core.live.hub import Detail, Hub
from sportello.core.live.subscription import Subscription


def knows_all_but_13(_viewer: str, _topic: str, detail: Detail) -> bool:
    return detail["ticket"] != 13


def hub(**options: int) -> Hub[str]:
    """A hub that has been listening since the second 100."""
    made = Hub(knows_all_but_13, first_number=0, **options)
    made.begin_hearing(now=100)
    return made


def queued(subscription: Subscription[str]) -> list[object]:
    """The tickets, and other topics, that wait to be sent."""
    news = asyncio.run(subscription.take(0)) or b""
    lines = [line for line in news.decode().splitlines() if line.startswith("data: ")]
    messages = [json.loads(line.removeprefix("data: ")) for line in lines]
    return [message["detail"].get("ticket", message["topic"]) for message in messages]


def test_it_passes_on_what_a_viewer_may_know() -> None:
    town = hub()
    ada = town.join("ada", knows=110)
    for ticket in (7, 13, 8):
        town.hear("ticket.changed", {"ticket": ticket}, now=111)
    assert queued(ada) == [7, 8]


def test_it_keeps_back_what_it_cannot_judge(caplog: pytest.LogCaptureFixture) -> None:
    town = hub()
    ada = town.join("ada", knows=110)
    town.hear("ticket.changed", {"no": "ticket"}, now=111)
    assert queued(ada) == []
    assert "could not be told" in caplog.text


@pytest.mark.parametrize(("knows", "expected"), [(110, [7, 8]), (112, [8]), (113.5, []), (100, ["resync"])])
def test_it_repeats_what_a_page_missed(knows: float, expected: list[object]) -> None:
    town = hub()
    town.hear("ticket.changed", {"ticket": 7}, now=110.5)
    town.hear("ticket.changed", {"ticket": 8}, now=112)
    assert queued(town.join("ada", knows=knows)) == expected


def test_it_does_not_repeat_what_the_viewer_may_not_know() -> None:
    town = hub()
    town.hear("ticket.changed", {"ticket": 13}, now=110)
    assert queued(town.join("ben", knows=110)) == []


def test_it_knows_when_its_memory_is_not_enough() -> None:
    town = hub(memory=2)
    for second in (110, 120, 130):
        town.hear("ticket.changed", {"ticket": second}, now=second)
    assert queued(town.join("ada", knows=112)) == [120, 130]
    assert queued(town.join("ada", knows=110.5)) == ["resync"]


def test_it_tells_who_falls_behind_to_fetch_anew_and_goes_on() -> None:
    town = hub(limit=3)
    ada = town.join("ada", knows=110)
    for ticket in range(1, 5):
        town.hear("ticket.changed", {"ticket": ticket}, now=111)
    town.hear("ticket.changed", {"ticket": 5}, now=111)
    assert queued(ada) == ["resync", 5]


def test_it_has_everybody_fetch_anew_when_it_hears_again() -> None:
    town = hub()
    ada = town.join("ada", knows=110)
    town.stop_hearing()
    assert queued(town.join("ben", knows=120)) == ["resync"]
    town.begin_hearing(now=130)
    assert queued(ada) == ["resync"]
    assert queued(town.join("ada", knows=125)) == ["resync"]


def test_it_ends_a_stream_without_sending_what_waits() -> None:
    town = hub()
    ada = town.join("ada", knows=110)
    town.hear("ticket.changed", {"ticket": 7}, now=111)
    town.end()
    assert asyncio.run(ada.take(0)) is None


def test_it_forgets_who_leaves() -> None:
    town = hub()
    ada = town.join("ada", knows=110)
    town.leave(ada)
    town.hear("ticket.changed", {"ticket": 7}, now=111)
    assert queued(ada) == []
    assert not town.subscriptions


def test_it_writes_frames_as_browsers_read_them() -> None:
    assert frames.opening(5, retry=1000) == b"retry: 1000\nid: 5\n\n"
    assert frames.message(6, "a.b", {"text": "x\ny\u2028"}).count(b"\n") == 3
    assert frames.resync(7) == b'id: 7\ndata: {"topic":"resync","detail":{}}\n\n'
