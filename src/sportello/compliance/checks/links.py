"""Links: what may stand in a text for a marketplace's buyers, and what leads away from it. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from sportello.carriers.pages import carrier_at
from sportello.compliance.checks.addresses import Address, addresses
from sportello.compliance.checks.findings import Finding, at
from sportello.compliance.judgements import Audience, Context, Kind
from sportello.compliance.written import Written

_SITES: Final = r"com|it|de|fr|es|co\.uk|nl|be|se|pl|ie|ca|com\.mx|com\.be|com\.tr|at|ch"
OWN_HOSTS: Final = {
    Audience.AMAZON: re.compile(rf"(?:[a-z0-9-]+\.)*amazon\.(?:{_SITES})|amzn\.(?:to|eu|com)|a\.co"),
    Audience.EBAY: re.compile(rf"(?:[a-z0-9-]+\.)*ebay\.(?:{_SITES})|ebay\.to"),
    Audience.WALMART: re.compile(r"(?:[a-z0-9-]+\.)*walmart\.(?:com|ca|com\.mx)|w-mt\.co"),
}
"""The hosts of each marketplace; nothing else that only looks like one."""

# What a page is for that helps a sale on eBay along: setting the day, following, papers that belong to the thing.
_HELPS: Final = re.compile(
    r"slot|book(?:ing)? (?:a|the|your) (?:day|time|delivery)|delivery (?:day|date|time|window)|haul|pallet"
    r"|freight|carrier|courier|track"
    r"|spedition|termin|avis|zustell|liefertag|sendung|abhol|frachtf"
    r"|cr[ée]neau|rendez-vous|transporteur|livraison|suivi|enl[èe]vement"
    r"|\bcita\b|transportista|agencia|\bentrega|\brecogida|seguimiento|pal[ée]"
    r"|corriere|consegna|appuntamento|ritiro|spedizion|tracciar|prenot",
    re.IGNORECASE,
)


def external_links(written: Written, context: Context, audience: Audience) -> Sequence[Finding]:
    """Addresses of pages that a text for this marketplace must not hold."""
    found = [each for each in addresses(written.plain) if not each.is_mail]
    return [at(written, each.start, each.end) for each in found if not _may_stand(each, written, context, audience)]


def is_allowed(address: Address, audience: Audience) -> bool:
    """Whether an address is one of the marketplace's own, or a known carrier's, and nothing spied on the way there."""
    if address.scheme == "http":
        return False
    own = OWN_HOSTS.get(audience)
    return bool(own and own.fullmatch(address.host)) or bool(carrier_at(address.host))


def mail_addresses(written: Written, _context: Context, _audience: Audience) -> Sequence[Finding]:
    """Mail addresses, however they are disguised."""
    return [at(written, each.start, each.end) for each in addresses(written.plain) if each.is_mail]


def _may_stand(address: Address, written: Written, context: Context, audience: Audience) -> bool:
    if is_allowed(address, audience):
        return True
    if context.kind is Kind.CONFIRMATION and context.confirmations_permitted:
        return address.scheme == "https" and address.host in context.help_centre_hosts
    if context.kind is Kind.INSERT and address.host in context.help_centre_hosts:
        return True
    if audience is Audience.EBAY and address.scheme == "https":
        near = written.around(address.start, address.end)
        said = written.plain[near.start : address.start] + written.plain[address.end : near.end]
        return bool(_HELPS.search(said))
    return False
