"""Mail addresses: whose mailbox may it be, and how two addresses compare. Pure."""

import re
from functools import lru_cache

from .spelling import distance, has_same_letters

# Local parts behind which several people read (RFC 2142 names some; the others are what firms use).
_SHARED_WORDS = (
    "abuse accounting accounts admin administration amministrazione assistenza atencion bestellung billing booking "
    "buchhaltung buero comercial commande compras compta comptabilite contabilidad contact contacto contatti "
    "direction direzione einkauf facturacion fatture finance hello hola hostmaster hr info information kontakt "
    "logistica logistics logistik magazzino mail marketing newsletter noreply office oficina orders ordini pedidos "
    "post postmaster press purchasing rechnung reception rezeption root sales secretariat segreteria sekretariat "
    "service shop staff support team ufficio vendite ventas verkauf vertrieb verwaltung webmaster welcome "
    "famiglia famille familia familie family haushalt"
)
_SHARED = frozenset(_SHARED_WORDS.split())
_FAMILY = re.compile(
    r"^(?:famiglia|famille|familie|family)[._-]?[a-z]{3,}$|^(?:familia|fam|los|les|the)[._-][a-z]{3,}$"
)
_FREE = re.compile(
    r"^(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|mac|aol|gmx|web|t-online|freenet|posteo|"
    r"mailbox|libero|virgilio|alice|tiscali|tin|fastwebnet|orange|wanadoo|free|laposte|sfr|bbox|neuf|telefonica|terra|"
    r"btinternet|sky|talktalk|virginmedia|proton|protonmail|pm|mail|zoho|yandex|comcast|verizon|att|example)"
    r"(?:\.(?:com|net|org|eu|it|de|fr|es|ch|at|co\.uk|uk|me))$"
)
_RELAYS = ("marketplace.amazon.", "relay.walmart.com", "members.ebay.", "privaterelay.appleid.com", "reply.ebay.")
LONG_ENOUGH = 10
LONG_ENOUGH_WORD = 7
NEAR = 2


def canonical(address: str) -> str:
    """An address as it is compared: small letters, no blanks, without what follows a plus sign; "" when it is none."""
    local, at, domain = "".join(address.split()).lower().rpartition("@")
    if not at or not local or not domain:
        return ""
    local = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


@lru_cache(maxsize=65536)
def is_shared(address: str) -> bool:
    """Whether several people may read this mailbox: info@, office@, a family's, also with a slip of the hand."""
    local = re.split(r"[-._0-9]", address.partition("@")[0])[0]
    whole = address.partition("@")[0].rstrip("0123456789")
    if whole in _SHARED or local in _SHARED or _FAMILY.match(whole):
        return True
    return len(whole) >= LONG_ENOUGH_WORD and any(distance(whole, word, 1) == 1 for word in _SHARED)


def is_relay(address: str) -> bool:
    """Whether a marketplace or a provider hides the buyer's own address behind this one."""
    return any(host in address.rpartition("@")[2] + "." for host in _RELAYS)


def is_free(domain: str) -> bool:
    """Whether anybody may have an address there, so that sharing the domain says nothing."""
    return bool(_FREE.match(domain))


def is_misspelled(one: str, other: str) -> bool:
    """Whether one address may be the other with slips of the hand. Another digit is another mailbox."""
    if min(len(one), len(other)) < LONG_ENOUGH:
        return distance(one, other, 1) == 1 and _digits(one) == _digits(other)
    if distance(one, other, NEAR) <= NEAR:
        return _digits(one) == _digits(other)
    return has_same_letters(one, other, but=1)


def _digits(address: str) -> str:
    return "".join(c for c in address.partition("@")[0] if c.isdigit())
