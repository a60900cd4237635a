"""Casa Lume's help centre: its policy facts, and the starter articles filled and published."""

from datetime import UTC, date, datetime

from sportello.accounts.models import Agent
from sportello.business.models import PolicyFact
from sportello.business.policy import stating
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind, Stored
from sportello.knowledge import completing, publishing, starting
from sportello.knowledge.models import Edition
from sportello.knowledge.publishing import CannotPublish
from sportello.knowledge.search import storing

from .progress import Bar

SINCE = date(2026, 1, 1)

FACTS: dict[str, tuple[Kind, Stored]] = {
    "return_window": (Kind.DAYS, {"count": 30}),
    "return_address": (Kind.ADDRESS, {"lines": ["Casa Lume, resi", "Via dei Vetrai 14", "20154 Milano", "Italia"]}),
    "return_costs": (Kind.TEXT, {
        "en": "We pay the return label.", "it": "L'etichetta di reso la paghiamo noi.",
        "de": "Das Rücksendeetikett zahlen wir.", "fr": "L'étiquette de retour est à notre charge.",
        "es": "La etiqueta de devolución la pagamos nosotros."}),
    "who_refunds": (Kind.TEXT, {
        "en": "The money comes back the way it was paid.", "it": "Il rimborso arriva con lo stesso mezzo di pagamento.",
        "de": "Das Geld kommt auf demselben Weg zurück, auf dem gezahlt wurde.",
        "fr": "Le remboursement arrive par le moyen de paiement utilisé.",
        "es": "El dinero vuelve por el mismo medio de pago."}),
    "refund_days": (Kind.DAYS, {"count": 5}),
    "warranty": (Kind.MONTHS, {"count": 24}),
    "warranty_terms": (Kind.TEXT, {
        "en": "It covers faults of material and making, not wear or damage by use.",
        "it": "Copre i difetti di materiale e di fabbricazione, non l'usura o i danni d'uso.",
        "de": "Sie gilt für Material- und Herstellungsfehler, nicht für Abnutzung oder Schäden durch Gebrauch.",
        "fr": "Elle couvre les défauts de matière et de fabrication, pas l'usure ni les dégâts liés à l'usage.",
        "es": "Cubre los defectos de material y de fabricación, no el desgaste ni los daños por el uso."}),
    "handling_days": (Kind.DAYS, {"count": 2}),
    "delivery_days": (Kind.DAYS, {"count": 4}),
    "free_shipping_from": (Kind.MONEY, {"amount": "49.00", "currency": "EUR"}),
    "hours": (Kind.TEXT, {
        "en": "Monday to Friday, 9 to 13 and 14 to 18", "it": "dal lunedì al venerdì, 9-13 e 14-18",
        "de": "Montag bis Freitag, 9 bis 13 und 14 bis 18 Uhr",
        "fr": "du lundi au vendredi, de 9 h à 13 h et de 14 h à 18 h",
        "es": "de lunes a viernes, de 9 a 13 y de 14 a 18"}),
    "invoice_days": (Kind.DAYS, {"count": 3}),
}  # fmt: skip
_PLACES: dict[str, dict[str, str]] = {
    "fill.carriers": dict.fromkeys(("en", "it", "de", "fr", "es"), "BRT, GLS, DHL"),
    "fill.company": dict.fromkeys(("en", "it", "de", "fr", "es"), "Casa Lume S.r.l."),
    "fill.payment_methods": {
        "en": "Visa, Mastercard, PayPal and Apple Pay", "it": "Visa, Mastercard, PayPal e Apple Pay",
        "de": "Visa, Mastercard, PayPal und Apple Pay", "fr": "Visa, Mastercard, PayPal et Apple Pay",
        "es": "Visa, Mastercard, PayPal y Apple Pay"},
    "fill.sizes": {
        "en": "Lampshades are named by their widest diameter in centimetres.",
        "it": "I paralumi prendono il nome dal diametro più largo, in centimetri.",
        "de": "Lampenschirme heißen nach ihrem größten Durchmesser in Zentimetern.",
        "fr": "Les abat-jour portent le nom de leur plus grand diamètre, en centimètres.",
        "es": "Las pantallas se nombran por su diámetro mayor, en centímetros."},
}  # fmt: skip


def publish_articles(by: Agent) -> None:
    """State what Casa Lume promises, and publish the starter articles with it, ready to be found; what is there already
    is left alone."""
    now = datetime.now(UTC)
    _state_facts(by, now)
    if not starting.lay_out(by=by, now=now):
        return
    for place, words in _PLACES.items():
        for language, text in words.items():
            completing.complete(place=place, language=language, words=text, by=by, now=now)
    drafts = Edition.objects.at_work().with_texts().filter(published=None).order_by("pk")
    with Bar(total=len(drafts), what="articles published") as bar:
        for edition in drafts:
            _publish(edition, by, now)
            bar.step()
    while storing.make_ready(now=datetime.now(UTC), most=storing.AT_ONCE):
        continue


def _state_facts(by: Agent, now: datetime) -> None:
    stated = set(PolicyFact.objects.stated().values_list("key", flat=True))
    for key, (kind, value) in FACTS.items():
        if key not in stated:
            stating.state(fact=Fact(key, kind, value, SINCE), by=by, now=now)


def _publish(edition: Edition, by: Agent, now: datetime) -> None:
    """A text that a rule of today keeps back stays a draft, and stands among what to look after."""
    assert edition.latest is not None
    try:
        publishing.publish(version=edition.latest, by=by, now=now)
    except CannotPublish as kept_back:
        print(f"  {edition} stays a draft: {kept_back}")
