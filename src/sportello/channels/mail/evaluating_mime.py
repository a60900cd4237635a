"""How well mail is read: the labelled set of mails with the parse that other readers' authors expect of them."""

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from .anatomy import Limits, Part
from .bodies import choose
from .bounces import read_bounce
from .charset import codec_for, decode
from .letter import Address, Letter, Unreadable
from .markup import to_text
from .opening import opened
from .parse import parse

type Expected = Any
type Check = Callable[["_Read", Expected], bool]


class _Read:
    """One mail as the desk reads it, and the tree behind it."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.letter: Letter = parse(raw)
        self.tree = opened(raw, Limits())
        self.bodies = choose(self.tree.root)

    @property
    def shown(self) -> str:
        return self.letter.plain or to_text(self.letter.html)


def evaluate_mime(path: Path | str) -> dict[str, Any]:
    """Figures for a file of mails (`raw_b64`, `expect`): how many are right in every field that the case states.

    `right_as_written` also counts a letter that we recovered where the case has a replacement character as wrong.
    `errors` lists the wrong ones with the names of their wrong fields.
    """
    errors: list[dict[str, Any]] = []
    scored = strict = 0
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        case = json.loads(line)
        scored += 1
        wrong, as_written = _judge(case)
        strict += as_written
        if wrong:
            errors.append({"id": case["id"], "wrong": wrong})
    figures = {"right": scored - len(errors), "scored": scored, "right_as_written": strict}
    return {"figures": figures, "errors": errors}


def _judge(case: dict[str, Any]) -> tuple[list[str], bool]:
    try:
        read = _Read(base64.b64decode(case["raw_b64"]))
    except Unreadable:
        return ["unreadable"], False
    wrong = [name for name, wanted in case["expect"].items() if not _CHECKS[name](read, wanted)]
    recovered = "\ufffd" in json.dumps(case["expect"], ensure_ascii=False)
    return wrong, not wrong and not recovered


def _same(ours: str, theirs: str | None) -> bool:
    """Equal but for what we never keep: line ends other than LF, NULs; U+FFFD stands for what they could not read."""
    wanted = (theirs or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if ours == wanted:
        return True
    if "\ufffd" not in wanted:
        return False
    pattern = "".join(".{1,3}" if letter == "\ufffd" else re.escape(letter) for letter in wanted)
    return re.fullmatch(pattern, ours, re.DOTALL) is not None


def _people(ours: tuple[Address, ...], wanted: list[dict[str, Any]]) -> bool:
    return len(ours) == len(wanted) and all(
        _same(mine.name, theirs["name"]) and mine.email == (theirs["address"] or "").lower()
        for mine, theirs in zip(ours, wanted, strict=True)
    )


def _date(read: _Read, wanted: Expected) -> bool:
    if isinstance(wanted, str):
        return read.letter.sent_at == datetime.fromisoformat(wanted)
    offset = timedelta(hours=wanted["tz_hour"], minutes=wanted["tz_minute"])
    zone = timezone(-offset if wanted["tz_before_gmt"] else offset)
    numbers = (wanted[key] for key in ("year", "month", "day", "hour", "minute", "second"))
    return read.letter.sent_at == datetime(*numbers, tzinfo=zone).astimezone(UTC)  # type: ignore[misc]


def _id(ours: tuple[str, ...] | str, wanted: str) -> bool:
    first = ours if isinstance(ours, str) else (ours[0] if ours else "")
    return first.strip("<>") == wanted.strip("<>")


def _body(ours: list[Part], wanted: list[dict[str, Any]]) -> bool:
    texts = [each for each in wanted if each["kind"] in ("Text", "Html")]
    mine = [part for part in ours if part.media_type.startswith("text/")]
    return len(mine) == len(texts) and all(
        (part.media_type == "text/html") == (each["kind"] == "Html") and _same(part.text, each["text"])
        for part, each in zip(mine, texts, strict=True)
    )


def _attachment(part: Part, wanted: dict[str, Any]) -> bool:
    if wanted.get("content_type") and part.media_type != wanted["content_type"].lower():
        return False
    if not _same(part.name, wanted.get("filename")):
        return False
    size = wanted.get("size")
    return size is None or size in _lengths(part)


def _lengths(part: Part) -> set[int]:
    """The size of a part as its bytes stand and as a text in UTF-8, with the line ends of a mail or of a text file."""
    ways = (part.decoded[0], decode(part.decoded[0], part.charset)[0].encode(), part.body)
    return {len(each) for way in ways for each in (way, way.replace(b"\r\n", b"\n"))}


def _attachments(read: _Read, wanted: list[dict[str, Any]]) -> bool:
    if any("index" in each for each in wanted):
        names = [_filed(each.name) for each in read.letter.files]
        return all(_filed(each["filename"]) in names for each in wanted)
    files = read.bodies.files
    return len(files) == len(wanted) and all(map(_attachment, files, wanted))


def _filed(name: str) -> str:
    """A file name without all that some file system refuses, and that authors of readers replace each in his way."""
    return re.sub(r"[^\w.]+|_+", "", name)


def _headers(read: _Read, wanted: dict[str, str]) -> bool:
    return all(_unquoted(read.letter.header(name), value) for name, value in wanted.items())


def _unquoted(ours: str, theirs: str) -> bool:
    """Equal but for the quotation marks and angle brackets that only a structured header's syntax asks for."""
    plain = str.maketrans("", "", '"<>')
    return _same(ours.translate(plain), theirs.translate(plain))


def _charset(read: _Read, wanted: str) -> bool:
    """Whether the charset stated is the one we found, or one in which the bytes give the text that we show."""
    shown = (read.bodies.text or read.bodies.html or [read.tree.root])[0]
    if shown.charset.lower() == wanted.lower():
        return True
    data = shown.decoded[0]
    stated = data.decode(codec_for(wanted) or "ascii", "replace").replace("\r\n", "\n")
    return stated == shown.text


_CHECKS: dict[str, Check] = {
    "from": lambda read, wanted: _people((read.letter.sender,), wanted),
    "to": lambda read, wanted: _people(read.letter.to, wanted),
    "subject": lambda read, wanted: _same(read.letter.subject, wanted),
    "message_id": lambda read, wanted: _id(read.letter.message_id, wanted),
    "in_reply_to": lambda read, wanted: _id(read.letter.in_reply_to, wanted),
    "date": _date,
    "text_body": lambda read, wanted: _body(read.bodies.text, wanted),
    "html_body": lambda read, wanted: _body(read.bodies.html, wanted),
    "attachments": _attachments,
    "n_attachments": lambda read, wanted: len(read.letter.files) == wanted,
    "attachment_filenames": lambda read, wanted: [part.name for part in read.bodies.files] == wanted,
    "n_parts": lambda read, wanted: len(read.tree.parts) == wanted,
    "charset": _charset,
    "headers": _headers,
    "body": lambda read, wanted: bool(read.shown.strip()) == (wanted == "Body found"),
    "text": lambda read, wanted: _same(read.shown.strip(), wanted.strip()),
    "text_startswith": lambda read, wanted: read.shown.lstrip().startswith(wanted),
    "bounce": lambda read, wanted: (read_bounce(read.raw, read.letter) is not None) == wanted,
}
