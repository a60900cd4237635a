"""Plain text as its reader sees it: format=flowed joined (RFC 3676), text/enriched without its commands (RFC 1896)."""

import re

_QUOTES = re.compile(r"^>*")
_ENRICHED_PARAM = re.compile(r"<param>[^<]{0,500}</param>", re.IGNORECASE)
_ENRICHED_COMMAND = re.compile(r"</?[A-Za-z0-9-]{1,60}>")


def unflow(text: str, *, delsp: bool = False) -> str:
    """Paragraphs of a format=flowed text joined again; quote depth kept as `> `, the signature line untouched.

    With `delsp` the blank that marks a soft line break is removed (RFC 3676 4.1), as East Asian text needs.
    """
    lines: list[str] = []
    paragraph: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(_QUOTES.match(line).group())  # type: ignore[union-attr]
        content = line[depth:]
        content = content[1:] if content.startswith(" ") else content
        if depth != open_depth and paragraph:
            lines.append(_quoted(open_depth, "".join(paragraph)))
            paragraph = []
        soft = content.endswith(" ") and content != "-- "
        paragraph.append(content[:-1] if soft and delsp else content)
        open_depth = depth if soft else -1
        if not soft:
            lines.append(_quoted(depth, "".join(paragraph)))
            paragraph = []
    if paragraph:
        lines.append(_quoted(open_depth, "".join(paragraph)))
    return "\n".join(lines)


def _quoted(depth: int, content: str) -> str:
    return f"{'>' * depth} {content}" if depth > 0 else content


def from_enriched(text: str) -> str:
    """text/enriched (and its elder text/richtext) as plain text: no commands, `<<` back to `<`, soft breaks joined."""
    text = _ENRICHED_PARAM.sub("", text).replace("<<", "\0")
    text = re.sub(r"<nl>", "\n", text, flags=re.IGNORECASE)
    text = _ENRICHED_COMMAND.sub("", text).replace("\0", "<")
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text).replace("\n\n", "\n")
