"""Which files a channel takes in an answer: what is too much for it, or removed on the way, must not leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .inbound import ChannelKind

# The form of Amazon's Messaging API names these ("text files, PDFs, Word documents, .jpg, .gif and .png ... less than
# 10 MB"); the relay removes other files without a word to the seller.
AMAZON_TAKES = frozenset(
    {
        "text/plain",
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "image/jpeg",
        "image/gif",
        "image/png",
    }
)
AMAZON_MOST_BYTES = 10_000_000

EBAY_MOST_LETTERS = 2_000
"""The longest `messageText` of eBay's Commerce Message API; a longer message by mail is cut on the way."""


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file as it would leave: the name the buyer sees, its media type by its bytes, its size in bytes."""

    name: str
    media_type: str
    size: int


def refusal(kind: str, files: Sequence[FileToSend], *, most_bytes: int) -> str:
    """Why these files cannot go out by a channel of this kind, for the agent; "" when they can.

    `most_bytes` is what any channel takes together.
    """
    size = sum(file.size for file in files)
    if size > most_bytes:
        return _("The files have %(size)s MB together; at most %(most)s MB fit into an answer.") % {
            "size": _megabytes(size),
            "most": _megabytes(most_bytes),
        }
    if kind != ChannelKind.AMAZON:
        return ""
    if size >= AMAZON_MOST_BYTES:
        return _("Amazon takes less than 10 MB of files in one answer; these have %(size)s MB.") % {
            "size": _megabytes(size)
        }
    if others := [file.name for file in files if file.media_type not in AMAZON_TAKES]:
        return _("Amazon takes only text, PDF, Word, JPEG, GIF and PNG files and removes all others: %(names)s.") % {
            "names": ", ".join(others)
        }
    return ""


def _megabytes(size: int) -> str:
    """In millions of bytes, rounded up to a tenth, so that too much never looks like just enough."""
    tenths = -(-size // 100_000)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def too_long(kind: str, text: str) -> str:
    """Why a text is too long for a channel of this kind, for the agent; "" when it is not."""
    over = len(text.strip()) - EBAY_MOST_LETTERS
    if kind != ChannelKind.EBAY or over <= 0:
        return ""
    return _("eBay takes %(most)s letters; %(over)s are too many.") % {"most": EBAY_MOST_LETTERS, "over": over}
