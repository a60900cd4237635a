"""What Casa Lume sells."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """One product with its ids everywhere, its price in euro, and its name by language."""

    key: str
    sku: str
    asin: str
    ebay_item: str
    walmart_item: str
    shopify_variant: str
    price: Decimal
    names: dict[str, str]

    def title(self, language: str) -> str:
        """The listing's title."""
        return f"Casa Lume {self.names[language]}"


def _product(key: str, number: int, price: str, it: str, en: str, de: str, fr: str, es: str) -> Product:
    return Product(
        key=key,
        sku=f"CL-{key.upper()[:8].rstrip('-')}-{number:02d}",
        asin=f"B0CLUM{1000 + 37 * number}",
        ebay_item=f"1756{30201990 + 14407 * number}",
        walmart_item=f"5507{101300 + 911 * number}",
        shopify_variant=f"4471{2890013000 + 32771 * number}",
        price=Decimal(price),
        names={"it": it, "en": en, "de": de, "fr": fr, "es": es},
    )


PRODUCTS = {
    product.key: product
    for product in (
        _product("luce", 1, "49.90", "Luce, lampada da tavolo", "Luce table lamp", "Luce Tischlampe",
                 "Luce, lampe de table", "Luce, lámpara de mesa"),
        _product("arco", 2, "129.00", "Arco, lampada da terra", "Arco floor lamp", "Arco Stehlampe",
                 "Arco, lampadaire", "Arco, lámpara de pie"),
        _product("nido", 3, "159.00", "Nido, libreria in rovere", "Nido oak bookshelf", "Nido Bücherregal Eiche",
                 "Nido, bibliothèque en chêne", "Nido, estantería de roble"),
        _product("perno", 4, "34.50", "Perno, appendiabiti da parete", "Perno wall hook rack", "Perno Wandgarderobe",
                 "Perno, patère murale", "Perno, perchero de pared"),
        _product("sella", 5, "79.00", "Sella, sgabello", "Sella stool", "Sella Hocker",
                 "Sella, tabouret", "Sella, taburete"),
        _product("moka", 6, "29.90", "Moka, caffettiera da 6 tazze", "Moka stovetop coffee maker, 6 cups",
                 "Moka Espressokocher, 6 Tassen",
                 "Moka, cafetière italienne 6 tasses", "Moka, cafetera italiana 6 tazas"),
        _product("moka-induzione", 7, "42.00", "Moka Induzione, 4 tazze", "Moka Induzione coffee maker, 4 cups",
                 "Moka Induzione Espressokocher, 4 Tassen", "Moka Induzione, cafetière 4 tasses",
                 "Moka Induzione, cafetera 4 tazas"),
        _product("macina", 8, "54.00", "Macina, macinacaffè manuale", "Macina hand coffee grinder",
                 "Macina Handkaffeemühle", "Macina, moulin à café manuel", "Macina, molinillo de café manual"),
        _product("filo", 9, "69.00", "Filo, lampada a sospensione", "Filo pendant lamp", "Filo Pendelleuchte",
                 "Filo, suspension", "Filo, lámpara colgante"),
        _product("bulbo", 10, "19.90", "Bulbo, lampadina smart E27", "Bulbo smart bulb E27", "Bulbo Smart-Lampe E27",
                 "Bulbo, ampoule connectée E27", "Bulbo, bombilla inteligente E27"),
        _product("tavolino", 11, "89.00", "Tavolino, tavolo d'appoggio", "Tavolino side table",
                 "Tavolino Beistelltisch",
                 "Tavolino, table d'appoint", "Tavolino, mesa auxiliar"),
        _product("guarnizione", 12, "7.90", "Guarnizioni per moka, set da 3", "Gasket set for moka, 3 pieces",
                 "Dichtungen für Moka, 3er-Set", "Joints pour moka, lot de 3", "Juntas para moka, juego de 3"),
    )
}  # fmt: skip
