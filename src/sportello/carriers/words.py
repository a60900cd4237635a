"""Words beside a number in five languages: of parcels, of carriers, and of everything else that has numbers."""

import re
from collections.abc import Iterator
from typing import Final

from .catalogue import CATALOGUE
from .names import carrier_named

# Aliases that are other words too in a sentence; they count as names in a field, not in running text.
_NOT_IN_TEXT = {
    "ls",
    "asm",
    "ems",
    "cex",
    "cpc",
    "fdx",
    "hlg",
    "landmark",
    "gofo",
    "post at",
    "us post",
    "registered mail",
}
_IN_TEXT_ONLY = {"poste": "poste_italiane", "die post": "deutsche_post", "der post": "deutsche_post"}
_NAMES = sorted(
    {
        name
        for carrier in CATALOGUE
        for name in (carrier.name.lower(), *carrier.aliases)
        if name not in _NOT_IN_TEXT and carrier.code != "post"
    }
    | set(_IN_TEXT_ONLY),
    key=len,
    reverse=True,
)
_CARRIER: Final = re.compile(
    rf"(?:{'|'.join(re.escape(name).replace(r'\ ', r'[\s_-]?') for name in _NAMES)})(?![^\W_])", re.IGNORECASE
)
_APART: Final = re.compile(r"[\s_-]+")
_WORD: Final = re.compile(r"[^\W_]+")
# Trying all the names at every word is slow; most words begin none.
_BEGINNINGS: Final = frozenset(name[:3] for name in _NAMES)

PARCEL: Final = re.compile(
    r"track|parcel|consignment|waybill|\bawb\b|shipment|shipping (?:no|num|ref|code)|package|deliver|courier|carrier"
    r"|sendung|paket|p[äa]ckchen|liefer|zustell|versand|identcode|nachforschung"
    r"|spedi|lettera di vettura|\bldv\b|tracc|pacc[oh]|corriere|consegn|collo\b|vettore"
    r"|suivi|colis|exp[ée]di|num[ée]ro d.envoi|livr|transporteur|acheminement|bordereau"
    r"|seguimiento|localizador|env[ií]o|gu[ií]a|albar[áa]n|paquete|entrega|transportista|mensajer|reparto",
    re.IGNORECASE,
)
"""Words of parcels and their way."""

WAY: Final = re.compile(
    r"\btransit|facility|depot|\bhub\b|sorting|verteilzentr|logistikzentr|zusteller|filiale|smistament|magazzino"
    r"|giacenza|agence|plateforme|entrep[ôo]t|centre de tri|almac[ée]n|delegaci[óo]n|centro log",
    re.IGNORECASE,
)
"""Places on a parcel's way. They say what a text is about, not what the number beside them is."""

OTHER: Final = re.compile(
    r"(?<![^\W_])(?:"
    # telephones
    r"tel(?:\.|efon\w*|[ée]fono|efono|[ée]phone)?|phone|mobile?|cell(?:\.|ulare)?|handy(?:nummer)?|portable|m[óo]vil"
    r"|whats\s?app|call|ring|text me|ruf\w*|anruf\w*|erreich\w*|chiam\w+|appel\w+|joindre|ll[aá]m\w+|fax|rufnummer"
    # banks, taxes, persons
    r"|iban|bic|cro|trn|konto\w*|cuenta|compte|account|card|carta|scheda|bancomat|visa|karte|carte|tarjeta|kredit\w*"
    r"|p\.?\s?iva|partita iva|vat|ust(?:[-.\s]?id\w*)?|steuer\w*|siret|siren|tva|nif|cif|dni|nie|c\.?f\."
    r"|cod(?:ice)?\.? ?fisc\w*"
    # articles
    r"|ean|gtin|upc|isbn|asin|sku|barcode|codice a barre|strichcode|code[- ]barres?|c[óo]digo de barras"
    r"|serial\w*|serien\w*|serie|s[ée]rie|matricola|s/n|sn|imei|oem|vin|ch[aâ]ssis|telaio|fahrgestell\w*"
    r"|part (?:no|num)\w*|teile\w*"
    r"|artikel\w*|modell?\w*|model|articolo|art[íi]culo|item|article|objet|inserzione|listing|lotto?|charge|batch"
    # papers
    r"|invoice|fattura|rechnung\w*|facture|factura|re|inv|quote|preventivo"
    # orders and cases
    r"|order\w*|ordin[ei]|bestell\w*|auftrag\w*|commande\w*|pedidos?|orden|customer|kunden\w*|client\w*|cliente"
    r"|case (?:no|num|id)\w*|caso n\w*|fallnummer|vorgangs\w*|ticket|pratica|dossier|postnummer|packstation"
    r")(?![^\W_])",
    re.IGNORECASE,
)
"""Words of the other things that have numbers."""


def last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match ends, -1 without one."""
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def carriers_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Carriers named in a text: our code, start and end, in order."""
    for word in _WORD.finditer(text):
        match = _CARRIER.match(text, word.start()) if word.group()[:3].lower() in _BEGINNINGS else None
        if match is not None:
            name = _APART.sub(" ", match.group().lower())
            yield _IN_TEXT_ONLY.get(name) or carrier_named(name), match.start(), match.end()
