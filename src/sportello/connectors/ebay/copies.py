"""Recognising one message that came by the Message API and as eBay's mail copy. Pure."""

import hashlib
import re

_NOT_A_LETTER = re.compile(r"\W+")


def copy_key(buyer: str, words: str, *, outgoing: bool) -> str:
    """The same for both copies of a message of this buyer (or to them), "" without words.

    Blanks, punctuation and case do not count: a mail wraps lines and writes quotes its own way.
    """
    letters = _NOT_A_LETTER.sub("", words.casefold())
    if not letters:
        return ""
    parts = "\x1f".join(("ebay", "out" if outgoing else "in", buyer.casefold(), letters))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()
