"""Delivery reports (RFC 3464): text for people, fields for machines, the headers of what was returned."""

from collections.abc import Sequence
from email.header import Header

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.sites import SHOP_HOST


def delivery_report(
    headers: Sequence[tuple[str, str]], text: str, recipient: str, status: str, original: bytes, dice: Dice
) -> bytes:
    """A report that `original` did not, or (status 4.x.x) not yet, reach `recipient`."""
    boundary = f"{dice.hex(12)}/{dice.hex(6)}"
    action = "delayed" if status.startswith("4") else "failed"
    returned = original.split(b"\r\n\r\n", 1)[0].decode("ascii", "replace")
    top = "\r\n".join(f"{name}: {_encoded(value)}" for name, value in headers)
    said = text.replace("\n", "\r\n")
    return (
        f"{top}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{said}\r\n"
        f"--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; {SHOP_HOST}\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}\r\n\r\n"
        f"--{boundary}--\r\n"
    ).encode()


def _encoded(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8").encode(linesep="\r\n")
