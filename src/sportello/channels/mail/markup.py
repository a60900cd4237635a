"""HTML of a mail: as plain text, and as HTML that is safe to show (`sanitise`, from its own module)."""

import re
from dataclasses import dataclass, field
from html import unescape

from .charset import clean
from .sanitising import has_remote, sanitise

__all__ = ["has_remote", "sanitise", "to_text"]

_TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})([^<>]*)>|<[!?][^<>]*>", re.DOTALL)
_BLANKS = re.compile(r"[ \t\n\r\f\xa0]+")
_MOST_TAGS = 30_000
_UNSEEN = frozenset(["script", "style", "head", "title"])
_MOST_QUOTES = 8
_EMPTY_LINES = re.compile(r"\n{4,}")
_PARAGRAPH = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote", "dl", "figure", "hr"]
)
_LINE = frozenset(
    [
        "div",
        "tr",
        "li",
        "dt",
        "dd",
        "br",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "address",
        "form",
        "center",
        "tbody",
        "caption",
        "body",
        "html",
    ]
)
_ALT = re.compile(r"""\balt\s{0,3}=\s{0,3}(?:"([^"]{1,200})"|'([^']{1,200})')""", re.IGNORECASE)


@dataclass(slots=True)
class _Page:
    """The text so far: finished lines, the line being written, and what is open around it."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    quotes: int = 0
    pre: int = 0
    lists: list[int] = field(default_factory=list)
    unseen: str = ""

    def words(self, text: str) -> None:
        if self.pre:
            first, *rest = _EMPTY_LINES.sub("\n\n\n", text).split("\n")
            self.line.append(first)
            for each in rest:
                self.end_line(keep_empty=True)
                self.line.append(each)
            return
        text = _BLANKS.sub(" ", text)
        if text == " " and (not self.line or self.line[-1].endswith(" ")):
            return
        if text:
            self.line.append(text)

    def end_line(self, *, keep_empty: bool = False) -> None:
        text = "".join(self.line)
        text = text.rstrip() if self.pre else text.strip()
        self.line.clear()
        if text or keep_empty:
            self.lines.append(("> " * self.quotes + text).rstrip())

    def end_paragraph(self) -> None:
        self.end_line()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * self.quotes).rstrip())


def to_text(html: str) -> str:
    """The words of an HTML body as a reader sees them, in lines; block quotes marked `> `, list items `- ` or `1. `.

    Work grows with the length only: nesting is counted, never recursed into, and a page of more than 30,000 tags is
    merely stripped of them. Pictures leave nothing but their alternative text when the whole mail is a picture.
    """
    html = html.replace("\r\n", "\n").replace("\r", "\n") if "\r" in html else html
    if html.count("<") > _MOST_TAGS:
        return _stripped(html)
    page, position = _Page(), 0
    for token in _TOKEN.finditer(html):
        if token.start() < position:
            continue
        if not page.unseen and token.start() > position:
            page.words(_unescaped(html[position : token.start()]))
        position = token.end()
        if token.group(2):
            position = _whole_tag(html, token)
            _tag(page, token.group(2).lower(), bool(token.group(1)))
    if not page.unseen:
        page.words(_unescaped(html[position:]))
    page.end_line()
    text = _joined(page.lines)
    swallowed = bool(page.unseen) or html.rfind("<!--") > html.rfind("-->")
    return text or (_stripped(html) if swallowed else _alternative_texts(html))


def _unescaped(text: str) -> str:
    return unescape(text) if "&" in text else text


def _whole_tag(html: str, token: re.Match[str]) -> int:
    """Where the tag really ends: a quoted value may hold a `>`."""
    attributes = token.group(3)
    if attributes.count('"') % 2 == 0:
        return token.end()
    closing = html.find('"', token.end(), token.end() + 500)
    end = html.find(">", closing, closing + 500) if closing >= 0 else -1
    return end + 1 if end >= 0 else token.end()


def _tag(page: _Page, name: str, closing: bool) -> None:
    if page.unseen:
        ended = name == page.unseen if closing else (name, page.unseen) == ("body", "head")
        page.unseen = "" if ended else page.unseen
    elif name in _UNSEEN:
        page.unseen = "" if closing else name
    elif name == "br":
        page.end_line(keep_empty=True)
    elif name in _PARAGRAPH:
        page.end_paragraph()
        _structure(page, name, closing)
    elif name in _LINE:
        page.end_line()
        if name == "li" and not closing:
            page.line.append(_bullet(page))
    elif name in ("td", "th") and not closing:
        page.words(" ")


def _structure(page: _Page, name: str, closing: bool) -> None:
    if name == "blockquote":
        _quote(page, closing)
    elif name == "pre":
        page.pre = max(0, page.pre - 1) if closing else page.pre + 1
    elif name in ("ul", "ol"):
        if closing:
            del page.lists[-1:]
        elif len(page.lists) < 20:
            page.lists.append(1 if name == "ol" else 0)
    elif name == "hr":
        page.lines.append(("> " * page.quotes + "---").rstrip())


def _quote(page: _Page, closing: bool) -> None:
    if not closing:
        page.quotes = min(page.quotes + 1, _MOST_QUOTES)
        return
    while page.lines and page.lines[-1] and not page.lines[-1].strip("> "):
        page.lines.pop()
    page.quotes = max(0, page.quotes - 1)
    page.end_paragraph()


def _bullet(page: _Page) -> str:
    if not page.lists or not page.lists[-1]:
        return "- "
    page.lists[-1] += 1
    return f"{page.lists[-1] - 1}. "


def _joined(lines: list[str]) -> str:
    """Lines with at most one empty line between them, none at the ends."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line)
    return clean("\n".join(kept).strip("\n"))


def _stripped(html: str) -> str:
    text = re.sub(r"<(?:script|style|head)\b[^<>]*>[^<]*(?:</(?:script|style|head)[^<>]*>)?", " ", html, flags=re.I)
    text = re.sub(r"</?(?:p|div|tr|br|li|table|h[1-6]|blockquote)\b[^<>]*>", "\n", text, flags=re.IGNORECASE)
    text = unescape(re.sub(r"<[^<>]*>", "", text))
    return _joined([" ".join(line.split()) for line in text.split("\n")])


def _alternative_texts(html: str) -> str:
    found = (first or second for first, second in _ALT.findall(html[:200_000]))
    return clean("\n".join(dict.fromkeys(unescape(each).strip() for each in found if each.strip())))
