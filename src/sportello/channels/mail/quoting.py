"""Which lines of a mail stand between the writer's words and an earlier mail: reply headers, header blocks, markers.

Every judgement looks at one line, or at a handful of neighbours of bounded length, so the work is linear in the text.
"""

import re
from collections.abc import Sequence

LONGEST_HEADER = 600
HEADER_LINES = 4
QUOTE_SENTINEL = "\ue000"

_HEADS = frozenset(
    {
        "on",
        "am",
        "le",
        "il",
        "el",
        "em",
        "op",
        "den",
        "på",
        "w",
        "dne",
        "vào",
        "kl",
        "kl.",
        "no",
        "pe",
        "v",
        "dia",
        "at",
    }
)
_VERBS = re.compile(
    r"\b(?:wrote|writes|sent|ha scritto|hanno scritto|hai scritto|scrisse|scrive|schrieb(?:st|en)?|geschrieben"
    r"|a écrit|écrit|avez écrit|écrivait|escribió|ha escrito|escribiste|escreveu|schreef|geschreven|skrev"
    r"|napisała?|napsala?"
    r"|написала?|пишет|kirjoitti|đã viết|yazdı|написал\(а\)|írta)\b",
    re.IGNORECASE,
)
_YOU = re.compile(
    r"\b(?:you (?:wrote|sent)|(?:ci|mi) avete scritto|avete scritto|hai scritto|sie schrieben|haben sie|du schriebst"
    r"|ihr schriebt|vous (?:m'|nous )?(?:avez|aviez) écrit|escribiste|escribisteis|me escribi\w+)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\b(?:19|20)\d\d\b|\b\d{1,2}[-. ]+\w{3,10}\b")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
_ADDRESS = re.compile(r"[\w.+%-]{1,80}@[\w-]{1,80}\.[\w.-]{1,80}")
_SENTENCE_END = re.compile(r"[?!] |\w{5}\. [^\W\d_a-zß-ÿ]")
_INSIDE = re.compile(r"(?:(?<=\s)|(?<=--))(?:On|Am|Le|Il|El|Op|Em|Den|W dniu) (?=.{0,40}\d)")

_ROLES = {
    "from": "from de da von fra från van od от remitente expéditeur mittente absender lähettäjä",
    "date": "date sent datum gesendet data inviato enviado envoyé fecha sendt skickat verzonden wysłano дата "
    "datum/zeit dato",
    "to": "to an a à para til till aan do кому destinatario destinataire empfänger per",
    "subject": "subject betreff oggetto objet asunto emne ämne onderwerp temat тема assunto",
    "cc": "cc kopie copia bcc ccn kopi",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_FIELD = re.compile(r"^[\s>|]{0,20}\*?([^\W\d_]{1,14}(?:/Zeit)?)\s{0,3}:\*?(?:\s|$|\*)(.{0,400})", re.UNICODE)
_MESSAGE_WORD = re.compile(
    r"messag|nachricht|mensaje|mensagem|meddel|wiadomo|bericht|сообщени|viesti|e-?mail", re.IGNORECASE
)
_FORWARD_WORD = re.compile(
    r"forward|inoltrat|weitergeleit|transf[ée]r|réexp|reenviad|encaminhad|doorgestuurd", re.IGNORECASE
)
_FORWARD_LINE = re.compile(
    r"^(?:begin forwarded message|inizio (?:del )?messaggio inoltrato|anfang der weitergeleiteten (?:nachricht|e-mail)"
    r"|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado)\s{0,3}:?$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\s>*]{0,20}[-_=—–]{5,}[\s*]{0,20}$")


def plain_line(line: str) -> str:
    """The line as the rules below want to see it: odd blanks and invisible marks removed, ends trimmed."""
    return line.replace("\xa0", " ").replace("\u202f", " ").replace("\u200b", "").replace("\ufeff", "").strip()


def is_quoted(line: str) -> bool:
    """Whether a mail program marked the line as quoted; a line framed like `>>> this <<<` is decoration."""
    text = plain_line(line)
    if text.startswith(QUOTE_SENTINEL):
        return True
    return text.startswith(">") and not (text.endswith("<<") or (text.endswith("<") and text.count(">") > 1))


def _evidence(text: str, *, quote_follows: bool) -> int:
    words = text.split(None, 1)
    first = words[0].lower().strip('",*') if words else ""
    score = int(first in _HEADS) + 2 * bool(_VERBS.search(text)) + int(text.endswith((":", "：")))
    where = int(bool(_TIME.search(text))) + int(bool(_ADDRESS.search(text)))
    return score + int(bool(_DATE.search(text))) + where + 2 * quote_follows


def is_reply_header(text: str, *, quote_follows: bool) -> bool:
    """Whether one (joined) line introduces a quoted mail, as "On Mon, 3 Nov 2026, 10:22, Ada <a@b.example> wrote:".

    `quote_follows` says that the next line that is not blank is quoted. The judgement adds up evidence instead of
    asking for one form, so that languages it has never seen still pass by their date, address and colon.
    """
    if len(text) > LONGEST_HEADER:
        return False
    bare = text.strip("-_=* \t")
    if not bare or _SENTENCE_END.search(bare):
        return False
    verb = _VERBS.search(bare)
    ends_well = bare.endswith((":", "：")) or (quote_follows and bare.endswith(">"))
    ends_well = ends_well or (verb is not None and bare.endswith(verb.group()))
    if not ends_well or (_YOU.search(bare) and not quote_follows):
        return False
    if verb and text.startswith("--") and text.endswith("--"):
        return True
    located = bool(_TIME.search(bare) or _ADDRESS.search(bare)) or quote_follows
    if verb is None:
        dated = bool(_ADDRESS.search(bare) and _DATE.search(bare))
        if bare.endswith(">"):
            return dated and bare[:1].isdigit()
        return dated and bool(_TIME.search(bare))
    return located and _evidence(bare, quote_follows=quote_follows) >= 4


def header_span(lines: Sequence[str], at: int) -> int:
    """How many lines the reply header that starts at line `at` takes (0 when none starts there)."""
    first = plain_line(lines[at])
    if not first or len(first) > LONGEST_HEADER or is_quoted(first):
        return 0
    joined = ""
    blanks = 0
    for taken in range(1, HEADER_LINES + 3):
        if at + taken > len(lines):
            return 0
        piece = plain_line(lines[at + taken - 1])
        blanks += not piece
        if not piece and not _goes_on(lines, at + taken):
            return 0
        if (taken > 1 and is_quoted(piece) and not _VERBS.match(piece.lstrip("> "))) or blanks > 1:
            return 0
        joined = f"{joined} {piece}".strip()
        if piece and is_reply_header(joined, quote_follows=_quote_follows(lines, at + taken)):
            return taken
        if taken == 1 and not _may_start(first):
            return 0
    return 0


def _goes_on(lines: Sequence[str], after_blank: int) -> bool:
    """Whether a header goes on below a blank line, as it does when a mail program set the address apart."""
    return after_blank < len(lines) and plain_line(lines[after_blank]).startswith("<")


def _may_start(first: str) -> bool:
    word = first.split(None, 1)[0].lower().strip('",*-')
    return word in _HEADS or first[:1].isdigit() or bool(_DATE.search(first)) or first.startswith("--")


def _quote_follows(lines: Sequence[str], start: int) -> bool:
    for line in lines[start : start + 4]:
        if plain_line(line):
            return is_quoted(line)
    return False


def shared_header(line: str) -> int | None:
    """Where a reply header begins that shares its line with the writer's last words, or None."""
    text = line[:LONGEST_HEADER].rstrip()
    if len(line) > LONGEST_HEADER or not text.endswith((":", ">")):
        return None
    for found in list(_INSIDE.finditer(text))[-3:]:
        tail = text[found.start() :]
        if _ADDRESS.search(tail) and _TIME.search(tail) and _VERBS.search(tail):
            return found.start()
    return None


def block_span(lines: Sequence[str], at: int) -> int:
    """How many lines the block of mail headers (From, Sent, To, Subject in any order and language) at `at` takes.

    Two roles are needed, one of them the sender or the date, and an address in the values or a third role: a
    buyer who writes "Date: Monday" or "Da: Roma" has not quoted a mail.
    """
    roles: set[str] = set()
    address = False
    last = loose = 0
    for offset in range(min(16, len(lines) - at)):
        text = plain_line(lines[at + offset])
        found = _FIELD.match(text)
        role = _ROLE_OF.get(found.group(1).lower()) if found else None
        if role:
            roles.add(role)
            last, loose = offset + 1, 0
        else:
            loose += 1
        if offset == 0 and not role:
            return 0
        address = address or (loose <= 1 and "@" in text)
        if loose > 2 or (not text and loose > 1):
            break
    enough = len(roles) >= 2 and bool(roles & {"from", "date"}) and (address or len(roles) >= 3)
    return last if enough else 0


def is_original_marker(line: str) -> bool:
    """Whether the line is a divider such as "-----Original Message-----" in any of the languages known here."""
    inner = _between_dashes(line)
    return bool(inner) and bool(_MESSAGE_WORD.search(inner)) and not _FORWARD_WORD.search(inner)


def is_forward_marker(line: str) -> bool:
    """Whether the line says that a forwarded mail follows."""
    inner = _between_dashes(line)
    return bool(inner and _FORWARD_WORD.search(inner)) or bool(_FORWARD_LINE.match(plain_line(line)))


def _between_dashes(line: str) -> str:
    text = plain_line(line)
    if len(text) > 90 or not text.startswith(("--", "__", "==")) or not text.endswith(("--", "__", "==")):
        return ""
    inner = text.strip("-_= ")
    return "" if inner.endswith(":") else inner


def is_rule(line: str) -> bool:
    """Whether the line is nothing but a drawn rule (five dashes or more)."""
    return bool(_RULE.match(line)) if len(line) < 200 else False
