"""The machine-readable part of a delivery report (RFC 3464) and what its codes mean (RFC 3463, RFC 5321 4.2)."""

import re
from dataclasses import dataclass

from .anatomy import Part
from .words import header_text

_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*(?:\n[ \t].*){0,40})", re.MULTILINE)
_STATUS = re.compile(r"(?<![\d.])([245])[.](\d{1,3})[.](\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?:(?<![\d.:/#-])|(?<= :))([45])([0-9]{2})(?=[ :;,\])-]|$)(?!\.\d)")
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\uffff]{1,128}@[A-Za-z0-9.\-\u0080-\uffff\[\]]{1,255}[A-Za-z0-9\]]"
)
_FAILED, _DELAYED = "failed", "delayed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a report says of one recipient: RFC 3464 action in lower case, RFC 3463 status, the other side's words."""

    recipient: str = ""
    action: str = ""
    status: str = ""
    words: str = ""
    message_id: str = ""


def read_reports(part: Part) -> list[Verdict]:
    """Every recipient's verdict in a message/delivery-status part, in order; [] when it holds none."""
    text = part.text[:100_000]
    common: dict[str, str] = {}
    found: list[Verdict] = []
    for block in re.split(r"\n[ \t]*\n", text)[:500]:
        fields = {name.lower(): value for name, value in _FIELD.findall(block)}
        if not common:
            common = fields
        if {"final-recipient", "action", "status", "original-recipient"} & fields.keys():
            found.append(_verdict(fields, common))
    return found


def _verdict(fields: dict[str, str], common: dict[str, str]) -> Verdict:
    words = " ".join(header_text(fields.get("diagnostic-code", "").encode()).split())
    words = re.sub(r"^[A-Za-z-]{1,20};\s*", "", words)
    recipient = next(
        (
            email
            for name in ("final-recipient", "original-recipient", "x-actual-recipient", "removed-recipient")
            if (email := first_email(fields.get(name, "")))
        ),
        "",
    )
    status = status_in(fields.get("status", ""))
    if not status or status.endswith(".0.0"):
        status = status_in(words) or status or status_of_reply(words)
    return Verdict(
        recipient,
        fields.get("action", "").strip().split(" ")[0].strip("()").lower(),
        status,
        words,
        fields.get(
            "original-message-id", common.get("original-message-id", common.get("x-original-message-id", ""))
        ).strip(),
    )


def first_email(text: str) -> str:
    """The first e-mail address in `text`, lower case, or ""."""
    found = _EMAIL.search(text[:2000])
    return found.group().strip(".'`").lower() if found else ""


def status_in(text: str) -> str:
    """The first RFC 3463 status (such as 5.1.1) in `text` that is no address of a host, or ""."""
    found = _STATUS.search(text)
    return found.group() if found else ""


def status_of_reply(text: str) -> str:
    """The RFC 3463 class of the first SMTP reply code in `text` as a status (550 gives 5.0.0), or ""."""
    found = _REPLY.search(text)
    return f"{found.group(1)}.0.0" if found else ""


def reply_line(text: str) -> str:
    """The first line of `text` that carries a status or an SMTP reply code, in one line, or ""."""
    for line in text.splitlines()[:400]:
        if _STATUS.search(line) or _REPLY.search(line):
            return " ".join(line.split())
    return ""


def failed(verdicts: list[Verdict]) -> Verdict | None:
    """The verdict that tells of a failure, else of a delay, else of nothing (all arrived): then None."""
    for wanted in (_FAILED, _DELAYED):
        for verdict in verdicts:
            if verdict.action.startswith(wanted):
                return verdict
    unclear = [each for each in verdicts if each.action not in ("delivered", "relayed", "expanded", "deliverable")]
    return next((each for each in unclear if not each.status.startswith("2")), None)
