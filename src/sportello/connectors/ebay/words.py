"""The member's own words and name in eBay's copy of a message, and eBay's item numbers."""

import re

from sportello.channels.mail.fields import element_text
from sportello.channels.mail.letter import Letter

_INPUT = re.compile(r"<(div|td|p|span)\b[^<>]{0,300}UserInputtedText[^<>]{0,300}>", re.IGNORECASE)
_FROM = re.compile(
    r"^\W{0,3}(?:new message from|nuovo messaggio (?:da|di)|messaggio (?:da|di)|neue nachricht von"
    r"|nachricht von|nouveau message de"
    r"|message de|nuevo mensaje de|mensaje de|message from|(?:dear|gentile|hallo|bonjour|hola) [\w.-]{2,40},?$)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:new message from|message from|messaggio (?:da|di)|nachricht von|message de|mensaje de)"
    r"\s?:?\s{0,3}([\w.*-]{2,64})",
    re.IGNORECASE,
)
_SUBJECT_NAME = re.compile(
    r"^(?:re: )?([\w.*-]{2,64}) (?:has |hat |ha |a )?"
    r"(?:sent|inviato|eine nachricht|ihnen|envoyé|enviado|schrieb|mandato)",
    re.IGNORECASE,
)
_SENDER_NAME = re.compile(
    r"^eBay\s?[-–:]\s?([\w.*-]{2,64})$"
    r"|^eBay[- ](?:Mitglied|member|Member|utente|membre|miembro)\s?:?\s?([\w.*-]{2,64})$"
)
_BELOW = re.compile(
    r"^\W{0,3}(?:reply|respond|rispondi|antworten|répondre|responder|see (?:the )?message|view|vedi"
    r"|visualizza)\b.{0,40}(?:https?://|$)|^https?://"
    r"|^-{2,}\s*$|^_{5,}|(?:item (?:number|id)|numero (?:dell')?(?:oggetto|inserzione)|artikelnummer"
    r"|numéro de l'objet|n[º°.] ?(?:de|del) artículo"
    r"|número (?:de|del) artículo)",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?:item|oggetto|artikel\w*|objet|art[ií]culo|inserzione|/itm/|itemid=|annuncio"
    r"|annonce)\D{0,40}?(?<!\d)(\d{12})(?!\d)|\((\d{12})\)",
    re.IGNORECASE,
)
_PRICE = re.compile(r"^.{0,20}(?:EUR|USD|GBP|€|\$|£)\s?\d|\d[.,]\d\d\s?(?:EUR|USD|GBP|€|\$|£)\s*$")


def own_words(letter: Letter, text: str) -> str:
    """What the member wrote: the marked element of the HTML part, else the text between eBay's heading and "
    "its links."""
    entered = element_text(letter.html, _INPUT)
    if entered is not None:
        return entered
    lines = text.split("\n")
    begin = next((at + 1 for at, line in enumerate(lines[:12]) if _FROM.match(line[:200].strip())), 0)
    end = next((at for at in range(begin, len(lines)) if _ends(lines[at])), len(lines))
    return "\n".join(lines[begin:end]).strip() or text.strip()


def _ends(line: str) -> bool:
    return bool(_BELOW.search(line[:300].strip())) or bool(_PRICE.search(line[:80].strip()) and len(line) < 40)


def buyer_name(letter: Letter, text: str) -> str:
    """The member's user name, from the sender's display name, the heading or the subject; "" when none is given."""
    shown = _SENDER_NAME.match(letter.sender.name.strip())
    if shown:
        return str(next(filter(None, shown.groups())))
    found = _NAME.search(text[:400]) or _SUBJECT_NAME.match(letter.subject)
    return found.group(1) if found else ""


def item_numbers(text: str) -> tuple[str, ...]:
    """eBay's item numbers (12 digits next to a word for an item), each once, in order."""
    return tuple(dict.fromkeys(next(filter(None, match.groups())) for match in _ITEM.finditer(text)))
