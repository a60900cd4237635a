"""What a parsed Markdown text says without its markup. Pure."""

from collections.abc import Sequence

from markdown_it.token import Token

_AFTER = {
    "paragraph_close": "\n\n",
    "heading_close": "\n\n",
    "list_item_close": "\n",
    "tr_close": "\n",
    "td_close": " ",
    "th_close": " ",
}


def plain_text(tokens: Sequence[Token]) -> str:
    """The words of the tokens: paragraphs apart by an empty line, lines where the text breaks them."""
    parts: list[str] = []
    for token in tokens:
        if token.type in {"inline", "image"}:
            parts.append(plain_text(token.children or []))
        elif token.type in {"text", "code_inline", "fence", "code_block"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif not token.hidden:
            parts.append(_AFTER.get(token.type, ""))
    return "".join(parts).rstrip() if len(parts) > 1 else "".join(parts)
