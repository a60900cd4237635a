"""What carriers write about a scan, by language."""

WORDS = {
    "it": {
        "info_received": "Spedizione registrata",
        "in_transit": "In transito",
        "out_for_delivery": "In consegna",
        "available_for_pickup": "Disponibile per il ritiro",
        "attempt_failed": "Destinatario assente",
        "delivered": "Consegnata",
        "exception": "In giacenza, indirizzo da verificare",
        "returning": "In restituzione al mittente",
    },
    "de": {
        "info_received": "Sendung elektronisch angekündigt",
        "in_transit": "In der Zustellregion unterwegs",
        "out_for_delivery": "In Zustellung",
        "available_for_pickup": "Zur Abholung bereit",
        "attempt_failed": "Empfänger nicht angetroffen",
        "delivered": "Zugestellt",
        "exception": "Sendung wird überprüft",
        "returning": "Rücksendung an den Absender",
    },
    "fr": {
        "info_received": "Colis annoncé",
        "in_transit": "En cours d'acheminement",
        "out_for_delivery": "En cours de livraison",
        "available_for_pickup": "Disponible au point de retrait",
        "attempt_failed": "Destinataire absent",
        "delivered": "Livré",
        "exception": "Colis retardé, adresse à vérifier",
        "returning": "Retour à l'expéditeur",
    },
    "es": {
        "info_received": "Envío prerregistrado",
        "in_transit": "En tránsito",
        "out_for_delivery": "En reparto",
        "available_for_pickup": "Disponible para recoger",
        "attempt_failed": "Destinatario ausente",
        "delivered": "Entregado",
        "exception": "Incidencia en la dirección",
        "returning": "En devolución al remitente",
    },
    "en": {
        "info_received": "Shipment information received",
        "in_transit": "In transit",
        "out_for_delivery": "Out for delivery",
        "available_for_pickup": "Ready to collect",
        "attempt_failed": "Nobody was in",
        "delivered": "Delivered",
        "exception": "Delayed, address query",
        "returning": "Returning to sender",
    },
}


def scan_words(state: str, language: str) -> str:
    """The carrier's words for a state, "" when it writes none."""
    return WORDS[language].get(state, "")
