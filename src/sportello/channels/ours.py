"""The mark on the desk's own mails, which only this installation can write, so that arrival knows them again."""

import re

from django.utils.crypto import constant_time_compare, salted_hmac

HEADER = "X-Sportello-Notice"
# Our own notices have short headers; what stands further down was put there by somebody else.
_HEAD = 32_768
_FIELD = re.compile(rb"^(message-id|x-sportello-notice)[ \t]*:[ \t\r\n]*([!-~]+)", re.IGNORECASE | re.MULTILINE)


def mark_of(message_id: str) -> str:
    """What the header of a notice with this Message-ID says: an HMAC of it under this installation's secret key."""
    return salted_hmac("sportello.channels.ours", message_id.strip(), algorithm="sha256").hexdigest()


def is_own_notice(raw: bytes) -> bool:
    """Whether this installation wrote the mail to its own people. Never raises; a forged mark is none."""
    head = raw[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    fields = {name.lower(): value.decode("ascii") for name, value in _FIELD.findall(head)}
    mark, message_id = fields.get(b"x-sportello-notice"), fields.get(b"message-id")
    return bool(mark and message_id) and constant_time_compare(mark or "", mark_of(message_id or ""))
