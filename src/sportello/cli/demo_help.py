"""Casa Lume's help centre, as its owner would have set it up: open, with its texts, links and roads."""

from datetime import UTC, datetime

from sportello.business.models import Brand, Calendar
from sportello.knowledge.models import Audience
from sportello.portal import founding
from sportello.portal.models import CentreLink, CentreText, HelpCentre, Road, RoadKind, TextKind
from sportello.portal.roads import laying
from sportello.portal.roads.laying import Wording

from .demo_shop import NAME

SLUG, COLOUR, HELD_OUT = "casa-lume", "#8a3d1b", 10
SHOP = "https://casalume.example"

LEGAL = {
    "it": "Casa Lume S.r.l.\\\nVia dei Vetrai 14, 20154 Milano\\\nPartita IVA IT00000000000",
    "en": "Casa Lume S.r.l.\\\nVia dei Vetrai 14, 20154 Milan, Italy\\\nVAT number IT00000000000",
    "de": "Casa Lume S.r.l.\\\nVia dei Vetrai 14, 20154 Mailand, Italien\\\nUSt-IdNr. IT00000000000",
    "fr": "Casa Lume S.r.l.\\\nVia dei Vetrai 14, 20154 Milan, Italie\\\nNuméro de TVA IT00000000000",
    "es": "Casa Lume S.r.l.\\\nVia dei Vetrai 14, 20154 Milán, Italia\\\nNIF-IVA IT00000000000",
}
PRIVACY = {
    "it": "Usiamo quello che scrivi solo per risponderti. Un cookie ricorda per un giorno che cosa hai letto "
    "qui; non contiene il tuo nome e non lo vede nessun altro. Cancelliamo le visite dopo 90 giorni.",
    "en": "We use what you write only to answer you. One cookie remembers for a day what you read here; it "
    "holds no name, and nobody else sees it. Visits are deleted after 90 days.",
    "de": "Was Sie schreiben, verwenden wir nur für die Antwort. Ein Cookie merkt sich einen Tag lang, was Sie "
    "hier gelesen haben; es enthält keinen Namen, und niemand sonst sieht es. Besuche löschen wir nach 90"
    " Tagen.",
    "fr": "Nous n'utilisons ce que vous écrivez que pour vous répondre. Un cookie retient pendant un jour ce "
    "que vous avez lu ici ; il ne contient aucun nom et personne d'autre ne le voit. Les visites sont "
    "effacées après 90 jours.",
    "es": "Lo que nos escribe lo usamos solo para responderle. Una cookie recuerda durante un día lo que ha "
    "leído aquí; no lleva ningún nombre y nadie más la ve. Borramos las visitas a los 90 días.",
}
LINKS = {"it": "Il negozio", "en": "The shop", "de": "Zum Shop", "fr": "La boutique", "es": "La tienda"}
FOOTER = "Footer of the shop"
INSERT = Wording(
    name="Insert in Amazon parcels",
    language="it",
    headline="",
    words="Inquadra il codice: la risposta è già lì.",
    product=None,
    batch="2026-11",
)


def open_help_centre() -> HelpCentre:
    """The shop's help centre, made and opened the first time."""
    known = HelpCentre.objects.filter(slug=SLUG).first()
    if known is not None:
        return known
    now, brand = datetime.now(UTC), Brand.objects.get(name=NAME)
    centre = founding.found(brand=brand, name=NAME, slug=SLUG, by=None, now=now)
    centre.colour, centre.held_out, centre.calendar = COLOUR, HELD_OUT, Calendar.objects.filter(name="Milano").first()
    centre.save(update_fields=["colour", "held_out", "calendar"])
    for kind, texts in ((TextKind.LEGAL, LEGAL), (TextKind.PRIVACY, PRIVACY)):
        CentreText.objects.bulk_create(
            CentreText(centre=centre, kind=kind, language=language, text=text) for language, text in texts.items()
        )
    CentreLink.objects.bulk_create(
        CentreLink(centre=centre, language=language, label=label, url=f"{SHOP}/{language}")
        for language, label in LINKS.items()
    )
    Road.objects.create(centre=centre, kind=RoadKind.SHOP, name=FOOTER, audience=Audience.SHOP, created_at=now)
    laying.lay(centre, audience=Audience.AMAZON, site="amazon.it", wording=INSERT, by=None, now=now)
    founding.open_to_buyers(centre, by=None, now=now)
    return centre
