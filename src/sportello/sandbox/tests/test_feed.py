"""New mail while one looks, and what a restart remembers of it."""

import asyncio
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from sportello.sandbox.feed import Feed
from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.orders import tracking
from sportello.sandbox.shop.origin import Origin, forget_half_a_shop, settle
from sportello.sandbox.shop.sites import site_of
from sportello.sandbox.shop.stories import BadStory, load
from sportello.sandbox.testing import World

from .test_control import sandbox

NOW = datetime(2026, 11, 21, 14, 10, tzinfo=UTC)


class TwoStories:
    """A shop with two stories to tell."""

    def __init__(self) -> None:
        self.left = ["it-1", "de-1"]

    def waiting(self) -> dict[str, str]:
        return dict.fromkeys(self.left, "a line")

    async def drop(self, key: str, now: datetime) -> dict[str, Any]:
        if key not in self.left:
            raise KeyError(key)
        self.left.remove(key)
        return {"key": key, "at": now.isoformat()}

    def manifest(self) -> dict[str, Any]:
        return {}


def test_it_drops_stories_in_turn_and_then_none() -> None:
    async def drops() -> list[dict[str, Any] | None]:
        feed = Feed(TwoStories(), lambda: NOW, every=40, first_after=20)
        return [await feed.drop() for _ in range(3)]

    assert asyncio.run(drops()) == [
        {"key": "it-1", "at": NOW.isoformat()},
        {"key": "de-1", "at": NOW.isoformat()},
        None,
    ]


def test_it_drops_by_itself() -> None:
    async def run(shop: TwoStories) -> None:
        task = asyncio.create_task(Feed(shop, lambda: NOW, every=0.05, first_after=0).run())
        async with asyncio.timeout(60):
            while shop.left:
                await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(run(TwoStories()))


def test_it_drops_nothing_while_it_is_paused() -> None:
    async def run(shop: TwoStories) -> int:
        task = asyncio.create_task(Feed(shop, lambda: NOW, every=0, first_after=0).run())
        await asyncio.sleep(0.3)
        task.cancel()
        return len(shop.left)

    assert asyncio.run(run(TwoStories())) == 2


def test_it_presents_old_mail_under_old_uids_after_a_restart(state: Path) -> None:
    with sandbox("--state", str(state)) as world:
        dropped = world.drop()
        world.control.post("/advance?count=2")
        before, uids = world.manifest(), _uids(world)
        folders = world.control.get("/mailboxes").json()
    with sandbox("--state", str(state)) as world:
        assert world.manifest() == before
        assert _uids(world) == uids
        assert world.control.get("/mailboxes").json() == folders
        assert world.control.post(f"/drop?story={dropped['key']}").status_code == 404
        assert world.drop()["mails"][0]["uid"] == max(uids) + 1
    assert json.loads((state / "manifest.json").read_text(encoding="utf-8"))["seed"] == 5


def test_it_tells_no_story_twice_when_a_kill_cost_it_the_note(state: Path) -> None:
    note = state / "manifest.json"
    with sandbox("--state", str(state)) as world:
        before = note.read_text(encoding="utf-8")
        first = world.drop()
    note.write_text(before, encoding="utf-8")
    with sandbox("--state", str(state)) as world:
        again = world.drop()
        assert [again["key"], again["mails"][0]["uid"]] == [first["key"], first["mails"][0]["uid"]]
        assert world.control.get("/mailboxes").json()["INBOX"]["last_uid"] == first["mails"][0]["uid"]


def test_it_pushes_a_dropped_story_to_who_idles(state: Path) -> None:
    with (
        sandbox("--state", str(state)) as world,
        IMAPClient("127.0.0.1", port=world.imap, ssl=False, timeout=60) as client,
    ):
        client.login(world.user, world.password)
        count = client.select_folder("INBOX")[b"EXISTS"]
        client.idle()
        assert world.control.post("/drop", data={"story": ""}).status_code == 303
        answers = client.idle_check(timeout=60)
        client.idle_done()
        assert (count + 1, b"EXISTS") in answers


def test_it_fills_again_what_was_cut_short(tmp_path: Path) -> None:
    origin = settle(tmp_path, Origin(9, NOW))
    (tmp_path / "mail" / "INBOX").mkdir(parents=True)
    (tmp_path / "mail" / "INBOX" / "00000001.1.S.eml").write_bytes(b"half\r\n\r\n")
    assert settle(tmp_path, Origin(1, NOW)) == origin
    forget_half_a_shop(tmp_path, "manifest.json")
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize("text", ["[[story]]\nkey = 'x'", "[[story]", "", "[[story]]\nlanguage = 'xx'"])
def test_it_says_which_story_file_is_broken(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadStory, match=r"bad\.toml"):
        load(tmp_path)


def test_it_gives_tracking_numbers_their_check_digits() -> None:
    for number in range(50):
        german = tracking(site_of("amazon.de", "de"), Dice("test", number))
        total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(reversed(german)))
        assert (len(german), total % 10) == (20, 0)
        british = tracking(site_of("ebay", "en"), Dice("test", number))
        assert re.fullmatch(r"[A-Z]{2}\d{9}GB", british)


def _uids(world: World) -> dict[int, bytes]:
    with IMAPClient("127.0.0.1", port=world.imap, ssl=False, timeout=60) as client:
        client.login(world.user, world.password)
        client.select_folder("INBOX", readonly=True)
        found = client.fetch(client.search("ALL"), ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
    return {uid: value[b"BODY[HEADER.FIELDS (MESSAGE-ID)]"] for uid, value in found.items()}
