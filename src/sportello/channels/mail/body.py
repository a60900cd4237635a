"""The text of a letter that the readers of kinds and connectors work on."""

from .letter import Letter
from .markup import to_text
from .visible import Visible, visible, visible_html

_LONG_ENOUGH = 200_000
_QUOTING = ("gmail_quote", "blockquote", "divRplyFwdMsg", "yahoo_quoted", "moz-cite-prefix", "appendonsend")


def body_text(letter: Letter) -> str:
    """The whole body as text: the plain part, or the HTML part as text where there is no plain one."""
    return letter.plain if letter.plain.strip() else to_text(letter.html[:_LONG_ENOUGH])


def visible_parts(letter: Letter) -> Visible:
    """The visible reply of a person's mail.

    The plain part is trusted unless only the HTML part marks what is quoted, as some telephones do.
    """
    if not letter.plain.strip():
        return visible_html(letter.html[:_LONG_ENOUGH])
    plain = visible(letter.plain)
    if plain.quoted or plain.forwarded or not any(mark in letter.html for mark in _QUOTING):
        return plain
    marked = visible_html(letter.html[:_LONG_ENOUGH])
    return marked if marked.quoted and marked.reply else plain
