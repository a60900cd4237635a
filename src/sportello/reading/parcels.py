"""Tracking numbers: the shapes that tell by themselves, and runs of digits that need a word beside them."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple


class Shape(NamedTuple):
    """A way that a carrier writes its numbers."""

    pattern: re.Pattern[str]
    carrier: str


STRONG: Final = tuple(
    Shape(re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), carrier)
    for pattern, carrier in (
        (r"1Z ?(?:[0-9A-Z] ?){15,16}", "ups"),
        (r"[A-Z]{2} ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}", "post"),
        (r"[A-Z]{2} ?\d{4} ?\d{4} ?\d ?[A-Z]{2}", "post"),
        (r"TB[ACM]\d{9,12}", "amazon"),
        (r"JJ?D ?\d{16,20}", "dhl"),
        (r"H\d{14,19}", "hermes"),
        (r"H0[0-9A-Z]{14}", "evri"),
        (r"00340\d{15}", "dhl"),
        (r"9[1-5]\d{2} ?(?:\d{4} ?){4}\d{2}", "usps"),
        (r"\d[A-Z] ?\d{5} ?\d{5} ?\d", "colissimo"),
        (r"\d[A-Z]\d{11}", "colissimo"),
        (r"(?:PQ|PK|PS)[0-9A-Z]{9}\d[0-9A-Z]{11}", "correos"),
        (r"3UW[0-9A-Z]{10}", "poste"),
        (r"\d{18}", ""),
    )
)
"""Shapes that need no word beside them."""

_CANDIDATE: Final = re.compile(
    r"(?<![\w#/.,€$£+-])(?=[A-Z]{0,3}\d)[A-Z]{0,3}\d[0-9A-Z]{7,23}(?![\w/-]|[.,]\d)"
    r"|(?<![\w#/.,€$£+-])\d{3,5}(?: \d{3,5}){2,5}(?![\w/-]|[.,]\d)",
)
_CARRIERS: Final = (
    "ups usps fedex dhl dpd gls brt bartolini hermes evri yodel parcelforce colissimo chronopost correos seur nacex mrw"
    " sda tnt poste nexive inpost ontrac lasership laposte postnl bpost crono envialia zeleris purolator"
)
_CARRIER: Final = re.compile(
    rf"\b(?P<name>{'|'.join(_CARRIERS.split())}|royal mail|la poste|mondial relay|poste italiane|canada post"
    r"|colis priv[ée]|relais colis|correos express|deutsche post|österreichische post)\b",
    re.IGNORECASE,
)
_PARCEL_WORD: Final = re.compile(
    r"track|sendung|paketn|lieferung|zustell|spedizion|lettera di vettura|tracc|suivi|colis|exp[ée]dition"
    r"|num[ée]ro d.envoi|seguimiento|localizador|env[ií]o|gu[ií]a|albar[aá]n|parcel|consignment|waybill|awb"
    r"|shipment|package|pacco"
    r"|paquete|paket|\bldv\b",
    re.IGNORECASE,
)
_OTHER_WORD: Final = re.compile(
    r"\b(?:tel\.?|telefono?|t[ée]l[ée]phone|telefon|phone|mobile|cell\.?|cellulare|handy|portable|m[oó]vil|whatsapp"
    r"|call"
    r"|iban|cro|cf"
    r"|p\.?\s?iva|partita iva|vat|ust|ustid|steuernummer|siret|siren|tva|nif|cif|dni|cod(?:ice)?\.? fisc\w*|ean"
    r"|gtin|upc"
    r"|isbn"
    r"|barcode|codice a barre|strichcode|code[- ]barres?|serial\w*|seriennummer|seriale|matricola|s/n|sn|imei|oem|vin"
    r"|ch[aâ]ssis|telaio|fahrgestell\w*|invoice|fattura|rechnung\w*|facture|factura|card|carta|karte|carte|tarjeta"
    r"|konto"
    r"|part (?:no|number)|teilenummer|artikel\w*|modell?\w*|codice articolo|r[ée]f[ée]rence|ref|item|article|artículo"
    r"|order|ordine|bestellung|commande|pedido|orden|customer|kunden\w*|client\w*)\b",
    re.IGNORECASE,
)


class Parcel(NamedTuple):
    """A tracking number at `text[start:end]`; `carrier` is empty when nothing names it."""

    start: int
    end: int
    carrier: str


def parcels(text: str, taken: list[tuple[int, int]]) -> Iterator[Parcel]:
    """Tracking numbers of `text` outside the stretches already `taken`, by shape first and by the words beside them."""
    held = list(taken)
    for shape in STRONG:
        for match in shape.pattern.finditer(text):
            if _free(match, held) and _digits(match.group()) >= 8:
                held.append(match.span())
                yield Parcel(*match.span(), shape.carrier or _carrier_beside(text, match))
    for match in _CANDIDATE.finditer(text):
        if _free(match, held) and _is_parcel(text, match):
            held.append(match.span())
            yield Parcel(*match.span(), _carrier_beside(text, match))


def is_checked(value: str) -> bool:
    """Whether the number carries a check digit that is right (UPS, S10 of the postal union, SSCC of 20 digits)."""
    if re.fullmatch(r"1Z[0-9A-Z]{16}", value):
        digits = [int(char) if char.isdigit() else (ord(char) - 63) % 10 for char in value[2:]]
        return (-sum(d * (2 if i % 2 else 1) for i, d in enumerate(digits[:-1]))) % 10 == digits[-1]
    if re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", value):
        total = sum(int(d) * weight for d, weight in zip(value[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
        return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11) == int(value[10])
    if re.fullmatch(r"00\d{18}", value):
        total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(value[2:-1]))
        return (-total) % 10 == int(value[-1])
    return False


def _free(match: re.Match[str], held: list[tuple[int, int]]) -> bool:
    return all(match.end() <= start or match.start() >= end for start, end in held)


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _is_parcel(text: str, match: re.Match[str]) -> bool:
    digits = _digits(match.group())
    if digits < 8:
        return False
    before, after = text[max(0, match.start() - 48) : match.start()], text[match.end() : match.end() + 24]
    helps = _last(_PARCEL_WORD, before), _last(_CARRIER, before)
    against = _last(_OTHER_WORD, before)
    if max(helps) > against or (against < 0 and (_CARRIER.search(after) or _PARCEL_WORD.search(after))):
        return digits >= 10 or max(helps) >= 0
    lone = " " not in match.group() or re.fullmatch(r"\d{4} \d{4} \d{4}", match.group())
    return against < 0 and 11 <= digits <= 14 and bool(lone)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def _carrier_beside(text: str, match: re.Match[str]) -> str:
    around = text[max(0, match.start() - 60) : match.end() + 40]
    found = _CARRIER.search(around)
    return found["name"].lower() if found else ""
