"""Amazon's marketplaces, as its interface names them."""

from dataclasses import dataclass

from sportello.sandbox.shop.sites import MARKETPLACE_IDS


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One site: `name` such as "Amazon.it", `locale` the language most of its buyers read (BCP 47)."""

    id: str
    name: str
    country: str
    currency: str
    locale: str

    @property
    def site(self) -> str:
        """What the world calls it, such as "amazon.it"."""
        return self.name.lower()


MARKETPLACES = {
    row[0]: Marketplace(*row)
    for row in (
        ("APJ6JRA9NG5V4", "Amazon.it", "IT", "EUR", "it-IT"),
        ("A1PA6795UKMFR9", "Amazon.de", "DE", "EUR", "de-DE"),
        ("A13V1IB3VIYZZH", "Amazon.fr", "FR", "EUR", "fr-FR"),
        ("A1RKKUPIHCS9HS", "Amazon.es", "ES", "EUR", "es-ES"),
        ("A1F83G8C2ARO7P", "Amazon.co.uk", "GB", "GBP", "en-GB"),
        ("ATVPDKIKX0DER", "Amazon.com", "US", "USD", "en-US"),
        ("A2EUQ1WTGCTBG2", "Amazon.ca", "CA", "CAD", "en-CA"),
        ("A2Q3Y263D00KWC", "Amazon.com.br", "BR", "BRL", "pt-BR"),
        ("A1805IZSGTT6HS", "Amazon.nl", "NL", "EUR", "nl-NL"),
        ("AMEN7PMS3EDWL", "Amazon.com.be", "BE", "EUR", "fr-BE"),
        ("A33AVAJ2PDY3EV", "Amazon.com.tr", "TR", "TRY", "tr-TR"),
        ("A1VC38T7YXB528", "Amazon.co.jp", "JP", "JPY", "ja-JP"),
    )
}
BY_SITE = {marketplace.site: marketplace for marketplace in MARKETPLACES.values()}
OURS = tuple(MARKETPLACES[marketplace_id] for marketplace_id in MARKETPLACE_IDS.values())
