"""Mail that no person wrote for us: automatic answers and bulk mail, judged by adding up what headers and "
"words tell."""

import re
from dataclasses import dataclass, field

from sportello.channels.inbound import MailKind

from .authenticity import Origin, origin
from .body import visible_parts
from .common import domain_of, local_of
from .kinds.notices import speaks_for_customer
from .kinds.scorer import load
from .letter import Letter
from .numbers import order_numbers

MARGIN = 1.75
"""How much stronger (in natural-log odds) the evidence for a machine must be than for a person: in doubt a "
"buyer wrote."""

_FEW_WORDS = 6
_REPLY = re.compile(r"(?:re|aw|r|sv|antw?|fwd?|wg|automati\w{1,6}|auto|abwesen\w{1,12})\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<!\w)(?=[\dA-Z]{10,24}(?!\w))[A-Z]{0,4}\d{8,22}[A-Z]{0,2}")
_AUTO_SUBJECT = re.compile(
    r"^(?:re: ?|aw: ?)?(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|antwort)"
    r"|out of (?:the )?office|abwesenheits|abwesend\b|automatische antwort"
    r"|risposta automatica|messaggio automatico|fuori (?:ufficio|sede)|réponse automatique|absence du bureau"
    r"|message d'absence|respuesta automática"
    r"|fuera de (?:la )?oficina|autom[aá]tische? (?:beantwoording|odpowied)|autosvar|auto:)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"^(?:no-?reply|do-?not-?reply|nicht-?antworten|ne-?pas-?repondre|non-?rispondere|newsletter|news"
    r"|marketing|mailing|promo|info-?letter)",
    re.IGNORECASE,
)
_LIST_DOMAIN = re.compile(r"([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")


@dataclass(frozen=True, slots=True)
class Automatic:
    """A judgement that a machine sent the mail: `kind` is AUTO_REPLY or BULK, `reasons` are for people to read.

    `weight` is how much stronger the evidence is than that for a person, in natural-log odds.
    """

    kind: MailKind
    reasons: tuple[str, ...]
    weight: float


@dataclass(slots=True)
class _Evidence:
    answer: float = 0.0
    bulk: float = 0.0
    person: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, reason: str, *, answer: float = 0.0, bulk: float = 0.0) -> None:
        self.answer += answer
        self.bulk += bulk
        self.reasons.append(reason)


def automatic(letter: Letter, *, visible_text: str | None = None) -> Automatic | None:
    """Whether a machine sent this mail of no marketplace, and why; None when a person may have.

    Headers follow RFC 3834 and the habits of Exchange, Gmail, GMX, Libero, Orange and help desks; words are weighed by
    the scorer "people". A header that only asks for no automatic answers proves nothing by itself. `visible_text`
    spares finding the visible reply again. X-AMAZON-MAIL-RELAY-TYPE is not looked at.
    """
    text = visible_parts(letter).reply if visible_text is None else visible_text
    found = _Evidence()
    _answering_headers(letter, found)
    _bulk_headers(letter, found)
    _words(letter, text, found)
    kind, weight = (MailKind.AUTO_REPLY, found.answer) if found.answer >= found.bulk else (MailKind.BULK, found.bulk)
    weight -= found.person
    return Automatic(kind, tuple(found.reasons), round(weight, 2)) if weight >= MARGIN else None


def _answering_headers(letter: Letter, found: _Evidence) -> None:
    submitted = letter.header("auto-submitted").split(";")[0].strip().lower()
    if submitted in {"auto-replied", "auto-notified"}:
        found.add(f"Auto-Submitted: {submitted}", answer=9)
    elif submitted and submitted != "no":
        found.add(f"Auto-Submitted: {submitted}", answer=3, bulk=2.5)
    for name in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-mail-autoreply"):
        if letter.header(name) and letter.header(name).strip().lower() not in {"no", "false"}:
            found.add(f"header {name}", answer=9)
    if letter.header("x-auto-response-suppress"):
        found.add("asks for no automatic answers", answer=1.5, bulk=0.5)
    if letter.header("return-path").replace(" ", "") == "<>":
        found.add("empty return path", answer=4)
    if found.answer and letter.in_reply_to:
        found.add("answers a mail", answer=1)
    if _AUTO_SUBJECT.match(letter.subject.strip()):
        found.add("subject of an automatic answer", answer=5)


def _bulk_headers(letter: Letter, found: _Evidence) -> None:
    precedence = letter.header("precedence").strip().lower()
    if precedence in {"auto_reply", "auto-reply"}:
        found.add(f"Precedence: {precedence}", answer=9)
    elif precedence in {"bulk", "junk"}:
        found.add(f"Precedence: {precedence}", answer=2, bulk=3)
    if _foreign_list(letter):
        found.add("sent to a list that can be left", bulk=7)
    if _MACHINE.match(local_of(letter.sender.email)):
        found.add("sender takes no answers", answer=1.5, bulk=2.5)
    if letter.header("x-php-originating-script"):
        found.add("sent by a script", bulk=1)
    if origin(letter) is Origin.FORGED:
        found.add("the sender's address is forged", bulk=2)


def _foreign_list(letter: Letter) -> bool:
    """A mailing list's headers, unless the list is our own address (support@ as a group adds them to buyers' mail)."""
    headers = [letter.header(name) for name in ("list-unsubscribe", "list-id")]
    told = " ".join((*headers, letter.header("list-post")))
    if not any(headers):
        return False
    ours = {domain_of(address.email) for address in (*letter.to, *letter.cc)}
    ours |= {domain_of(letter.header("delivered-to").strip("<> "))} - {""}
    lists = {name.lower() for name in _LIST_DOMAIN.findall(told[:2000])}
    return not any(name == own or name.endswith("." + own) for name in lists for own in ours if own)


def _words(letter: Letter, text: str, found: _Evidence) -> None:
    scores = load("people").scores(letter.subject, text)
    likely = max(scores, key=lambda label: scores[label])
    found.answer += scores["auto_reply"]
    found.bulk += scores["bulk"]
    found.person += scores["buyer"]
    own_subject = "" if letter.in_reply_to or _REPLY.match(letter.subject.strip()) else letter.subject
    if order_numbers(f"{own_subject}\n{text}") or (_LONG_NUMBER.search(text) and "://" not in text):
        found.person += 1.5
    if speaks_for_customer(text[:600]):
        found.person += 3
    if len(text.split()) < _FEW_WORDS:
        found.person += 1.5
    if any(file.media_type.startswith("image/") and not file.inline for file in letter.files):
        found.person += 1.5
    if likely != "buyer":
        found.reasons.append("words of an automatic answer" if likely == "auto_reply" else "words of bulk mail")
