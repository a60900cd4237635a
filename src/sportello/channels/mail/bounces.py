"""Is this mail the news that one of ours did not arrive, and which, to whom, why. Looks at headers before texts."""

import re

from sportello.channels.inbound import Bounced

from .anatomy import Anatomy, Limits, Part
from .bounce_words import (
    COPY,
    DAEMON,
    DAEMON_NAME,
    DELAYED,
    MARKETPLACE,
    MARKETPLACE_SENDER,
    NAMED_FAILURE,
    NO_REPLY,
    OFFICE,
    OPTED_OUT,
    PASSING,
    SUBJECT,
    TEXT,
)
from .delivery_status import Verdict, failed, first_email, read_reports, reply_line, status_in, status_of_reply
from .dissecting import dissect
from .letter import Letter
from .markup import to_text
from .opening import tidied
from .words import header_text

_ORIGINAL_ID = re.compile(r"^[> \t]{0,4}Message-ID:\s{0,3}(<[^<>\s]{3,300}>)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>()\"',;@]{1,128}@[^\s<>()\"',;@]{1,255}")
_READ = 20_000
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/partial")
_FEEDBACK_TEXT = re.compile(r"^(?:Feedback-Type|X-HmXmrOriginalRecipient):", re.IGNORECASE | re.MULTILINE)


def is_feedback(letter: Letter) -> bool:
    """Whether the mail is an abuse or authentication report (RFC 5965) by a mail provider, which is no bounce."""
    kind = letter.header("content-type").lower()
    types = {each.media_type for each in letter.files}
    if "feedback-report" in kind or "message/feedback-report" in types:
        return True
    if letter.subject.lower().startswith("complaint about message from") and "message/rfc822" in types:
        return True
    if letter.header("auto-submitted") and letter.subject.strip().lower() == "unsubscribe":
        return True
    return bool(_FEEDBACK_TEXT.search(letter.plain[:_READ])) and "multipart/" in kind


def read_bounce(raw: bytes, letter: Letter) -> Bounced | None:
    """What a delivery failure or delay tells, or None when `letter` (the parse of `raw`) is none.

    RFC 3464 reports are read as such; of other mail systems' letters the signs in the header decide together with what
    the text says, so that a person who merely writes of an undelivered mail is not taken for a machine.
    `permanent` follows the class of RFC 3463: 4.x.x and delays are temporary. Reports of success are no bounce.
    """
    if letter.sender.email and MARKETPLACE_SENDER.search(letter.sender.email):
        return _from_marketplace(letter)
    if is_feedback(letter) or "disposition-notification" in letter.header("content-type").lower():
        return None
    reported = any(each.media_type in _REPORTS for each in letter.files)
    signs = _signs(letter)
    if not reported and signs < 2:
        return None
    mail = dissect(tidied(raw), Limits())
    verdicts = [verdict for part in mail.parts if part.media_type in _REPORTS for verdict in read_reports(part)]
    if verdicts:
        verdict = failed(verdicts)
        return _bounced(letter, mail, verdict) if verdict else None
    text = _text(letter, mail)
    if signs < 2 or (signs < 4 and not TEXT.search(_news(text))):
        return None
    return _bounced(letter, mail, _from_text(letter, mail, text))


def _signs(letter: Letter) -> int:
    """How much the header looks like a mail system's report; 0 when only such signs are there as any machine gives."""
    telling = 3 * bool(letter.header("x-failed-recipients"))
    telling += 3 * any(key == "x-ms-exchange-message-is-ndr" for key, _ in letter.headers)
    telling += 3 * ("delivery-status" in letter.header("content-type").lower())
    telling += 2 * bool(DAEMON.match(letter.sender.email))
    telling += bool(DAEMON_NAME.search(letter.sender.name))
    telling += 3 * bool(NO_REPLY.match(letter.sender.email) and NAMED_FAILURE.search(letter.plain[:600]))
    machine = _null_return(letter) + letter.header("auto-submitted").lower().startswith("auto-")
    machine += bool(OFFICE.match(letter.sender.email))
    subject = 2 * bool(SUBJECT.match(letter.subject))
    original = any(each.media_type in _ORIGINALS for each in letter.files) or bool(COPY.search(letter.plain[:_READ]))
    if not telling and not (subject and (machine or original)):
        return 0
    return telling + machine + subject + original


def _null_return(letter: Letter) -> bool:
    path = letter.header("return-path").strip().lower()
    return path == "<>" or path.startswith("<mailer-daemon@")


def _text(letter: Letter, mail: Anatomy) -> str:
    text = letter.plain or (to_text(letter.html) if letter.html else "")
    if text.strip():
        return text[:_READ]
    parts = (part for part in mail.parts if part.media_type.startswith("text/") and not part.children)
    return next((part.text[:_READ] for part in parts), "")


def _news(text: str) -> str:
    """The text above the copy of the original mail."""
    copy = COPY.search(text)
    return text[: copy.start()] if copy and copy.start() > 40 else text[:4000]


def _from_text(letter: Letter, mail: Anatomy, text: str) -> Verdict:
    news = _news(text)
    line = reply_line(news)
    status = status_in(line) or status_of_reply(line)
    if not status and (DELAYED.search(f"{letter.subject}\n{news}") or PASSING.search(news)):
        status = "4.0.0"
    recipient = first_email(letter.header("x-failed-recipients"))
    recipient = recipient or _named(news, letter) or _originally_to(mail, text)
    return Verdict(recipient, "", status, line or _about(recipient, news) or _sentence(news))


def _about(recipient: str, news: str) -> str:
    """The paragraph that begins with the recipient's address, as qmail and Postfix report."""
    found = re.search(rf"^[ \t]*<{re.escape(recipient)}>:.*(?:\n[ \t]+\S.*){{0,4}}", news, re.MULTILINE | re.IGNORECASE)
    return " ".join(found.group().split()) if found and recipient else ""


def _named(news: str, letter: Letter) -> str:
    """The first address in the text that is neither ours nor the machine's own."""
    own = {each.email for each in (*letter.to, letter.sender)}
    for word in _ADDRESS.findall(news[:8000])[:50]:
        email = first_email(word)
        if email and email not in own and not DAEMON.match(email) and not OFFICE.match(email):
            return email
    return ""


def _originally_to(mail: Anatomy, text: str) -> str:
    original = _original(mail)
    found = re.search(r"^To:(.*)", original or text, re.IGNORECASE | re.MULTILINE)
    return first_email(found.group(1)) if found else ""


def _original(mail: Anatomy) -> str:
    """The head of the original mail where it is attached, as text."""
    part: Part | None = next((each for each in mail.parts if each.media_type in _ORIGINALS), None)
    return header_head(part) if part else ""


def header_head(part: Part) -> str:
    """The first 20 kB of an attached mail, lines ended by line feeds."""
    return part.body[:_READ].replace(b"\r\n", b"\n").decode("utf-8", "replace")


def _bounced(letter: Letter, mail: Anatomy, verdict: Verdict) -> Bounced:
    text = _text(letter, mail)
    delayed = verdict.action == "delayed" or (not verdict.action and verdict.status.startswith("4"))
    status = verdict.status
    if not status or status.endswith(".0.0"):
        line = reply_line(_news(text))
        found = status_in(line) or status_of_reply(line)
        status = found if found[:1] == status[:1] or not status else status
    reason = verdict.words or reply_line(_news(text)) or _sentence(_news(text)) or letter.subject
    return Bounced(
        recipient=verdict.recipient or first_email(letter.header("x-failed-recipients")) or _named(_news(text), letter),
        status=status,
        permanent=not (delayed or status.startswith("4")),
        reason=reason[:300],
        original_message_id=_original_id(letter, mail, verdict, text),
    )


def _original_id(letter: Letter, mail: Anatomy, verdict: Verdict, text: str) -> str:
    for place in (_original(mail), text):
        found = _ORIGINAL_ID.search(place)
        if found:
            return found.group(1)
    if verdict.message_id.startswith("<"):
        return verdict.message_id
    return next(iter(letter.in_reply_to[:1] or letter.references[-1:]), "")


def _sentence(text: str) -> str:
    """The line in which the text says what happened, with the one after it."""
    found = TEXT.search(text)
    if not found:
        return ""
    start = text.rfind("\n\n", 0, found.start()) + 1
    end = text.find("\n\n", found.end())
    return " ".join(text[start : end if end >= 0 else found.end() + 200].split())


def _from_marketplace(letter: Letter) -> Bounced | None:
    """Amazon and others tell in an ordinary mail that a *message* of ours was not handed on."""
    text = (letter.plain or to_text(letter.html))[:1000]
    said = f"{letter.subject}\n{text}"
    found = MARKETPLACE.search(said)
    if not found or letter.header("x-space-notification-type"):
        return None
    opted_out = bool(OPTED_OUT.search(said))
    paragraphs = [" ".join(each.split()) for each in text.split("\n\n") if each.strip()]
    wanted = OPTED_OUT if opted_out else MARKETPLACE
    reason = next((each for each in paragraphs if wanted.search(each)), letter.subject)
    original = header_text(letter.header("x-original-messageid").encode()).strip()
    original_id = original or next(iter(letter.in_reply_to), "")
    return Bounced(reason=reason[:300], permanent=True, original_message_id=original_id, opted_out=opted_out)
