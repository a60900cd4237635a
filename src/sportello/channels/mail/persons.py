"""What speaks for a person as the author of a mail: conversation, device, attachments, what only a buyer knows."""

import re

from .common import domain_of
from .kinds.notices import speaks_for_customer
from .letter import Letter
from .machines import Evidence
from .numbers import order_numbers

_PREFIX = r"(?:re|aw|r|rif|sv|antw?|rv)\s?(?:\[\d{1,2}\])?\s?:\s?"
_REPLY = re.compile(_PREFIX, re.IGNORECASE)
_REPLIES = re.compile(rf"(?:{_PREFIX}){{2,9}}", re.IGNORECASE)
_AUTOMATIC = re.compile(r"(?:fwd?|wg|automati\w{1,6}|auto|abwesen\w{1,12})\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<!\w)(?=[\dA-Z]{10,24}(?!\w))[A-Z]{0,4}\d{8,22}[A-Z]{0,2}")
_PHONE = re.compile(r"iphone|ipad|android|samsung|k-9|huawei|xiaomi", re.IGNORECASE)
_FROM_PHONE = re.compile(
    r"^\W{0,3}(?:sent from|get outlook for|inviato da|von (?:meinem|mein)|gesendet (?:von|mit)|envoyé (?:de(?:puis)?)"
    r"|enviado des?de)\b.{0,60}$",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"^>", re.MULTILINE)


def person_traces(letter: Letter, text: str) -> Evidence:
    """All that speaks for a person: `answer` against an automatic answer, `bulk` against bulk mail.

    An automatic answer comes in a conversation too, so being part of one speaks against bulk mail alone; a second
    answer to an answer, a telephone or a photograph speaks against both.
    """
    return _conversation(letter) + _device(letter) + _knowledge(letter, text)


def _conversation(letter: Letter) -> Evidence:
    found = Evidence()
    ours = {domain_of(address.email) for address in (*letter.to, *letter.cc)} - {""}
    if any(domain_of(known.strip("<> ")) in ours for known in (*letter.in_reply_to, *letter.references)):
        found += Evidence(0, 4)
    elif letter.in_reply_to or letter.references:
        found += Evidence(0, 1.5)
    if _REPLIES.match(letter.subject.strip()):
        found += Evidence(2, 0.5)
    if _QUOTED.search(letter.plain[:20_000]):
        found += Evidence(0, 1)
    if domain_of(letter.sender.email) in ours:
        found += Evidence(0, 3)
    return found


def _device(letter: Letter) -> Evidence:
    found = Evidence()
    if _PHONE.search(letter.header("x-mailer")) or _PHONE.search(letter.header("user-agent")):
        found += Evidence(2.5, 2)
    elif _FROM_PHONE.search(letter.plain[:4000]):
        found += Evidence(1.5, 1.5)
    if any(file.media_type.startswith("image/") and not file.inline for file in letter.files):
        found += Evidence(1.5, 1.5)
    return found


def _knowledge(letter: Letter, text: str) -> Evidence:
    subject = letter.subject.strip()
    answers = letter.in_reply_to or _REPLY.match(subject) or _AUTOMATIC.match(subject)
    found = Evidence()
    named = order_numbers(text if answers else f"{subject}\n{text}")
    if any("-" in number for number in named):
        found += Evidence(1.5, 3)
    elif named or (_LONG_NUMBER.search(text) and "://" not in text):
        found += Evidence(1.5, 1.5)
    if speaks_for_customer(text[:600]):
        found += Evidence(3, 3)
    return found
