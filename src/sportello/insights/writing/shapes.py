"""The shapes of dates, amounts, counts and letters' ends in five languages: what goes out of an answer, and what may
stay. Pure."""

import re
from typing import Final

_MONTHS: Final = (
    "january february march april may june july august september october november december jan feb mar apr jun jul"
    " aug sept sep oct nov dec gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre gen mag giu lug ago set ott dic januar jänner februar märz mai juni juli oktober dezember okt dez"
    " janvier février mars avril juin juillet août septembre octobre décembre janv févr juil déc enero febrero abril"
    " mayo junio julio septiembre setiembre octubre noviembre diciembre ene abr"
)
_DAYS: Final = (
    "monday tuesday wednesday thursday friday saturday sunday lunedì martedì mercoledì giovedì venerdì sabato domenica"
    " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi"
    " dimanche lunes martes miércoles jueves viernes sábado domingo"
)
_MONTH = "|".join(sorted(_MONTHS.split(), key=len, reverse=True))
_DAY = "|".join(_DAYS.split())
_OF_MONTH = r"\d{1,2}(?:st|nd|rd|th|er|º|°|\.)?"
_WEEKDAY_BEFORE = rf"(?:\b(?:{_DAY}),?\s+(?:the\s|il\s|den\s|dem\s|le\s|el\s)?)?"

DATE: Final = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d{2})|\.)(?!\d)|\b\d{1,2}/\d{1,2}\b"
    rf"|{_WEEKDAY_BEFORE}\b{_OF_MONTH}\s?(?:de\s|of\s)?(?:{_MONTH})\b\.?(?:,?\s(?:de(?:l)?\s)?\d{{4}})?"
    rf"|{_WEEKDAY_BEFORE}\b(?:{_MONTH})\s{_OF_MONTH}(?!\w)(?:,?\s\d{{4}})?"
    rf"|\b(?:{_DAY}),?\s+(?:the\s|il\s|den\s|dem\s|le\s|el\s)?{_OF_MONTH}(?!\d|\s?%)",
    re.IGNORECASE,
)
WEEKDAY: Final = re.compile(
    rf"(?P<kept>\b(?:{_DAY})s?\s?(?:to|until|through|and|or|bis|und|oder|al|alla|a|e|o|au|à|et|ou|y|-|–)\s?(?:{_DAY})s?\b"
    rf"|\b(?:every|each|jeden|ogni|chaque|tous les|cada|todos los)\s(?:{_DAY})s?\b)|\b(?:{_DAY})s?\b",
    re.IGNORECASE,
)
"""A day of the week alone is one of that order's days; "Monday to Friday" and "every Monday" (`kept`) are hours."""

_MONEY = r"(?:€|£|\$|\b(?:EUR|GBP|USD|CHF)\b)"
AMOUNT: Final = re.compile(
    rf"{_MONEY}\s?\d(?:[\d.,]*\d)?|\b\d(?:[\d.,]*\d)?\s?(?:{_MONEY}|(?:euros?|pounds|dollars|Franken)\b)",
    re.IGNORECASE,
)

_UNIT = (
    r"(?:%|percent|per\s?cento|prozent|pour\s?cent|por\s?ciento|(?:(?:working|business|calendar|full|volle|ganze)\s)?"
    r"(?:minut\w*|hours?|h\b|ore\b|stunden?\b|heures?|horas?|days?\b|giorn[oi]\b|(?:werk|arbeits)?tage?n?s?\b|jours?\b"
    r"|d[ií]as?\b|weeks?\b|settiman[ae]\b|wochen?\b|semaines?\b|semanas?\b|months?\b|mes[ei]?s?\b|monate?n?s?\b|mois\b"
    r"|meses\b|years?\b|ann[oi]\b|jahre?n?s?\b|ans?\b|années?\b|años?\b)"
    r"|(?:mm|cm|m|km|kg|g|mg|l|ml|cl|w|kw|v|a|mah|hz|db|°c|°|gb|mb|inch(?:es)?|pollici|zoll|pouces|pulgadas)\b)"
)
_JOINED = r"(?:-|–|to|bis|a|à|x|×|o|or|oder|ou|e|y|und|and|et)"
MEASURE: Final = re.compile(
    rf"(?<![\w.,/#-])\d{{1,3}}(?:[.,]\d)?(?:\s?{_JOINED}\s?\d{{1,3}}(?:[.,]\d)?)?(?=[\s-]?{_UNIT})", re.IGNORECASE
)
COUNT: Final = re.compile(
    r"(?<![\w-])[a-zß-ÿ]+(?<!straße)(?<!strasse)(?<!weg)(?<!platz)(?<!gasse)(?<!allee)(?<!street)(?<!road)(?<!nr)"
    r"\s\d{1,2}(?=\s[^\W\d_]{3,}\b)(?!\s(?:rue|via|calle|street|road|avenue|lane|place)\b)"
)
"""A number of up to two digits after a word in small letters counts things: "send us 2 photos", "die 4 Schrauben"."""
STEP: Final = re.compile(r"^[ \t]*\d{1,2}(?=[.)]\s)", re.MULTILINE)
SOCKET: Final = re.compile(r"\b(?:E14|E27|GU10|GU5|G9|G4|M[3-9]|M1[02]|A[3-5])\b(?!\s?\d)")
PLACE: Final = re.compile(r"\{\{[^{}\n]{1,120}\}\}")
LINK: Final = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
MAIL: Final = re.compile(r"[^\s@<>()\[\],;:]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)

_GREETS = (
    "dear|hello|hi|good (?:morning|afternoon|evening|day)|ciao|salve|buon ?giorno|buona ?sera|gentile|gentilissim[oa]"
    r"|egregi[oa]|spett\S*|hallo|guten (?:tag|morgen|abend)|liebe[r]?|sehr geehrte[r]?|moin|grüezi|bonjour|bonsoir"
    "|chère?|madame|monsieur|hola|buenos días|buenas (?:tardes|noches)|estimad[oa]"
)
GREETING: Final = re.compile(
    rf"\s*(?:{_GREETS})\b(?:[^\n.?!,:]|\.(?=\s?[^\W\d_])){{0,60}}(?:[,!:]\s*\n?|\n+)", re.IGNORECASE
)
_ENDS = (
    "regards|sincerely|best wishes|cheers|saluti|saluto|grüße[n]?|grüssen?|gruß|cordialement|salutations|bien à vous"
    "|saludos?|atentamente|cordialmente"
)
CLOSING: Final = re.compile(rf"\n[^\n]{{0,40}}\b(?:{_ENDS})\b[^\n]*(?:\n[^\n]*){{0,5}}\s*$", re.IGNORECASE)
