"""Where a parcel is, in words for buyers, in the five languages; each completes "Your parcel is …". Pure."""

from collections.abc import Mapping

from sportello.carriers.states import State

_WORDS: Mapping[State, Mapping[str, str]] = {
    State.INFO_RECEIVED: {
        "en": "announced to the carrier",
        "it": "annunciato al corriere",
        "de": "beim Paketdienst angekündigt",
        "fr": "annoncé au transporteur",
        "es": "anunciado al transportista",
    },
    State.IN_TRANSIT: {
        "en": "on its way",
        "it": "in viaggio",
        "de": "unterwegs",
        "fr": "en cours d'acheminement",
        "es": "en camino",
    },
    State.OUT_FOR_DELIVERY: {
        "en": "out for delivery today",
        "it": "in consegna oggi",
        "de": "heute in der Zustellung",
        "fr": "en cours de livraison aujourd'hui",
        "es": "en reparto hoy",
    },
    State.AVAILABLE_FOR_PICKUP: {
        "en": "ready to be picked up",
        "it": "pronto per il ritiro",
        "de": "abholbereit",
        "fr": "prêt à être retiré",
        "es": "listo para recoger",
    },
    State.ATTEMPT_FAILED: {
        "en": "still with the carrier after a delivery attempt that did not succeed",
        "it": "ancora presso il corriere dopo un tentativo di consegna non riuscito",
        "de": "nach einem erfolglosen Zustellversuch noch beim Paketdienst",
        "fr": "encore chez le transporteur après une tentative de livraison infructueuse",
        "es": "todavía en manos del transportista tras un intento de entrega fallido",
    },
    State.DELIVERED: {
        "en": "delivered",
        "it": "consegnato",
        "de": "zugestellt",
        "fr": "livré",
        "es": "entregado",
    },
    State.EXCEPTION: {
        "en": "held up by the carrier",
        "it": "fermo presso il corriere",
        "de": "beim Paketdienst aufgehalten",
        "fr": "retenu chez le transporteur",
        "es": "retenido por el transportista",
    },
    State.RETURNING: {
        "en": "on its way back to us",
        "it": "in viaggio verso di noi, di ritorno",
        "de": "auf dem Rückweg zu uns",
        "fr": "en cours de retour vers nous",
        "es": "de vuelta hacia nosotros",
    },
    State.EXPIRED: {
        "en": "without news from the carrier for a long time",
        "it": "senza notizie del corriere da molto tempo",
        "de": "seit längerer Zeit ohne Nachricht vom Paketdienst",
        "fr": "sans nouvelles du transporteur depuis longtemps",
        "es": "sin noticias del transportista desde hace tiempo",
    },
}


def parcel_words(state: str, language: str) -> str:
    """The state in words of the language, English where we do not speak it; "" for a state that says nothing."""
    words = _WORDS.get(State(state), {}) if state in set(State) else {}
    return words.get(language[:2].lower()) or words.get("en", "")
