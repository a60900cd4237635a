"""HTML of strangers made safe to show inside our pages, where style attributes and scripts are forbidden anyway."""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

import nh3

_MOST_DEPTH = 120
_MOST_TAGS = 30_000
_MOST_LENGTH = 1_000_000
_MOST_ENTITIES = 20_000
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})[^<>]*>", re.DOTALL)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# A tag of these closes its elder sibling by itself (HTML 13.2.6), so that leaving them unclosed nests nothing.
_SELF_CLOSING = frozenset(["p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option"])
_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_GONE = frozenset(
    [
        "script",
        "style",
        "title",
        "head",
        "template",
        "noscript",
        "iframe",
        "frame",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "form",
        "textarea",
        "select",
        "option",
        "button",
        "canvas",
        "audio",
        "video",
    ]
) - {"head", "form"}
_SIZES = {"width", "height"}
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt"} | _SIZES,
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign", "scope"},
    "tr": {"align", "valign"},
    "p": {"align"},
    "div": {"align"},
    "ol": {"start", "type"},
    "li": {"value"},
}
_IMG = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_INLINE_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,4})(?:\.\d+)?\s*(?:px)?\s*")


def _filter(tag: str, name: str, value: str) -> str | None:
    """nh3's word on one attribute: the value to keep, or None."""
    if name in _SIZES or name in ("colspan", "rowspan", "start", "value"):
        number = _NUMBER.fullmatch(value)
        return str(min(int(number.group(1)), 100 if "span" in name else 4000)) if number else None
    scheme = value.strip().lower()[:20]
    if tag == "img" and name == "src":
        return value if _INLINE_PICTURE.fullmatch(value) or scheme.startswith(("cid:", "http:", "https:")) else None
    if name == "href":
        return value if scheme.startswith(("http:", "https:", "mailto:", "tel:")) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_GONE),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    attribute_filter=_filter,
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    strip_comments=True,
)


def sanitise(html: str, *, files: Mapping[str, str], remote: bool) -> str:
    """HTML that runs nothing, loads nothing from elsewhere and looks like part of our page.

    `files` gives the address of each inline picture by its Content-ID. Pictures from elsewhere lose their address
    until `remote` is True; pictures of at most 2 by 2 pixels (they count readers) are never loaded. All styles go.
    Links open a new window and tell nothing of where they were. Nesting beyond 120 levels is flattened first,
    because building the tree costs the square of the depth.
    """
    cleaned = _cleaned(html)
    return _IMG.sub(lambda found: _picture(found.group(1), files, remote), cleaned) if "<img" in cleaned else cleaned


def has_remote(html: str) -> bool:
    """Whether `sanitise(remote=True)` would load pictures from elsewhere."""
    return any(_is_remote(dict(_ATTRIBUTE.findall(found.group(1)))) for found in _IMG.finditer(_cleaned(html)))


def _cleaned(html: str) -> str:
    html = flattened(html[:_MOST_LENGTH])
    if html.count("&") > _MOST_ENTITIES:
        # The parser takes 8 microseconds for each, seconds in all.
        html = unescape(html).replace("&", "")
    return _CLEANER.clean(html)


def _is_remote(attributes: Mapping[str, str]) -> bool:
    return bool(_REMOTE.match(attributes.get("src", ""))) and not _counts_readers(attributes)


def _counts_readers(attributes: Mapping[str, str]) -> bool:
    return any(attributes.get(side, "9") in ("0", "1", "2") for side in _SIZES)


def _picture(text: str, files: Mapping[str, str], remote: bool) -> str:
    attributes = dict(_ATTRIBUTE.findall(text))
    source = unescape(attributes.pop("src", ""))
    if _counts_readers(attributes):
        return ""
    if source[:4].lower() == "cid:":
        source = files.get(source[4:], "") or files.get(unquote(source[4:]), "")
    elif _REMOTE.match(source) and not remote:
        source, attributes["class"] = "", "remote-picture"
    if source:
        attributes = {
            "src": escape(source, quote=True),
            **attributes,
            "loading": "lazy",
            "referrerpolicy": "no-referrer",
        }
    elif not attributes.get("alt") and "class" not in attributes:
        return ""
    return "<img" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + ">"


def flattened(html: str) -> str:
    """`html` without tags nested deeper than 120 levels, and without tags beyond the 30,000th; all words stay."""
    if html.count("<") <= _MOST_DEPTH:
        return html
    depth = dropped = count = 0
    kept: list[str] = []
    position = 0
    for found in _TAG.finditer(html):
        name = (found.group(2) or "").lower()
        if not name or name in _VOID or name in _SELF_CLOSING:
            drop = (count := count + 1) > _MOST_TAGS
        elif found.group(1):
            drop = dropped > 0
            dropped, depth = (dropped - 1, depth) if drop else (0, max(0, depth - 1))
        else:
            drop = depth >= _MOST_DEPTH or (count := count + 1) > _MOST_TAGS
            dropped, depth = (dropped + 1, depth) if drop else (dropped, depth + 1)
        if drop:
            kept.append(html[position : found.start()])
            position = found.end()
    kept.append(html[position:])
    return "".join(kept)
