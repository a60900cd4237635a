"""The visible reply: what the writer of a mail added, apart from quoted mail, signature and legal text."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from .markup import to_text
from .quoted_markup import part_quotes
from .quoting import (
    QUOTE_SENTINEL,
    block_span,
    header_span,
    is_forward_marker,
    is_original_marker,
    is_quoted,
    is_rule,
    plain_line,
    shared_header,
)
from .signing import signature_start

LONGEST_TEXT = 400_000
MOST_LINES = 4_000


@dataclass(frozen=True, slots=True)
class Visible:
    """A mail's text in four parts, each without blank lines around it; joined they hold every word of the mail.

    `reply` is what the writer says in this mail, `quoted` the earlier mail, `signature` the signature with any legal
    text, `forwarded` a mail passed on (with its marker), which is neither the writer's own nor an answered one.
    """

    reply: str
    quoted: str = ""
    signature: str = ""
    forwarded: str = ""


@dataclass(slots=True)
class _Parts:
    reply: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)
    header_seen: bool = False


def visible(text: str) -> Visible:
    """Split a plain-text body. Works line by line in time linear to the text; never raises; accepts any line ends.
    Lines after the four-thousandth are not judged: they go where the line before them went.

    A mail in which nothing but quoted lines is found, and no reply header, is taken to be all the writer's own.
    """
    lines = text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    parts = _split(lines)
    start = signature_start(parts.reply)
    reply = _joined(parts.reply[:start])
    signature = _joined(parts.reply[start:])
    quoted, forwarded = _joined(parts.quoted), _joined(parts.forwarded)
    if not reply and not parts.header_seen and not forwarded:
        return Visible(_joined(lines))
    return Visible(reply, quoted, signature, forwarded)


def visible_html(html: str) -> Visible:
    """Split an HTML body: the quoting elements of the known mail programs count as quoted, then as `visible`."""
    own, quoted = part_quotes(html[:LONGEST_TEXT])
    parts = visible(to_text(own))
    if not quoted:
        return parts
    below = to_text(quoted).strip()
    return replace(parts, quoted="\n".join(filter(None, (parts.quoted, below))))


def _split(lines: list[str]) -> _Parts:
    parts = _Parts()
    at = 0
    to: list[str] | None = None
    while at < len(lines):
        if at >= MOST_LINES:
            (parts.reply if to is None else to).extend(lines[at:])
            break
        taken, to = _step(lines, at, parts)
        if to is None:
            parts.reply.append(lines[at])
        else:
            to.extend(lines[at : at + taken])
        at += taken
    _drop_trailing_rule(parts)
    return parts


def _step(lines: list[str], at: int, parts: _Parts) -> tuple[int, list[str] | None]:
    """How many lines to take from `at` and which part they belong to (None: the writer's reply)."""
    line = lines[at]
    rest = len(lines) - at
    if is_quoted(line):
        return 1, parts.quoted
    if is_forward_marker(line):
        return rest, parts.quoted if parts.header_seen else parts.forwarded
    if is_original_marker(line):
        return rest, _ends_here(parts)
    if block_span(lines, at):
        return rest, _ends_here(parts)
    cut = shared_header(line)
    if cut is not None:
        parts.header_seen = True
        parts.reply.append(line[:cut].rstrip("-_ "))
        lines[at] = line[cut:]
        return (1, parts.quoted) if _quoted_below(lines, at + 1) else (rest, parts.quoted)
    span = header_span(lines, at)
    if span:
        parts.header_seen = True
        return (span, parts.quoted) if _quoted_below(lines, at + span) else (rest, parts.quoted)
    if _wrapped_quote(lines, at):
        return 1, parts.quoted
    return 1, None


def _ends_here(parts: _Parts) -> list[str]:
    """Where an earlier mail without quote marks goes: a mail that starts with one was passed on, not answered."""
    if any(plain_line(line) and not is_rule(line) for line in parts.reply):
        parts.header_seen = True
    return parts.quoted if parts.header_seen else parts.forwarded


def _quoted_below(lines: list[str], start: int) -> bool:
    for line in lines[start : start + 6]:
        if plain_line(line):
            return is_quoted(line)
    return False


def _wrapped_quote(lines: list[str], at: int) -> bool:
    """A quoted line that a mail program broke in two: its second half stands without a mark between quoted lines."""
    if at == 0 or at + 1 >= len(lines) or not (is_quoted(lines[at - 1]) and is_quoted(lines[at + 1])):
        return False
    before, text = lines[at - 1], plain_line(lines[at])
    return bool(text) and (
        before.count("(") > before.count(")")
        or text.startswith(("(http", "<http", "http"))
        or (len(before) > 70 and len(text) < 25)
    )


def _drop_trailing_rule(parts: _Parts) -> None:
    """A rule drawn above a quoted mail belongs to the quote."""
    if not (parts.quoted or parts.forwarded):
        return
    while parts.reply and (not parts.reply[-1].strip() or is_rule(parts.reply[-1])):
        parts.reply.pop()


def _joined(lines: list[str]) -> str:
    kept = [line.rstrip().replace(QUOTE_SENTINEL, "") for line in lines]
    out = kept[:1] + [after for before, after in pairwise(kept) if before or after]
    return "\n".join(out).strip("\n").strip()
