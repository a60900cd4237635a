"""Fields of the kind `Label: value` in the mails that machines write, and the label in any of our languages."""

import re
from html import unescape
from itertools import pairwise

_LINE = re.compile(
    r"^\s{0,8}(?:[-–•*]{1,2}\s{1,3})?\*{0,2}(?P<label>[^\W\d_][^:\n<>]{0,48}?)\*{0,2}\s{0,2}[:：]\s{0,3}(?P<value>.*)$"
)
_COMMENT = re.compile(
    r"d[ée]tail|detall|dettagl|angaben|zusätzliche|kommentar|comment|coment|message|messaggio"
    r"|nachricht|mensaje|\bnotes?\b"
    r"|\bnota\b|hinweis des|précision|bemerkung|descri|beschreibung|in their own words|anmerkung|says|said"
    r"|wrote|scrive|schreibt"
    r"|écrit|escribe|motivazione del cliente|osservazion|observaci",
    re.IGNORECASE,
)
_NOT_COMMENT = re.compile(
    r"message (?:id|d'erreur)|order details|dettagli (?:ordine|dell'ordine)|bestelldetails|détails de la commande"
    r"|detalles del pedido|payment|zahlung|return details|case details|https?",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*[-_=*]{4,}\s*$")
_CELL = re.compile(
    r"<t([hd])\b[^<>]{0,300}>([^<]{0,4000}(?:<(?!/?t[hd]\b)[^<]{0,2000}){0,60})</t[hd]>", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"<br\s{0,3}/?>|</p>|</div>", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{0,1000}>")


def fields(text: str) -> list[tuple[str, str]]:
    """The labelled values of `text` in order: the rest of the label's line, or the lines under it up to a blank line.

    A value that begins on the line under its label runs on to the next blank line, drawn rule or label.
    """
    lines = text.split("\n")[:3000]
    found: list[tuple[str, str]] = []
    for at, line in enumerate(lines):
        match = _LINE.match(line[:400])
        if not match or match["value"].startswith("//"):
            continue
        value = line[match.start("value") :].strip()
        found.append((match["label"].strip(), _below(lines, at + 1) if not value else _wrapped(lines, at + 1, value)))
    return found


def _below(lines: list[str], start: int) -> str:
    taken: list[str] = []
    for line in lines[start : start + 200]:
        if _RULE.match(line) or (taken and not line.strip()):
            break
        if line.strip():
            taken.append(line.strip())
        elif len(lines) > start + 1 and not taken and line is not lines[start]:
            break
    return "\n".join(taken)


def _wrapped(lines: list[str], start: int, value: str) -> str:
    """The value with the lines that a mail program broke off it: each line before them was long."""
    before = value
    for line in lines[start : start + 40]:
        if not line.strip() or len(before) < 55 or _LINE.match(line[:400]) or _RULE.match(line):
            break
        value = f"{value}\n{line.strip()}"
        before = line
    return value


def comment(text: str) -> str:
    """The words of the buyer that a marketplace's mail relays behind a label such as "Details" or "
    ""Kommentar des Kunden"."""
    return next((value for label, value in fields(text) if is_comment_label(label) and value), "")


def is_comment_label(label: str) -> bool:
    """Whether a label announces somebody's own words."""
    return bool(_COMMENT.search(label)) and not _NOT_COMMENT.search(label)


def comment_in_table(html: str) -> str:
    """The same from an HTML table: the cell under, or beside, a heading that announces the buyer's words; else ""."""
    cells = [(kind.lower(), _words(inner)) for kind, inner in _CELL.findall(html[:200_000])[:400]]
    headings = [words for kind, words in cells if kind == "h"]
    values = [words for kind, words in cells if kind == "d"]
    for at, heading in enumerate(headings):
        if is_comment_label(heading) and at < len(values):
            return values[at]
    for (_, label), (_, value) in pairwise(cells):
        if len(label) < 50 and is_comment_label(label) and not is_comment_label(value[:50]):
            return value
    return ""


def element_text(html: str, opening: re.Pattern[str]) -> str | None:
    """The text of the first element whose opening tag `opening` matches (group 1 its name), to its first closing tag.

    Breaks, paragraphs and divisions end lines; None when there is no such element or it is never closed.
    """
    found = opening.search(html)
    if not found:
        return None
    closing = re.compile(rf"</{found.group(1)}\s{{0,9}}>", re.IGNORECASE).search(html, found.end())
    if not closing:
        return None
    return unescape(_TAGS.sub("", _BREAK.sub("\n", html[found.end() : closing.start()]))).strip()


def _words(inner: str) -> str:
    return " ".join(unescape(_TAGS.sub(" ", inner)).split())
