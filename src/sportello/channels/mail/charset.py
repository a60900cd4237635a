"""Bytes to text: which codec a charset label really means, and what to do when the label is wrong or missing."""

import codecs
import re
from functools import lru_cache

# Labels of the WHATWG Encoding Standard (section 4.2) and of old mail programs that Python does not know by that name,
# or that in practice always carry the wider Microsoft table.
_ALIASES = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_2004",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-unknown": "",
    "unknown-8bit": "",
    "default": "",
    "8bit": "",
    "binary": "",
}
# Labels that programs write by habit: when the bytes are sound UTF-8 beyond ASCII, they are UTF-8, for no real text in
# these tables looks like it.
_WESTERN = {"cp1252", "iso8859-15", "cp1254", "mac-roman"}
# Codecs that are not character sets, or whose decoders are slow on hostile input.
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "palmos"}
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@lru_cache(maxsize=512)
def codec_for(label: str) -> str:
    """The Python codec that a charset label means, or "" when the label says nothing usable.

    ISO-8859-1 and US-ASCII are read as the WHATWG Encoding Standard does, as what they really carry.
    """
    name = label.strip().strip("\"'").strip().lower()[:40]
    name = name.partition("*")[0]
    if name in _ALIASES:
        return _ALIASES[name]
    for candidate in (name, name.replace("_", "-"), name.removeprefix("x-"), name.replace("windows", "windows-")):
        found = _known(candidate)
        if found:
            return _ALIASES.get(found, found)
    return ""


def _known(name: str) -> str:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    if not getattr(info, "_is_text_encoding", True) or info.name.replace("-", "_") in _REFUSED:
        return ""
    return info.name


def decode(data: bytes, label: str = "", *, html: bool = False) -> tuple[str, bool]:
    """Text of `data`, and whether the label held (False: it was missing, unknown or wrong, and we guessed).

    Never raises. The result holds no NUL, no lone surrogate and no byte order mark, so PostgreSQL takes it.
    Order of belief: byte order mark, label (but bytes that are sound UTF-8 beat a Western one), the page's own
    <meta charset> (for HTML), UTF-8, Windows-1252.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return clean(data.decode(codec, "replace")), True
    codec = codec_for(label) if label else ""
    if not codec and html:
        codec = _meta_codec(data)
    if codec in _WESTERN and not data.isascii():
        mislabelled = _strict(data, "utf-8")
        if mislabelled is not None:
            return clean(mislabelled), False
    text = _strict(data, codec) if codec else None
    if text is not None:
        return clean(text), True
    return clean(_guess(data, codec)), not label and data.isascii()


def clean(text: str) -> str:
    """`text` without what PostgreSQL refuses: NULs go, lone surrogates become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii() and _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
    return text.removeprefix("\ufeff")


def _meta_codec(data: bytes) -> str:
    found = _META.search(data[:2048])
    codec = codec_for(found.group(1).decode("ascii")) if found else ""
    return "utf-8" if codec.startswith(("utf-16", "utf-32")) else codec


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec, "strict")
    except (UnicodeError, ValueError):
        return None


def _guess(data: bytes, codec: str) -> str:
    """The most likely reading of bytes that do not fit their label (`codec`, "" when there is none)."""
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    if codec and codec != "utf-8":
        return data.decode(codec, "replace")
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(1 for character in text[:200_000] if character > "\x7f") - wrong
    # Windows-1252 text hardly ever holds a sound UTF-8 sequence, so a few of them outweigh damage.
    return text if right * 4 > wrong else _western(data)


def _western(data: bytes) -> str:
    # Windows-1252 leaves five bytes undefined; browsers map them to the C1 control of the same number.
    return data.decode("cp1252", "replace")
