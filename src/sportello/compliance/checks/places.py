"""Places of a template that nobody filled in. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from sportello.compliance.checks.findings import Finding, at
from sportello.compliance.judgements import Audience, Context
from sportello.compliance.written import Written

_FIELD: Final = (
    r"name|nome|nombre|nom|vorname|nachname|prénom|cognome|apellido|kunde|kunden\w*|cliente?s?|customer|buyer"
    r"|acheteur|order|ordine|bestell\w*|commande|pedido"
    r"|date|data|datum|fecha|tracking|suivi|seguimiento|sendung\w*|product|prodotto|produkt|produit|producto"
    r"|artikel\w*|articolo|article|amount|betrag|importo|montant|importe"
    r"|number|numero|número|nummer|numéro|id|email|e-mail|link|url|carrier|corriere|kurier|transporteur"
    r"|transportista|address|indirizzo|adresse|dirección|firma|signature|agent|shop|store|day|tag|giorno|jour|día"
)
_TEMPLATES: Final = re.compile(
    r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\$\{\w[\w. ]{0,40}\}|<<[^<>\n]{1,40}>>|<%.{0,60}?%>"
    r"|%%?[A-Za-z_]\w{2,30}%%?|\$[A-Z_]{3,30}\$?(?![\w])|(?<![\w#])#[A-Z]+(?:_[A-Z]+)+#?|__[A-Z][A-Z_]+__|\*\|\w+\|\*"
    r"|[«<\[]\s?\w+_\w+\s?[»>\]]"
)
_BRACED: Final = re.compile(r"(?<![\w(=)])\{\s?(?P<in>[^\W\d][\w .-]{0,40})\s?\}")
_BRACKETED: Final = re.compile(r"[\[<](?P<in>[^\[\]<>\n@]{2,40})[\]>]")
_BLANKED: Final = re.compile(
    r"(?<![\w-])(?:X{4,}|x{4,}|X{2,}(?:[-/.]X{2,})+)(?![\w-])|_{3,}|\?{4,}|(?<![.\w])TBD(?!\w)|\blorem ipsum\b",
    re.IGNORECASE,
)
_LOST: Final = re.compile(
    r"(?:^|\b(?:hi|hello|dear|hallo|hola|ciao|bonjour|order|bestellung|ordine|commande|pedido)) ?(?:null"
    r"|undefined|none|nan|n/a)\b",
    re.IGNORECASE,
)
_ADDRESSED: Final = re.compile(
    r"^[ \t]*(?:dear(?: (?:mr|mrs|ms|miss))?\.?|gentile|egregio|car[oa]|ch[eè]re?|liebe[r]?(?:/r)?(?: (?:frau|herr))?"
    r"|sehr geehrte[r]?(?:/r)?(?: (?:frau|herr))?|(?:hallo|guten tag|hello|good morning) (?:frau|herr|mr|mrs|ms)\.?"
    r"|estimad[oa](?: sra?\.)?|querid[oa])[ \t]*[,:!]"
    r"|^[ \t]*(?:hi|hello|hallo|hola|ciao|salut|buongiorno|guten tag|moin|bonjour)[ \t]+,",
    re.IGNORECASE | re.MULTILINE,
)
_HAS_FIELD: Final = re.compile(rf"(?<!\w)(?:{_FIELD})(?!\w)", re.IGNORECASE)
_SHOUTED: Final = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý0-9 _/.-]{2,}")


def unfilled_places(written: Written, _context: Context, _audience: Audience) -> Sequence[Finding]:
    """What a template left behind: braces, brackets with the name of a field, rows of X, a greeting to nobody."""
    text = written.plain
    spans = [match.span() for pattern in (_TEMPLATES, _BLANKED, _LOST, _ADDRESSED) for match in pattern.finditer(text)]
    spans += [match.span() for match in _BRACED.finditer(text) if _is_field(match["in"], bare=True)]
    spans += [match.span() for match in _BRACKETED.finditer(text) if _is_field(match["in"], bare=False)]
    spans = [span for span in spans if not _is_quoted(text, *span)]
    return [at(written, *span) for span in sorted({*spans})]


def _is_field(inside: str, *, bare: bool) -> bool:
    words = inside.split()
    if len(words) > 4:
        return False
    if bare and len(words) == 1:
        return True
    return bool(_HAS_FIELD.search(inside.replace("_", " ")) or _SHOUTED.fullmatch(inside.strip()))


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether somebody's own words stand there in quotation marks, as a buyer typed them."""
    before, after = text[max(0, start - 2) : start].rstrip(), text[end : end + 2].lstrip()
    return (
        before[-1:] in {"«", "„", "“", '"', "‚"}
        and after[:1] in {"»", "“", "”", '"', "‘"}
        and "{{" not in text[start:end]
    )
