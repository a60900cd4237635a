"""Labelled cases of repeats: reading the corpus that teaches, and files of labelled cases."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sportello.reading.numbers import numbers_of

CORPUS: Final = Path(__file__).parent / "corpus"
_BEGAN: Final = datetime(2026, 3, 1, 10, tzinfo=UTC)
_HEAD: Final = re.compile(r"# (?P<language>[a-z]{2}) (?P<answer>-|T\d)")
_TICKET: Final = re.compile(r"(?P<name>T\d) (?P<status>\w+) (?P<channel>\w+) (?P<orders>[^|]*?) \| (?P<subject>.*)")
_SAID: Final = re.compile(r"(?P<by>[ab])(?P<day>-?\d+) (?P<text>.+)")
_FRESH: Final = re.compile(r">(?P<day>\d+) (?P<channel>\w+) \| (?P<subject>.*?) \| (?P<text>.+)")


class Mislabelled(ValueError):
    """A line of a corpus or a case is not what it should be; says which."""


@dataclass(frozen=True, slots=True)
class Words:
    """One message of a case."""

    at: datetime
    by_buyer: bool
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A ticket of a case."""

    name: str
    status: str
    channel: str
    subject: str
    orders: tuple[str, ...]
    said: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A new message of a buyer, their tickets, and the name of the one that it repeats ("" for none)."""

    key: str
    language: str
    tickets: tuple[Told, ...]
    at: datetime
    channel: str
    subject: str
    text: str
    orders: tuple[str, ...]
    answer: str


def corpus(folder: Path = CORPUS) -> list[Case]:
    """The cases of every `*.txt` of a folder.

    A case is `# language answer`, its tickets (`T1 status channel orders | subject`, then `b0 text` or `a0 text` by
    buyer or agent on a day), and `>day channel | subject | text`. Raises Mislabelled with file and line.
    """
    return [case for file in sorted(folder.glob("*.txt")) for case in _parsed(file)]


def labelled(path: Path) -> list[Case]:
    """The cases of a JSON-lines file (`tickets`, `incoming`, `same_issue_as`); raises KeyError or ValueError."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines if line.strip()]


def _parsed(file: Path) -> Iterator[Case]:
    blocks: list[list[str]] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# "):
            blocks.append([line])
        elif line.strip():
            if not blocks:
                raise Mislabelled(f"{file.name}:{number}: no case begins here")
            blocks[-1].append(line)
    for number, block in enumerate(blocks, 1):
        yield _block(f"{file.stem}-{number}", block)


def _block(key: str, lines: list[str]) -> Case:
    head, fresh = _HEAD.fullmatch(lines[0]), _FRESH.fullmatch(lines[-1])
    if head is None or fresh is None:
        raise Mislabelled(f"{key}: {lines[0]}")
    tickets = tuple(_tickets(key, lines[1:-1]))
    answer = head["answer"].strip("-")
    if not tickets or (answer and answer not in {ticket.name for ticket in tickets}):
        raise Mislabelled(f"{key}: no ticket {answer}")
    named = numbers_of(fresh["text"], subject=fresh["subject"])
    return Case(
        key=key,
        language=head["language"],
        tickets=tickets,
        at=_BEGAN + timedelta(days=int(fresh["day"]), hours=8),
        channel=fresh["channel"],
        subject=fresh["subject"],
        text=fresh["text"],
        orders=tuple(number.value for number in named if number.kind == "order"),
        answer=answer,
    )


def _tickets(key: str, lines: list[str]) -> Iterator[Told]:
    starts = [at for at, line in enumerate(lines) if _TICKET.fullmatch(line)]
    ends = [*starts[1:], len(lines)] if starts else []
    for start, end in zip(starts, ends, strict=True):
        head = _TICKET.fullmatch(lines[start])
        said = tuple(_words(key, line, place) for place, line in enumerate(lines[start + 1 : end]))
        if head is None or not said:
            raise Mislabelled(f"{key}: {lines[start]}")
        orders = tuple(number for number in head["orders"].split() if number != "-")
        yield Told(head["name"], head["status"], head["channel"], head["subject"], orders, said)


def _words(key: str, line: str, place: int) -> Words:
    said = _SAID.fullmatch(line)
    if said is None:
        raise Mislabelled(f"{key}: {line}")
    return Words(_BEGAN + timedelta(days=int(said["day"]), minutes=30 * place), said["by"] == "b", said["text"])


def _case(told: dict[str, Any]) -> Case:
    fresh = told["incoming"]
    return Case(
        key=told["id"],
        language=told["language"],
        tickets=tuple(_told(ticket) for ticket in told["tickets"]),
        at=datetime.fromisoformat(fresh["at"]),
        channel=fresh["channel"],
        subject=fresh["subject"],
        text=fresh["text"],
        orders=tuple(fresh["order_ids"]),
        answer=told["same_issue_as"] or "",
    )


def _told(ticket: dict[str, Any]) -> Told:
    said = tuple(
        Words(datetime.fromisoformat(message["at"]), message["from"] == "buyer", message["text"])
        for message in ticket["messages"]
    )
    name, status, channel, subject = (ticket[key] for key in ("id", "status", "channel", "subject"))
    return Told(name, status, channel, subject, tuple(ticket["order_ids"]), said)
