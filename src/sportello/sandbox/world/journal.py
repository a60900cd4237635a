"""What was done to a world from outside, line by line, so that a second start finds it as it was left."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from .acts import Impossible
from .clock import Clock
from .conversations import Conversation, Message
from .seeding import open_world, order_now
from .world import World


def reopen(seed: int, now: datetime, path: Path | None, real: Callable[[], datetime], *, empty: bool = False) -> World:
    """The world of this seed and beginning (`now`, UTC), with all that the journal at `path` says was done to it.

    Its clock runs as `real` does, from `now` on; what is done from now on is added to the journal. A last line that a
    crash cut off is left out.
    """
    world = open_world(seed, now, Clock(now), quiet_orders=0 if empty else 400, stories=not empty)
    lines = _lines(path)
    shift = timedelta(seconds=lines[0]["shift"]) if lines else now - real()
    for line in lines[1:]:
        shift += _redo(world, line)
    world.clock = Clock(real() + shift, real)
    world.settle()
    if path is not None:
        if not lines:
            _append(path, {"shift": shift.total_seconds()})
        world.journal = lambda line: _append(path, line)
    return world


def _lines(path: Path | None) -> list[dict[str, Any]]:
    if path is None or not path.exists():
        return []
    *whole, _cut = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in whole]


def _append(path: Path, line: Mapping[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, Conversation | Message):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a journal holds no {type(value).__name__}")


def _redo(world: World, line: dict[str, Any]) -> timedelta:
    """Do one line again, and return how much time it let pass."""
    late = datetime.fromisoformat(line["at"]) - world.now()
    if late > timedelta(0):
        world.clock.advance(late)
    world.settle()
    if line["do"] == "advance":
        passed = timedelta(seconds=line["seconds"])
        world.clock.advance(passed)
        world.settle()
        return passed
    _redo_at_once(world, line)
    return timedelta(0)


def _redo_at_once(world: World, line: dict[str, Any]) -> None:
    if line["do"] == "act":
        try:
            world.act(line["what"], line["kind"], line["order"], **line["details"])
        except (Impossible, KeyError):
            return  # the stories were changed since, and the order goes another way
    elif line["do"] == "record":
        world.record(line["what"], line["kind"], line["order"], **line["details"])
    elif line["do"] == "order":
        order_now(world, line["kind"])
    elif line["do"] == "write":
        world.write(_conversation(line["conversation"]), _message(line["message"]))
    elif line["do"] == "keep":
        world.keep(_conversation(line["conversation"]))


def _conversation(values: dict[str, Any]) -> Conversation:
    messages = tuple(_message(message) for message in values["messages"])
    return Conversation(**(values | {"messages": messages}))


def _message(values: dict[str, Any]) -> Message:
    at, media = datetime.fromisoformat(values["at"]), tuple(values["media"])
    return Message(**(values | {"at": at, "media": media}))
