"""The courtesy notices that an installation starts with, until somebody words them otherwise. Pure.

They name no marketplace and no channel, so that one wording suits every audience, and read well without a name and
without an order number (see `wording`).
"""

from collections.abc import Mapping

NOTICES: Mapping[str, str] = {
    "en": (
        "Hello[ {name}],\n\n"
        "thank you for your message[ about order {order}]; we have received it. You had already written to us about "
        "this, and we have answered you there, in your original conversation. Please have a look at it: you need not "
        "do anything else.\n\n"
        "Kind regards"
    ),
    "de": (
        "Guten Tag[ {name}],\n\n"
        "vielen Dank für Ihre Nachricht[ zur Bestellung {order}], sie ist bei uns angekommen. Sie hatten uns dazu "
        "bereits geschrieben, und dort, in Ihrer ursprünglichen Unterhaltung, haben wir Ihnen geantwortet. Bitte sehen "
        "Sie dort nach; mehr brauchen Sie nicht zu tun.\n\n"
        "Freundliche Grüße"
    ),
    "it": (
        "Buongiorno[ {name}],\n\n"
        "grazie del messaggio[ sull'ordine {order}], lo abbiamo ricevuto. Ci aveva già scritto per lo stesso motivo e "
        "le abbiamo risposto lì, nella conversazione originale. La invitiamo a leggere quella risposta: non serve "
        "fare altro.\n\n"
        "Cordiali saluti"
    ),
    "fr": (
        "Bonjour[ {name}],\n\n"
        "merci pour votre message[ au sujet de la commande {order}], nous l'avons bien reçu. Vous nous aviez déjà "
        "écrit à ce sujet et nous vous avons répondu dans votre conversation d'origine. Nous vous invitons à y lire "
        "notre réponse ; vous n'avez rien d'autre à faire.\n\n"
        "Cordialement"
    ),
    "es": (
        "Hola[, {name}]:\n\n"
        "gracias por su mensaje[ sobre el pedido {order}]; lo hemos recibido. Ya nos había escrito por este motivo y "
        "le hemos respondido allí, en su conversación original. Le invitamos a leer esa respuesta; no tiene que hacer "
        "nada más.\n\n"
        "Un saludo"
    ),
}
