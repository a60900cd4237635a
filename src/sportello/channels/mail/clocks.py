"""The time that a marketplace's mail gives the seller to answer, as the mail says it."""

import re

DEFAULT_HOURS = 48

_AMOUNT = re.compile(
    r"(?P<number>\d{1,3})\s?(?:-|–|to|bis|a|à)?\s?(?P<upper>\d{1,3})?\s{0,2}\(?(?:full |volle[rn]? |intere |complete )?"
    r"(?:(?P<hours>hours?|hrs?|h\b|ore\b|ora\b|stunden|std|heures?|horas?|uur|godzin|timmar)"
    r"|(?P<days>(?:calendar |business |working |kalender|werk|arbeits)?(?:days?|tagen?|giorni|giorno|jours?"
    r"|d[ií]as?)\b))",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"within|in the next|by then|you have|respond|reply|answer|deadline|entro|prossim|avete|hai |dispon|rispond|tempo"
    r"|innerhalb|binnen|nächsten|frist|bis spätestens|haben sie|stellung|sous |dans (?:les|un)|avant"
    r"|vous avez|délai|répond"
    r"|plazo|antes de|próxim|tiene[sn]? |respond|conteste",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"business days until|credit|gutgeschrieben|accredit|crédité|abon|after delivery|since|seit|deliver"
    r"|liefer|consegn|livr"
    r"|entreg|ordered|bestellt am|warranty|garantiezeit|zurück(?:ge)?zahl|funds|days? ago|fa\b",
    re.IGNORECASE,
)


def hours_stated(text: str) -> int | None:
    """The hours within which the mail asks for an answer, or None when it names none. A day counts 24 of them.

    A time counts when the sentence around it speaks of a limit; hours go before days, and of "24-48" the longer one.
    """
    in_days: int | None = None
    for match in _AMOUNT.finditer(text[:20_000]):
        around = _around(text, match)
        if not _LIMIT.search(around) or _OTHER_TIME.search(around.replace(match.group(), "")):
            continue
        amount = int(match["upper"] or match["number"])
        if match["hours"]:
            return amount
        if in_days is None:
            in_days = amount * 24
    return in_days


def _around(text: str, match: re.Match[str]) -> str:
    """The sentence in which `match` stands, no more than 160 characters on either side."""
    start = max(text.rfind(end, max(0, match.start() - 160), match.start()) for end in (". ", "\n\n", "! ", "? "))
    ends = [at for end in (". ", "\n\n", "! ", "? ") if (at := text.find(end, match.end(), match.end() + 160)) >= 0]
    return text[max(start, match.start() - 160, 0) : min([*ends, match.end() + 160])]
