"""What the headers of a mail tell for a machine as its author (RFC 3834, RFC 2369, and habits of servers)."""

import re
from dataclasses import dataclass

from .authenticity import Origin, origin
from .common import domain_of, local_of
from .letter import Letter

_AUTO_SUBJECT = re.compile(
    r"^(?:re: ?|aw: ?)?(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|antwort)\b(?!.{0,30}\?)"
    r"|out of (?:the )?office|abwesenheits|abwesend\b|automatische antwort\b(?!.{0,30}\?)"
    r"|risposta automatica\b(?!.{0,30}\?)|messaggio automatico|fuori (?:ufficio|sede)|réponse automatique"
    r"\b(?!.{0,30}\?)|absence du bureau|message d'absence|respuesta automática\b(?!.{0,30}\?)"
    r"|fuera de (?:la )?oficina|autom[aá]tische? (?:beantwoording|odpowied)|autosvar|auto:)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"^(?:no-?reply|do-?not-?reply|nicht-?antworten|ne-?pas-?repondre|non-?rispondere|newsletter|news"
    r"|marketing|mailing|promo|info-?letter)",
    re.IGNORECASE,
)
_RETURNED_TO_A_MACHINE = re.compile(
    r"^(?:bounces?|return|nl|news|mailing|campaign|msprvs\d)[-+_.=\d]|[-+_.]bounces?$", re.IGNORECASE
)
_LIST_DOMAIN = re.compile(r"([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_ANSWERING = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-mail-autoreply")
_RULES = ("x-ms-exchange-inbox-rules-loop", "x-ms-exchange-generated-message-source")
_DESKS = ("x-zendesk", "x-freshdesk", "x-fd-", "x-sfdc", "x-otrs", "x-znuny", "rt-ticket", "x-rt-", "x-helpscout")
_CAMPAIGNS = (
    "list-unsubscribe-post",
    "x-csa-complaints",
    "x-mc-user",
    "x-mailchimp",
    "x-campaign",
    "x-mailin",
    "x-sib",
    "x-hubspot",
    "x-klaviyo",
    "x-rpcampaign",
    "x-emarsys",
    "x-cordial",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Natural-log odds of an automatic answer and of bulk mail against a person's, with reasons for people to read."""

    answer: float = 0.0
    bulk: float = 0.0
    reasons: tuple[str, ...] = ()

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(self.answer + other.answer, self.bulk + other.bulk, self.reasons + other.reasons)


def machine_traces(letter: Letter) -> Evidence:
    """All that the headers tell for a machine."""
    found = _answering(letter) + _precedence(letter) + _sending(letter)
    if found.answer and letter.in_reply_to:
        found += Evidence(3 if letter.header("auto-submitted") else 1, 0, ("answers a mail",))
    return found


def _answering(letter: Letter) -> Evidence:
    submitted = letter.header("auto-submitted").split(";")[0].strip().lower()
    found = Evidence()
    if submitted in {"auto-replied", "auto-notified"}:
        found += Evidence(9, 0, (f"Auto-Submitted: {submitted}",))
    elif submitted and submitted != "no":
        found += Evidence(3, 2.5, (f"Auto-Submitted: {submitted}",))
    for name in _ANSWERING:
        if letter.header(name) and letter.header(name).strip().lower() not in {"no", "false"}:
            found += Evidence(9, 0, (f"header {name}",))
    if any(letter.header(name) for name in _RULES):
        found += Evidence(6, 0, ("sent by a mailbox's rule",))
    if letter.header("x-auto-response-suppress"):
        found += Evidence(1.5, 0.5, ("asks for no automatic answers",))
    if letter.header("return-path").replace(" ", "") == "<>":
        found += Evidence(4, 0, ("empty return path",))
    if _AUTO_SUBJECT.match(letter.subject.strip()):
        found += Evidence(5, 0, ("subject of an automatic answer",))
    return found


def _precedence(letter: Letter) -> Evidence:
    precedence = letter.header("precedence").strip().lower()
    if precedence in {"auto_reply", "auto-reply"}:
        return Evidence(9, 0, (f"Precedence: {precedence}",))
    if precedence in {"bulk", "junk"}:
        return Evidence(2, 3, (f"Precedence: {precedence}",))
    return Evidence()


def _sending(letter: Letter) -> Evidence:
    found = Evidence()
    if _foreign_list(letter):
        found += Evidence(0, 7, ("sent to a list that can be left",))
    if _MACHINE.match(local_of(letter.sender.email)):
        found += Evidence(1.5, 2.5, ("sender takes no answers",))
    if letter.header("x-php-originating-script"):
        found += Evidence(0, 1, ("sent by a script",))
    if origin(letter) is Origin.FORGED:
        found += Evidence(0, 2, ("the sender's address is forged",))
    names = {name for name, _ in letter.headers}
    if any(name.startswith(_DESKS) for name in names):
        found += Evidence(1, 0, ("sent by a help desk",))
    if any(name.startswith(_CAMPAIGNS) for name in names):
        found += Evidence(0, 3, ("sent by a service for campaigns",))
    if _RETURNED_TO_A_MACHINE.search(local_of(letter.header("return-path").strip("<> "))):
        found += Evidence(0, 1.5, ("failures go to a machine",))
    return found


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
