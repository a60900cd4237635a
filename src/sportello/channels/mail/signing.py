"""Where the writer's words end and what stands under every mail of theirs begins: signatures, device lines, "
"disclaimers."""

import re
from collections.abc import Sequence

from .quoting import is_rule, plain_line

LONGEST_SIGNATURE = 25

_DEVICE = re.compile(
    r"^[\[(]?(?:(?:sent|get|gesendet|von meinem?|inviato|scaricato|envoyé|télécharge[rz]|enviado|verzonden"
    r"|enviada|obtener|ottieni"
    r"|obtenir|holen sie sich|diese nachricht wurde von meinem|this (?:message|e-?mail) was sent from my)\b).{0,30}"
    r"(?:\b(?:from|with|via|using|mit|von|da|dal|con|tramite|de|depuis|mon|mein(?:em)?|desde|mi|van|met|do"
    r"|for|für|per|pour|para|gesendet)\b)"
    r".{0,80}$",
    re.IGNORECASE,
)
_DEVICE_NAME = re.compile(
    r"iphone|ipad|android|samsung|galaxy|huawei|xiaomi|redmi|handy|smartphone|cellulare|telefono|teléfono"
    r"|móvil|movil|téléphone"
    r"|mobile|tablet|blackberry|outlook|gmail|yahoo|mail\b|mail-app|e-?mail|gmx|web\.de|libero|orange|proton"
    r"|thunderbird|windows|"
    r"sparrow|device|gerät|dispositiv|appareil|app\b|oppo|pixel|torch",
    re.IGNORECASE,
)
_LEGAL_STEMS = (
    "confiden[tz]|vertraulich|riservat",
    "intended|addressee|recipient|destinat[aá]|destinatair|adressat|empfänger",
    "unauthori[sz]ed|prohibited|unlawful|vietat|non autori[zs]|unbefugt|nicht gestattet|interdit|prohibid|no autorizad",
    "notify|delete|destroy|cancell|distrugg|elimin|notific|vernichten|löschen|informieren sie|détrui|supprim|destru",
    "e-?mail|message|messaggio|nachricht|mensaje|correo|courriel",
    r"gdpr|d\.?\s?lgs|2016/679|privacy|dsgvo|rgpd|attachment|allegat|anh[aä]ng|pièces? jointe|adjunto|archivos",
    "virus|environment|ambiente|umwelt|environnement|imprim|stamp|print|drucken",
)
_LEGAL = tuple(re.compile(stem, re.IGNORECASE) for stem in _LEGAL_STEMS)
_CONTACT = re.compile(
    r"\b(?:tel|phone|mob|fax|cell|tél|telefon|telefono|teléfono|handy|p\.? ?iva|partita iva|ust-?id|vat|siret"
    r"|cif|nif|hrb|c\.f"
    r"|geschäftsführer|www\.|http|amtsgericht)\b|www\.|https?://|@\w|\+\d{2}[\d ()/.-]{6,}|\b\d{4,5}\s+[A-ZÄÖÜÉ]\w+"
    r"|\b(?:GmbH|S\.?r\.?l|S\.?p\.?A|Ltd|LLC|Inc|SARL|SAS|S\.L|e\.K|UG|KG)\b",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"^(?:(?:kind|best|warm|many)?\s?(?:regards|wishes)|thanks|thank you|cheers|sincerely|yours|grazie|saluti"
    r"|cordiali|distinti"
    r"|cordialmente|buona giornata|un saluto|mit freundlichen|freundliche|viele|beste|liebe|schöne|mfg|lg|vg"
    r"|gruß|grüße|danke|vielen dank"
    r"|cordialement|bien (?:à vous|cordialement)|merci|salutations|bonne journée|sincères|saludos|un saludo"
    r"|atentamente|gracias|un cordial)\b",
    re.IGNORECASE,
)
_DASHED_NAME = re.compile(r"^[-–—]\s?[A-ZÀ-Þ][\w.'-]{1,20}(?:\s[A-ZÀ-Þ][\w.'-]{0,20}){0,2}$")


def is_device_line(line: str) -> bool:
    """Whether a telephone or mail program wrote the line ("Sent from my iPhone"), in any language known here."""
    text = plain_line(line)
    return len(text) <= 130 and bool(_DEVICE.match(text)) and bool(_DEVICE_NAME.search(text))


def is_delimiter(line: str) -> bool:
    """Whether the line is the signature delimiter of RFC 3676 section 4.3, also without its blank."""
    return line.strip("\xa0 \t") in {"--", "—", "- --"}


def is_disclaimer(paragraph: str) -> bool:
    """Whether a paragraph is legal boilerplate: it speaks of at least four of the seven things such texts speak of."""
    return len(paragraph) > 80 and sum(bool(stem.search(paragraph[:3000])) for stem in _LEGAL) >= 4


def signature_start(lines: Sequence[str]) -> int:
    """The index of the first line that is signature or disclaimer; `len(lines)` when there is none.

    The sign-off and the name under it ("Kind regards, Cleo") are the writer's words and stay.
    """
    end = _before_disclaimers(lines)
    start = _delimited(lines, end)
    start = _device(lines, start)
    if start == end:
        start = _business_card(lines, end)
    return start if start < len(lines) else len(lines)


def _before_disclaimers(lines: Sequence[str]) -> int:
    end = len(lines)
    while end:
        while end and not lines[end - 1].strip():
            end -= 1
        start = end
        while start and lines[start - 1].strip() and end - start < 60:
            start -= 1
        if start == end or not start or not is_disclaimer(" ".join(lines[start:end])):
            return end
        end = start
        if end and is_rule(lines[end - 1]):
            end -= 1
    return end


def _delimited(lines: Sequence[str], end: int) -> int:
    for index in range(max(0, end - LONGEST_SIGNATURE), end):
        line = lines[index]
        if is_delimiter(line) or (is_rule(line) and "_" in line and len(line.strip()) >= 20):
            return index
    return end


def _device(lines: Sequence[str], end: int) -> int:
    start = end
    for index in range(end - 1, max(-1, end - 8), -1):
        text = plain_line(lines[index])
        if is_device_line(text):
            start = index
        elif text and start != index + 1 and not _short_contact(text):
            break
    while start < end and start and (not lines[start - 1].strip() or is_rule(lines[start - 1])):
        start -= 1
    if start == end:
        last = next((index for index in range(end - 1, max(-1, end - 4), -1) if lines[index].strip()), None)
        return last if last is not None and _DASHED_NAME.match(plain_line(lines[last])) else end
    return start


def _short_contact(text: str) -> bool:
    return len(text) < 60 and bool(_CONTACT.search(text))


def _business_card(lines: Sequence[str], end: int) -> int:
    """The block of contact lines under a sign-off and a name: at least two of its lines give ways to reach "
    "the writer."""
    lowest = max(0, end - LONGEST_SIGNATURE)
    sign_off = next(
        (i for i in range(end - 1, lowest - 1, -1) if _SIGN_OFF.match(plain_line(lines[i])) and len(lines[i]) < 60),
        None,
    )
    if sign_off is None:
        return end
    card = sign_off + 1
    names = 0
    while card < end and names < 2:
        text = plain_line(lines[card])
        if text and (_CONTACT.search(text) or len(text) > 40):
            break
        names += bool(text)
        card += 1
        if names and card < end and not lines[card].strip():
            break
    contact = [line for line in lines[card:end] if _CONTACT.search(line[:200])]
    long_lines = sum(len(line) > 90 for line in lines[card:end])
    return card if len(contact) >= 2 and long_lines == 0 else end
