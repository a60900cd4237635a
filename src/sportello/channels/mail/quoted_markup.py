"""Finds the parts of an HTML body that mail programs themselves mark as quoted mail. One pass over the tags, linear."""

import re
from collections import Counter
from dataclasses import dataclass, field

from .quoting import QUOTE_SENTINEL

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})((?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'){0,60})>")
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_ELEMENT = re.compile(
    r"yahoo_quoted|moz-cite-prefix|protonmail_quote|tutanota_quote|zmail_extra|olk_src_body_section"
    r"|gmail_attr|isreplycontent"
    r"|mail-editor-reference-message|skiptranslate_quote|reply-intro",
    re.IGNORECASE,
)
_REST = re.compile(
    r"divrplyfwdmsg|appendonsend|stopspelling|outlookmessageheader|border-top:\s?solid\s?#(?:b5c4df|e1e1e1)",
    re.IGNORECASE,
)
_GMAIL = re.compile(r"gmail_quote", re.IGNORECASE)
_FORWARDED = re.compile(
    r"forwarded message|messaggio inoltrato|weitergeleitete|message (?:transféré|réexpédié)|mensaje reenviado",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Search:
    """The open elements, and the quoted stretches found so far."""

    open: list[str] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    spans: list[tuple[int, int]] = field(default_factory=list)
    since: int | None = None
    depth: int = 0
    until_blockquote: bool = False


def quoted_spans(html: str) -> list[tuple[int, int]]:
    """The stretches of `html` (start and end index, in order, apart from each other) that hold quoted mail."""
    search = _Search()
    for tag in _TAG.finditer(html):
        closing, name, attributes = tag.group(1), tag.group(2).lower(), tag.group(3)
        if closing:
            _close(search, name, tag.end())
            continue
        if search.since is None:
            kind = _kind(name, attributes, html, tag.end())
            if kind == "rest":
                search.spans.append((tag.start(), len(html)))
                return search.spans
            if kind:
                search.since, search.depth = tag.start(), len(search.open)
                search.until_blockquote = kind == "head"
        elif search.until_blockquote and name == "blockquote":
            search.spans.append((search.since, tag.start()))
            search.since, search.depth, search.until_blockquote = tag.start(), len(search.open), False
        if name not in _VOID and not attributes.endswith("/"):
            search.open.append(name)
            search.count[name] += 1
    if search.since is not None:
        search.spans.append((search.since, len(html)))
    return search.spans


def _close(search: _Search, name: str, end: int) -> None:
    if not search.count[name]:
        return
    while search.open:
        top = search.open.pop()
        search.count[top] -= 1
        if top == name:
            break
    if search.since is not None and len(search.open) <= search.depth:
        search.spans.append((search.since, end))
        search.since, search.until_blockquote = None, False


def _kind(name: str, attributes: str, html: str, end: int) -> str:
    """How an element that opens here quotes: "" not at all, "element" itself, "head" or "rest".

    A "head" quotes until its first blockquote begins (what stands between the blockquotes may be interleaved answers);
    a "rest" quotes itself and all below.
    """
    if name == "blockquote":
        return "" if _forwards(html, end) else "element"
    if not attributes:
        return ""
    if _REST.search(attributes):
        return "" if _forwards(html, end) else "rest"
    if _ELEMENT.search(attributes):
        return "element"
    return "head" if _GMAIL.search(attributes) and not _forwards(html, end) else ""


def _forwards(html: str, start: int) -> bool:
    return bool(_FORWARDED.search(html[start : start + 400]))


def part_quotes(html: str) -> tuple[str, str]:
    """The body with each quoted stretch replaced by one marked line, and the quoted stretches joined."""
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    for start, end in quoted_spans(html):
        own += [html[at:start], f"<div>{QUOTE_SENTINEL}</div>"]
        quoted.append(html[start:end])
        at = end
    own.append(html[at:])
    return "".join(own), "<br>".join(quoted)
