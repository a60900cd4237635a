"""The shop in the sandbox: tells its stories to the mail servers and writes down what it told."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sportello.sandbox.feed import Shop
from sportello.sandbox.mail.servers import SEEN, MailServers

from .calendar import Moment, timeline
from .interruptions import interrupt
from .manifest import other_entry, story_entry
from .orders import Orders
from .origin import Origin, write_whole
from .sites import SHOP_ADDRESS, SHOP_NAME
from .stories import Story, told
from .telling import Mail, tell

NOTE = "manifest.json"


class NoShop:
    """A sandbox without a shop: nobody writes."""

    def waiting(self) -> dict[str, str]:
        """Nobody."""
        return {}

    async def drop(self, key: str, _now: datetime) -> dict[str, Any]:
        """Raises KeyError, for there are no stories."""
        raise KeyError(key)

    def manifest(self) -> dict[str, Any]:
        """Nothing happened."""
        return {"stories": [], "others": []}


class CasaLume:
    """Casa Lume. What happened stands in its manifest, which is kept in `note` when there is one."""

    def __init__(self, origin: Origin, servers: MailServers, note: Path | None) -> None:
        self._origin, self._servers, self._note = origin, servers, note
        self._stories = {story.key: story for story in told()}
        self._orders = Orders(origin.seed, self._stories.values())
        if note is not None and note.exists():
            self._manifest: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        else:
            self._manifest = self._open()
            self._write()

    def waiting(self) -> dict[str, str]:
        """The reserve stories that have not arrived, the languages taking turns."""
        arrived = {entry["key"] for entry in self._manifest["stories"]}
        return {story.key: _about(story) for story in in_turns(self._stories.values()) if story.key not in arrived}

    async def drop(self, key: str, now: datetime) -> dict[str, Any]:
        """Let a reserve story's first message arrive now. Raises KeyError when no such story is waiting."""
        if key not in self.waiting():
            raise KeyError(key)
        story = self._stories[key]
        mails = tell(story, [Moment(story.parts[0], now)], self._orders, self._origin.seed)
        uids = [
            self._uid_of(mail) or await self._servers.imap.deliver(mail.folder, mail.raw, mail.at) for mail in mails
        ]
        entry = story_entry(story, self._orders, mails, uids)
        self._manifest["stories"].append(entry)
        self._write()
        return entry

    def manifest(self) -> dict[str, Any]:
        """What happened so far."""
        return self._manifest

    def _open(self) -> dict[str, Any]:
        """Put the 60 days before `now` on the shelves, oldest mail first."""
        now, seed = self._origin.now, self._origin.seed
        moments = timeline(self._stories.values(), now, seed)
        letters = {key: tell(self._stories[key], parts, self._orders, seed) for key, parts in moments.items()}
        mails = [mail for story in letters.values() for mail in story]
        others = interrupt([self._stories[key] for key in letters], mails, self._orders, now)
        uids = self._shelve([*mails, *others])
        return {
            "seed": seed,
            "now": now.isoformat(),
            "shop": {"name": SHOP_NAME, "address": SHOP_ADDRESS},
            "stories": [
                story_entry(self._stories[key], self._orders, story, [uids[mail.message_id] for mail in story])
                for key, story in letters.items()
            ],
            "others": [other_entry(mail, uids[mail.message_id]) for mail in others],
        }

    def _shelve(self, mails: Sequence[Mail]) -> dict[str, int]:
        """Their UIDs by Message-ID."""
        uids: dict[str, int] = {}
        for mail in sorted(mails, key=lambda mail: (mail.at, mail.key)):
            shelf = self._servers.inbox if mail.folder == "INBOX" else self._servers.sent
            flags = frozenset({SEEN}) if mail.folder == "Sent" else frozenset()
            uids[mail.message_id] = shelf.put(mail.raw, mail.at, flags).uid
        return uids

    def _uid_of(self, mail: Mail) -> int:
        """Its UID when it lies there already, else 0: a kill may come between the delivery and the note of it."""
        wanted = mail.message_id.encode()
        return next((letter.uid for letter in self._servers.inbox if wanted in letter.raw), 0)

    def _write(self) -> None:
        if self._note is not None:
            write_whole(self._note, self._manifest)


def open_shop(origin: Origin, servers: MailServers, state_dir: Path | None) -> Shop:
    """The shop of this origin. What `state_dir` does not remember yet is put on the shelves now."""
    if origin.empty:
        return NoShop()
    return CasaLume(origin, servers, state_dir and state_dir / NOTE)


def in_turns(stories: Iterable[Story]) -> list[Story]:
    """The reserve stories in the order in which they arrive: the languages take turns, whichever came already."""
    turns: Counter[str] = Counter()
    order: list[tuple[int, Story]] = []
    for story in (one for one in stories if one.reserve):
        turns[story.language] += 1
        order.append((turns[story.language], story))
    return [story for _turn, story in sorted(order, key=lambda one: (one[0], one[1].key))]


def _about(story: Story) -> str:
    return f"{story.key}: {story.buyer}, {story.channel}, {story.topic.replace('_', ' ')}"
