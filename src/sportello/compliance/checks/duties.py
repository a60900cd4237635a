"""What a text must say: Amazon's own way in self-service, one sentence in a confirmation. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from sportello.compliance.checks.addresses import addresses
from sportello.compliance.checks.findings import Finding, everywhere
from sportello.compliance.judgements import Audience, Context
from sportello.compliance.written import Written

_IS_ABOUT: Final = re.compile(
    r"\breturn(?:s|ed|ing)?\b|send (?:it|something|an item) back|where is my|track(?:ing)?\b|not arrived"
    r"|deliver(?:y|ed)\b|refund"
    r"|r[ée]tour\w*|renvoyer|rembours\w*|livraison|livr[ée]|suivi\b|colis"
    r"|\bres[oi]\b|restitu\w*|rimbors\w*|consegn\w*|tracci\w*|pacco|spedizion\w*"
    r"|retoure?\w*|rücksend\w*|zurück(?:senden|schicken|geben)|rückgabe|erstatt\w*|liefer\w*|sendung\w*"
    r"|\bpaket\w*|zustell\w*"
    r"|devol(?:ver|uci\w+|ución)|reembols\w*|entrega\w*|seguimiento|paquete|env[ií]o\b",
    re.IGNORECASE,
)
_OFFICIAL_PATHS: Final[Mapping[str, re.Pattern[str]]] = {
    language: re.compile(pattern, re.IGNORECASE)
    for language, pattern in {
        "en": r"your (?:amazon )?orders?\b|order page|return or replace|a-to-z",
        "it": r"(?:i )?(?:miei|tuoi|suoi|vostri) ordini|pagina dell'ordine|restituisci o sostituisci"
        "|a(?:lla)?[- ](?:dalla[- ])?z",
        "de": r"(?:meine|ihre|deine) bestellungen|bestellseite|amazon-bestell\w+|zurücksenden oder ersetzen|a-bis-z",
        "fr": r"vos commandes|mes commandes|page de (?:votre |la )?commande|retourner ou remplacer|de a à z"
        "|garantie a à z",
        "es": r"(?:mis|tus|sus) pedidos|página d(?:e tu|e su|el) pedido|devolver o reemplazar|de la a a la z"
        "|de la a a z",
    }.items()
}
_TOPICS: Final = frozenset({"delivery", "returns"})
_FEWEST_MENTIONS: Final = 2


def missing_official_path(written: Written, context: Context, audience: Audience) -> Sequence[Finding]:
    """The whole text, when it is about delivery or returns and does not name Amazon's own way in its language."""
    if audience is not Audience.AMAZON or not _is_about(written, context):
        return []
    pattern = _OFFICIAL_PATHS.get(context.language[:2].lower())
    patterns = [pattern] if pattern else [*_OFFICIAL_PATHS.values()]
    return [] if any(each.search(written.plain) for each in patterns) else [everywhere(written)]


def confirmation_form(written: Written, context: Context, _audience: Audience) -> Sequence[Finding]:
    """The whole text, unless it is one sentence with one https link and the owner confirmed that it may be sent."""
    links = [each for each in addresses(written.plain) if not each.is_mail]
    is_one = len(written.sentences) == 1 and len(links) == 1 and links[0].scheme == "https"
    return [] if is_one and context.confirmations_permitted else [everywhere(written)]


def _is_about(written: Written, context: Context) -> bool:
    if context.categories:
        return bool(context.categories & _TOPICS)
    first = written.sentences[0] if written.sentences else None
    if first and _IS_ABOUT.search(written.plain[first.start : first.end]):
        return True
    return len(_IS_ABOUT.findall(written.plain)) > _FEWEST_MENTIONS
