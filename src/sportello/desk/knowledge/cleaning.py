"""An answer to one buyer as words for all: nobody in it can be recognised. Pure, but for the veil of the inbox."""

import re
from collections.abc import Iterable

from sportello.inbox.understanding.veiling import NAME, NUMBER, veiled

_LENGTHS = re.compile(
    r"\b\d{1,3}(?=\s?(?:%|€|working\s|calendar\s|giorni|ore\b|mesi|days?|hours?|weeks?|months?|years?|settiman|Werktag|Tage?n?\b"
    r"|Stunde|Woche|Monat|jours?|heures?|semaines?|mois\b|días?|horas?|semanas?|meses))",
    re.IGNORECASE,
)
_KEPT = re.compile("\ue010([a-j]{1,3})\ue011")
_LETTERS = "abcdefghij"
_GREETING = re.compile(
    r"\s*[^\n]{0,60}\[name\][^\n]{0,20}\n+|\s*(?:dear|hello|hi|ciao|buongiorno|gentile|hallo|guten tag|liebe[r]?"
    r"|sehr geehrte[r]?|bonjour|hola|estimad[oa])\b[^\n]{0,60}[,!:]?\n+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\n[^\n]{0,30}(?:regards|sincerely|saluti|grüße[n]?|gruß|cordialement|salutations|saludos?|atentamente)\b[^\n]*"
    r"(?:\n[^\n]*){0,4}\s*$",
    re.IGNORECASE,
)


def cleaned(text: str, *, names: Iterable[str]) -> str:
    """An answer without greeting and closing, names, addresses, links, order, tracking and telephone numbers.

    `names` are those of everybody who took part. Lengths of time, percentages and amounts in euros stay; what was
    taken out leaves a word in [square brackets], which keeps the text from being published until somebody mends it.
    """
    kept = _LENGTHS.sub(_hidden, text.replace("\r\n", "\n").replace("\ue010", "").replace("\ue011", ""))
    safe = veiled(kept, names=names)
    safe = _CLOSING.sub("", _GREETING.sub("", safe, count=1))
    safe = _KEPT.sub(_shown, safe)
    for word in (NAME, NUMBER):
        doubled = re.escape(word)
        safe = re.sub(rf"(?:{doubled}\s?){{2,}}", word + " ", safe)
    return safe.strip()


def _hidden(match: re.Match[str]) -> str:
    return "\ue010" + "".join(_LETTERS[int(digit)] for digit in match[0]) + "\ue011"


def _shown(match: re.Match[str]) -> str:
    return "".join(str(_LETTERS.index(letter)) for letter in match[1])
