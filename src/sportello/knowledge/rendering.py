"""An article's Markdown as HTML that is safe on any page. Pure.

CommonMark with tables and strikethrough; no raw HTML. Whatever the text tries, the answer holds only the tags and
attributes named here (cleaned by nh3 after rendering), links to https, mail and telephone, and the pictures we serve.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .filling import filled_markdown
from .plain import plain_text

MOST, MOST_BRACKETS = 60_000, 3_000
"""How many characters a text may have, and how many brackets (the parser's work grows with their square)."""

type Address = Callable[[str], str | None]
"""Where an address of ours leads, such as "article:late-parcel" or "help:contact"; None when it leads nowhere."""

IMAGE = re.compile(r"/images/[0-9a-f]{64}\.(?:png|jpg)")
"""Addresses of the pictures that we serve."""

_OURS = re.compile(r"(?:article|help):([a-z0-9-]{1,80})")
_OUTSIDE = re.compile(r"(?:https://|mailto:|tel:)\S+", re.IGNORECASE)
_GAP = re.compile("\ue000([^\ue001]*)\ue001")
_TAGS = {
    *(
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "hr",
        "br",
        "strong",
        "em",
        "s",
    ),
    *("a", "img", "table", "thead", "tbody", "tr", "th", "td", "div", "mark"),
}
_ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "loading"},
    "ol": {"start"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_CLASSES = {"div": {"article__table"}, "mark": {"gap"}, "td": {"is-end"}, "th": {"is-end"}}
_DEEPEST = 40


class TooMuch(ValueError):
    """A text with more characters or brackets than any article needs; nothing is rendered."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text: its level on the page (2 to 6), its anchor and its words."""

    level: int
    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, the headings in it, the same text without markup, and the places for which there was no value."""

    html: str
    headings: tuple[Heading, ...] = ()
    text: str = ""
    gaps: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """The slugs of the articles to which it links."""
    outside: tuple[str, ...] = ()
    """Where it leads outside."""


@dataclass(slots=True)
class _Walk:
    """What is gathered while the tokens are made harmless."""

    address: Address
    headings: list[Heading] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def rendered(text: str, *, values: Mapping[str, str], address: Address) -> Rendered:
    """Markdown as safe HTML, its places filled with `values` (shown as they are, never read as markup).

    Headings begin at level 2, under the page's title, and have anchors. Links go to https, mailto, tel, and where
    `address` leads for ours; every other link is only its words, every other picture only its description.
    Raises `TooMuch` for more than `MOST` characters or `MOST_BRACKETS` opening brackets.
    """
    if len(text) > MOST or text.count("[") > MOST_BRACKETS:
        raise TooMuch(f"{len(text)} characters, {text.count('[')} brackets")
    filled = filled_markdown(text.replace("\x00", ""), values)
    tokens = _PARSER.parse(filled.text)
    walk = _Walk(address)
    _tame(tokens, walk)
    html = _GAP.sub(_as_mark, _PARSER.renderer.render(tokens, _PARSER.options, {}))
    return Rendered(
        html=_CLEANER.clean(html),
        headings=tuple(walk.headings),
        text=_GAP.sub(r"{{ \1 }}", plain_text(tokens)),
        gaps=filled.gaps,
        articles=tuple(dict.fromkeys(walk.articles)),
        outside=tuple(dict.fromkeys(walk.outside)),
    )


def anchor_of(words: str, taken: Sequence[str] = ()) -> str:
    """A heading's anchor: its letters and digits without accents, numbered where the page has it already."""
    bare = unicodedata.normalize("NFKD", words.casefold().replace("ß", "ss"))
    base = re.sub(r"[^a-z0-9]+", "-", bare.encode("ascii", "ignore").decode()).strip("-")[:60] or "part"
    number = 1
    anchor = base
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    return anchor


def _tame(tokens: Sequence[Token], walk: _Walk) -> None:
    """Give headings their level and anchor, and let links and pictures lead only where they may."""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        elif token.type in {"td_open", "th_open"}:
            token.attrs = {"class": "is-end"} if "right" in str(token.attrs.get("style", "")) else {}
        elif token.type == "inline" and token.children is not None:
            if before is not None and before.type == "heading_open":
                _anchor(before, token, walk)
            token.children = _tamed(token.children, walk)


def _anchor(heading: Token, inline: Token, walk: _Walk) -> None:
    words = _GAP.sub(r"\1", plain_text([inline])).strip()
    anchor = anchor_of(words, [known.anchor for known in walk.headings])
    heading.attrSet("id", anchor)
    walk.headings.append(Heading(int(heading.tag[1]), anchor, words))


def _tamed(children: Sequence[Token], walk: _Walk) -> list[Token]:
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in children:
        if token.type == "link_open":
            leads = _lead(token, walk)
            open_links.append(leads)
            if not leads:
                continue
        elif token.type == "link_close" and not open_links.pop():
            continue
        elif token.type == "image":
            kept.append(_picture(token))
            continue
        kept.append(token)
    return kept


def _lead(token: Token, walk: _Walk) -> bool:
    """Let a link lead where it may; False when it may lead nowhere."""
    target = str(token.attrs.get("href", ""))
    token.attrs = {}
    if ours := _OURS.fullmatch(target):
        if target.startswith("article:"):
            walk.articles.append(ours[1])
        known = walk.address(target)
        if known is None:
            return False
        token.attrs["href"] = known
        return True
    if target.startswith("#") or _OUTSIDE.fullmatch(target):
        token.attrs["href"] = target
        if not target.startswith("#"):
            token.attrs["rel"] = "noopener noreferrer"
            walk.outside.append(target)
        return True
    return False


def _picture(token: Token) -> Token:
    words, source = plain_text([token]), str(token.attrs.get("src", ""))
    if not IMAGE.fullmatch(source):
        plain = Token("text", "", 0)
        plain.content = words
        return plain
    token.attrs = {"src": source, "alt": words, "loading": "lazy"}
    return token


def _as_mark(match: re.Match[str]) -> str:
    return f'<mark class="gap">{escape(match[1])}</mark>'


def _table_open(*_: Any) -> str:
    return '<div class="article__table"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _any_link(_url: str) -> bool:
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    # Where a link may lead is decided here; the parser would leave those it dislikes as text with brackets.
    parser.validateLink = _any_link  # type: ignore[method-assign, assignment]
    parser.renderer.rules |= {"table_open": _table_open, "table_close": _table_close}  # type: ignore[attr-defined]
    return parser


_PARSER = _parser()
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes={"https", "mailto", "tel", "http"},
    link_rel=None,
)
