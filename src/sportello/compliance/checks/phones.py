"""Telephone numbers to call: in digits, in words, apart or together; not orders, parcels, lots and models. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from sportello.carriers.catalogue import CATALOGUE
from sportello.carriers.finding import find
from sportello.compliance.checks.addresses import addresses
from sportello.compliance.checks.findings import Finding, at
from sportello.compliance.checks.spelled_numbers import spelled
from sportello.compliance.judgements import Audience, Context
from sportello.compliance.written import Written

FEWEST, MOST = 7, 15  # digits of a number one can call; ITU-T E.164 allows 15

_DIGITS: Final = re.compile(r"(?<![\w#,.€$£/-])(?:\(?\+|00)?\(?\d(?:[\s./()·–—-]{0,3}\d){5,16}(?![\w€$£%]|[.,-]\d)")
_NO_PHONE: Final = re.compile(
    r"\d{3}-\d{7}-\d{7}|\d{2}-\d{5}-\d{5}|2000\d{3}-?\d{8}|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d"
    r"|97[89][- ]?\d[-\d ]{8,14}\d|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,2}(?:[.:]\d\d)?\s?[-–]\s?\d{1,2}(?:[.:]\d\d)?"
)
_CALL: Final = re.compile(
    r"\b(?:call\w*|phone\w*|ring(?: us| me)?\b|dial\w*|text(?: us| me| a)\b|whats\s?app|telegram|signal|viber"
    r"|wechat|sms|mobile|cell|landline"
    r"|(?:reach|bell|buzz|shout) (?:us|me|at|on)|a (?:bell|buzz|ring|call)|hotline|helpline|tel\b|phoned?"
    r"|anruf\w*|ruf(?:en|t|e|st)?\b|telefon\w*|handy\w*|erreich\w*|durchwahl|klingel\w*|durchklingel\w*"
    r"|melde\w*|wähl\w*|nummer"
    r"|chiam\w*|telefon\w*|cellulare|squill\w*|numero verde|risponde|compon\w*|sentirci|cell\b"
    r"|appel\w*|t[ée]l[ée]phon\w*|portable|joindre|joignable\w*|coup de fil|num[ée]ro vert|r[ée]pond\w*"
    r"|compos\w*|au bout du fil"
    r"|ll[áa]m\w*|tel[ée]fono\w*|m[óo]vil|marc[aqu]\w*|tel[ée]fon\w*|atiend\w*|localiz\w* en|al aparato)\b"
    r"|[☎📞📱]|\+\d{2}",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?:\b(?:batch|lot|lots|lote|lotes|lotto|lotti|charge|chargen|serial|serie|série|seriennummer|part|parte"
    r"|teil\w*|teilenummer|model\w*|modell\w*|modèle|ref\w*|réf\w*"
    r"|ean|gtin|isbn|sku|asin|art\w*|invoice|fattura|rechnung\w*|facture|factura|order|ordine|bestell\w*"
    r"|commande|pedido|tracking|suivi|sendung\w*|seguimiento"
    r"|spedizion\w*|vettura|envío|envio|colis|paket\w*|parcel|code|codice|código|codigo|item|article|article"
    r"|artikel\w*|listing|case|fall|vorgang\w*|ticket|dossier"
    r"|iban|account|konto\w*|conto|compte|cuenta|partita iva|vat|ust\w*|siret|patent|norm|din|iso|batches"
    r"|edition|catalog\w*|katalog\w*|bolla|ddt|matricola|matrícula)\b"
    r"(?:[\s.:#°º]|n[r°ºo]?\b|no\b|num\w*|número|nummer|numéro|number|of|der|du|de|del|della|die|mit|con|avec"
    r"|with|the|und|e|y|et)*)$",
    re.IGNORECASE,
)
_LABEL_AFTER: Final = re.compile(
    r"^\W{0,3}(?:is|was|is only|ist|war|è|era|est|était|es|era)?\W{0,2}(?:only |nur |solo |seulement )?(?:a "
    r"|an |the |the old |eine? |un[ae]? |le |la |il )?\W?"
    r"(?:serial|batch|part|exchange|model|serien\w*|chargen\w*|numéro de série|numero di serie"
    r"|número de serie|matricola)",
    re.IGNORECASE,
)
_OF_OTHERS: Final = re.compile(
    r"manufactur|\bmaker|\bthe brand|brand'?s|guarantee (?:desk|line|team)|warranty (?:line|desk|team"
    r"|service)|service cent"
    r"|hersteller|garantie-?(?:hotline|service|abteilung|nummer)|werkskundendienst|kundendienst von|\bmarke\b"
    r"|produttore|casa madre|casa produttrice|centro assistenza|assistenza (?:ufficiale|(?-i:[A-Z]))"
    r"|servizio (?:garanzia|clienti) (?:di )?(?-i:[A-Z])|fabbricante|numero verde"
    r"|fabricant|constructeur|service (?:garantie|après-vente) (?-i:[A-Z])|la marque|sav (?-i:[A-Z])"
    r"|fabricante|servicio (?:oficial|t[ée]cnico)|la marca|casa oficial",
    re.IGNORECASE,
)
_COURIER: Final = re.compile(
    r"courier|carrier|haulier|depot|delivery office|kurier|paketdienst|spedition|zusteller|zustellbasis"
    r"|corriere|filiale|giacenza|sede di"
    r"|transporteur|livreur|agence|transportista|mensajer[ií]a|repartidor|delegaci[óo]n",
    re.IGNORECASE,
)
_OURSELVES: Final = re.compile(
    r"\b(?:call|ring|text|phone|reach|message|whatsapp) (?:us|me)\b|\bgive (?:us|me)\b|\bour (?:own |office"
    r"|line|shop|number|team|work|mobile|phone|hotline|service|store|support|customer)"
    r"|\bask for (?-i:[A-Z])|\bmy (?:mobile|phone|number|cell|line)"
    r"|\bbei (?:uns|mir)\b|\bunser\w*|\buns (?:im|an|unter|auf)\b|\b(?:rufen|ruf) (?:sie )?(?:uns|mich)\b"
    r"|\bmein\w* (?:handy|nummer|telefon|mobil)|\bverlangen sie (?-i:[A-Z])"
    r"|\bmelden sie sich (?:einfach )?(?:bei uns|unter)"
    r"|\b(?:mi|ci) (?:chiam|telefon|contatt)\w*|\b(?:chiama|telefona|contatta)(?:ci|mi|teci|temi)\b"
    r"|\bnostr[oiae]\b|\bmio (?:cell|numero|telefono)|\bsono (?-i:[A-Z])|\bchied[ai] di (?-i:[A-Z])"
    r"|\b(?:appelez|joignez|contactez|téléphonez|rappelez)[- ](?:nous|moi)\b|\bnotre\b|\bnous (?:passiez"
    r"|appel|joindre|téléphon)\w*|\bme (?:passer|joindre|téléphon|appel)\w*|\bmon (?:portable|numéro)"
    r"|\bdemandez (?-i:[A-Z])"
    r"|\bll[áa]m(?:e|a|en|ad)?(?:nos|me)\b|\bm[áa]rca(?:nos|me)\b|\bnuestr[oa]s?\b|\bmi (?:m[óo]vil"
    r"|tel[ée]fono|n[úu]mero)|\bpregunt[ae] por (?-i:[A-Z])|\bll[áa]manos\b",
    re.IGNORECASE,
)
_CARRIERS: Final = re.compile(
    r"\b(?:"
    + "|".join(
        re.escape(n)
        for n in sorted(
            {each.name for each in CATALOGUE}
            | {"SEUR", "Chronopost", "Bartolini", "Parcelforce", "Evri", "MRW", "Nacex", "SDA", "Mondial Relay"},
            key=len,
            reverse=True,
        )
    )
    + r")\b"
)


def telephone_numbers(written: Written, _context: Context, audience: Audience) -> Sequence[Finding]:
    """Numbers the buyer is to call or to write to. On Amazon those of carriers and manufacturers may stand."""
    found = list(_found(written))
    if audience is Audience.AMAZON:
        found = [span for span in found if not _is_of_others(written, *span)]
    return [at(written, *span) for span in found]


def _found(written: Written) -> Iterator[tuple[int, int]]:
    text = written.plain
    taken = [(each.start, each.end) for each in addresses(text)] + [(each.start, each.end) for each in find(text)]
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        is_taken = any(left < end and start < right for left, right in taken)
        if is_taken and not _CALL.search(text[max(0, start - 40) : start]):
            continue
        if _is_phone(written, match):
            yield start, end
            taken.append((start, end))
    for start, end, digits in spelled(text):
        is_taken = any(left < end and start < right for left, right in taken)
        is_labelled = _LABEL.search(text[max(0, start - 60) : start]) is not None
        if FEWEST <= digits <= MOST and not is_taken and not is_labelled:
            yield start, end


def _is_phone(written: Written, match: re.Match[str]) -> bool:
    text, shown = written.plain, match[0]
    count = sum(char.isdigit() for char in shown)
    if not FEWEST <= count <= MOST or _NO_PHONE.fullmatch(shown.strip()):
        return False
    if _LABEL.search(text[max(0, match.start() - 60) : match.start()]) or _LABEL_AFTER.search(
        text[match.end() : match.end() + 40]
    ):
        return False
    if shown.startswith(("+", "(+")):
        return True
    near = written.around(match.start(), match.end(), before=0, after=0)
    return bool(
        _CALL.search(text[near.start : match.start()])
        or _CALL.search(text[match.end() : min(near.end, match.end() + 40)])
    )


def _is_of_others(written: Written, start: int, end: int) -> bool:
    own = written.around(start, end, before=0, after=0)
    if _OURSELVES.search(written.plain[own.start : own.end]):
        return False
    near = written.around(start, end, before=2, after=0)
    said = written.plain[near.start : near.end]
    return bool(_OF_OTHERS.search(said) or _COURIER.search(said) or _CARRIERS.search(said))
