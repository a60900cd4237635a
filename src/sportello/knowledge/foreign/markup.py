"""HTML of another help centre's article as Markdown. Pure.

Words, headings, lists, links, emphasis and simple tables come along, and the pictures that we have; styles, scripts and
frames do not (another picture leaves its description). Work is bounded: what is longer or deeper than an article is
cut.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

MOST, DEEPEST = 600_000, 60

_HEADINGS = {f"h{level}": "#" * max(level, 2) for level in range(1, 7)}
_UNSEEN = {"script", "style", "head", "template", "iframe", "object", "svg", "noscript", "title"}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "s": "~~", "del": "~~"}
_BLOCKS = {"p", "div", "section", "article", "blockquote", "table", "tr", "pre", "ul", "ol", "li", "figure", *_HEADINGS}
_ACTIVE = re.compile(r"([\\`*_\[\]<>])")
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_NOTHING_MARKED = re.compile(r"(?<!\*)\*\*\s*\*\*(?!\*)|~~\s*~~|`\s*`|(?<!\*)\*\s+\*(?!\*)")
_LINK = re.compile(r"(?:https://|mailto:|tel:)\S+", re.IGNORECASE)


type Picture = Callable[[str], str]
"""Our own address of a picture that a page names; "" for one that we do not have."""


def as_markdown(html: str, *, picture: Picture = lambda _named: "") -> str:
    """The text of an article as Markdown. Any input is answered."""
    reader = _Reader(picture)
    reader.feed(html[:MOST].replace("\x00", ""))
    reader.close()
    reader.end_block()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines)).strip()


@dataclass(slots=True)
class _List:
    """A list being read: numbered or not, and how many items it has so far."""

    numbered: bool
    items: int = 0


@dataclass(slots=True)
class _Link:
    href: str
    start: int


@dataclass(slots=True)
class _State:
    """What is open around the words."""

    lists: list[_List] = field(default_factory=list)
    links: list[_Link] = field(default_factory=list)
    unseen: int = 0
    prefix: str = ""
    cells: int = 0


class _Reader(HTMLParser):
    """Gathers lines of Markdown while the parser walks."""

    def __init__(self, picture: Picture) -> None:
        super().__init__(convert_charrefs=True)
        self.picture = picture
        self.lines: list[str] = []
        self.words: list[str] = []
        self.state = _State()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        state, told = self.state, dict(attrs)
        if tag in _UNSEEN:
            state.unseen += 1
        if state.unseen:
            return
        if tag in _BLOCKS:
            self._begin_block(tag)
        elif tag == "br":
            self.words.append("  \n")
        elif tag in _MARKS:
            self.words.append(_MARKS[tag])
        elif tag == "a" and len(state.links) < DEEPEST:
            state.links.append(_Link(told.get("href") or "", len(self.words)))
        elif tag == "img":
            description = _ACTIVE.sub(r"\\\1", " ".join(str(told.get("alt") or "").split()))
            ours = self.picture(str(told.get("src") or ""))
            self.words.append(f"![{description}]({ours})" if ours else description)
        elif tag in {"td", "th"}:
            state.cells += 1
            if state.cells > 1:
                self.words.append(" · ")

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        state = self.state
        if tag in _UNSEEN:
            state.unseen = max(0, state.unseen - 1)
            return
        if state.unseen:
            return
        if tag in _MARKS:
            self.words.append(_MARKS[tag])
        elif tag == "a" and state.links:
            self._end_link(state.links.pop())
        elif tag in _BLOCKS:
            self.end_block()
            if tag in {"ul", "ol"} and state.lists:
                state.lists.pop()
                if not state.lists:
                    self.lines.append("")

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self.state.unseen:
            self.words.append(_BLANKS.sub(" ", _ACTIVE.sub(r"\\\1", data)))

    def end_block(self) -> None:
        """Write the words gathered so far as a block of their own."""
        text = re.sub(r" *\n *", "  \n", re.sub(r" {2,}(?!\n)", " ", "".join(self.words))).strip()
        text = _NOTHING_MARKED.sub("", text)
        if text:
            in_list = bool(self.state.lists)
            self.lines += [self.state.prefix + text] if in_list else [self.state.prefix + text, ""]
            self.state.prefix = "  " * len(self.state.lists)
        self.words, self.state.links = [], []

    def _begin_block(self, tag: str) -> None:
        self.end_block()
        state = self.state
        if tag in {"ul", "ol"} and len(state.lists) < DEEPEST:
            state.lists.append(_List(tag == "ol"))
        elif tag == "li" and state.lists:
            inner = state.lists[-1]
            inner.items += 1
            mark = f"{inner.items}. " if inner.numbered else "- "
            state.prefix = "   " * (len(state.lists) - 1) + mark
        elif tag in _HEADINGS:
            state.prefix = _HEADINGS[tag] + " "
        elif not state.lists:
            state.prefix = "> " if tag == "blockquote" else ""
        state.cells = 0 if tag == "tr" else state.cells

    def _end_link(self, link: _Link) -> None:
        words = "".join(self.words[link.start :]).strip()
        del self.words[link.start :]
        leads = _LINK.fullmatch(link.href.strip())
        self.words.append(f"[{words}]({leads[0]})" if leads and words else words)
