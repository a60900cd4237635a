"""The few closed word classes that the review needs in each language: months, weekdays, question words. Pure."""

import re
from typing import Final

LANGUAGES: Final = ("en", "it", "de", "fr", "es")

MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    "it": ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
    "de": ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"),
    "fr": ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
"""How the names of the months begin, January first."""

WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "it": ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}

NEAR: Final[dict[str, dict[str, int]]] = {
    "en": {"today": 0, "yesterday": -1, "tomorrow": 1},
    "it": {"oggi": 0, "stamattina": 0, "ieri": -1, "domani": 1},
    "de": {"heute": 0, "gestern": -1, "morgen": 1, "übermorgen": 2, "vorgestern": -2},
    "fr": {"aujourd'hui": 0, "hier": -1, "demain": 1},
    "es": {"hoy": 0, "ayer": -1, "anteayer": -2},
}
"""Words that name a day from today. The Spanish for tomorrow also means the morning, so it names none."""

MONTH_ENDS: Final[dict[str, str]] = {
    "en": r"end of (?:the )?",
    "it": r"fine (?:di )?",
    "de": r"ende (?:des )?",
    "fr": r"fin (?:du |de |d')?",
    "es": r"(?:fin|finales|final) de ",
}

_ASKED: Final[dict[str, dict[str, str]]] = {
    "en": {
        "when": "when|how long|how soon|how quickly|what day|which day|by what date|date",
        "much": "how much|what.{0,12}cost|price|amount|total",
        "many": "how many|how big|how heavy|how tall|how wide|what size",
        "where": "where|which depot",
        "why": "why|how come|what happened",
        "who": "who|whom|whose",
        "how": "how do|how can|how to|how should|what do i|what should|which way",
    },
    "it": {
        "when": "quando|quanto tempo|fra quanto|entro quanto|che giorno|data|quanto ci mett|in quanto",
        "much": "quanto costa|quanto viene|a quanto|importo|prezzo|quanto mi|totale|che cifra",
        "many": "quanti|quante|quanto pesa|quanto è|misur|che taglia",
        "where": "dove|dov'è|a che punto",
        "why": "perché|come mai|cosa è successo",
        "who": "chi",
        "how": "come faccio|come si|come posso|come|in che modo|cosa devo",
    },
    "de": {
        "when": "wann|wie lange|bis wann|welche[rmn]? tag|datum|wie schnell|dauer",
        "much": "wie viel|wieviel|was kost|preis|betrag|summe|wie hoch",
        "many": "wie viele|wie groß|wie schwer|wie breit|wie hoch|welche größe",
        "where": "wo|wohin|wie weit",
        "why": "warum|wieso|weshalb|was ist passiert",
        "who": "wer|wem|wen",
        "how": "wie|was soll ich|was muss ich",
    },
    "fr": {
        "when": "quand|combien de temps|quel jour|quelle date|délai|sous combien|date",
        "much": "combien|quel prix|montant|coût|coûte|prix",
        "many": "combien de|quelle taille|quelles dimensions|pèse|mesure",
        "where": "où",
        "why": "pourquoi|comment se fait|qu'est-ce qui",
        "who": "qui",
        "how": "comment|que dois-je|que faire|de quelle",
    },
    "es": {
        "when": "cuándo|cuando|cuánto tiempo|qué día|fecha|cuánto tarda|plazo|para cuándo",
        "much": "cuánto cuesta|cuánto me|precio|importe|cuánto es|cuánto val|total",
        "many": "cuántos|cuántas|cuánto pesa|cuánto mide|qué talla|qué medida",
        "where": "dónde|donde|por dónde",
        "why": "por qué|qué ha pasado|qué pasó",
        "who": "quién",
        "how": "cómo|qué hago|qué debo|de qué manera",
    },
}

ASKED: Final = {
    code: {kind: re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE) for kind, words in kinds.items()}
    for code, kinds in _ASKED.items()
}
"""What a question asks for, by its question words."""

_YES: Final[dict[str, str]] = {
    "en": "yes|yep|no|of course|sure|certainly|done|absolutely|unfortunately|sadly|i'm afraid",
    "it": "sì|si|no|certo|certamente|fatto|volentieri|purtroppo|ovviamente",
    "de": "ja|nein|gern|gerne|natürlich|selbstverständlich|klar|erledigt|leider|doch",
    "fr": "oui|non|bien sûr|volontiers|c'est fait|malheureusement|hélas|tout à fait",
    "es": "sí|si|no|claro|por supuesto|hecho|lamentablemente|desde luego|cómo no",
}

YES_OR_NO: Final = {code: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for code, words in _YES.items()}
"""Words by which one agrees, refuses, or says that something is done."""

_PUT_OFF: Final[dict[str, str]] = {
    "en": (
        r"(?:get|come|revert|be) back to you|let you know|look(?:ing)? into|be in touch"
        r"|will (?:write|call|contact|update)"
        r"|checking|find out|escalated|passed (?:this|it|your)|forwarded|wait(?:ing)? (?:for|to hear)|investigat"
        r"|under review|being reviewed|keep you (?:posted|informed|updated)|chase"
        r"|as soon as (?:we|i) (?:know|hear|have)"
    ),
    "it": (
        r"le far(?:ò|emo) sapere|vi far(?:ò|emo) sapere|ti faccio sapere|le faccio sapere|la ricontatt|la aggiorn"
        r"|ti aggiorn|la contatter|le scriver|verific(?:o|hiamo|ando)|sto controlland|stiamo|in corso di"
        r"|ho (?:girato|passato"
        r"|inoltrato)|abbiamo (?:inoltrato|girato|passato)|attend(?:o|iamo)|appena (?:so|sapr|avr"
        r"|possibile)|chied(?:o|erò) (?:a|al|in)"
        r"|riscontro|torno da"
    ),
    "de": (
        r"melde[nt]? (?:mich|uns|sich)|gebe[n]? (?:ihnen|dir) bescheid|sag(?:e|en)? (?:ihnen|dir) bescheid"
        r"|prüfe[nt]?\b"
        r"|klär(?:e|en|t)|kümmer|komm(?:e|en|t) (?:darauf|auf sie|auf dich)|hör(?:en|st) (?:sie|du|von)"
        r"|weitergeleitet"
        r"|weitergegeben|nachfrag|frage .{0,40}nach|nachforschung|in bearbeitung|sobald (?:ich|wir|uns)"
        r"|warte[nt]?\b|rückmeldung"
        r"|erkundig"
    ),
    "fr": (
        r"revien\w* (?:vers|là-dessus)|reviendr|recontact|tien\w* (?:au courant|informé)|vérifi\w+|on regarde"
        r"|je regarde"
        r"|renseign|transmis|dès que (?:je|j'|nous|possible)|dans l'attente|attend(?:s|ons)|écri(?:s|rai|rons|vons)"
        r"|étudi|enquête|se penche|faisons le point|interrog|retour de ma part|vous redi"
    ),
    "es": (
        r"le (?:aviso|avisar|dir|digo|escrib|inform|cuento|contest)\w*|te (?:aviso|avisar|dir|digo|escrib|cuento)\w*"
        r"|consult(?:o|ar|amos|ándolo)|valorando|comprob(?:ando|amos|ar)|revisando"
        r"|en cuanto (?:sep|teng|pued|nos)|estamos en ello"
        r"|nos pondremos|pondrá en contacto|he pasado|hemos pasado|trasladad|esper(?:o|amos|a de)"
        r"|pregunt(?:o|aré|ar)\b|investigaci"
        r"|averigu|lo mir(?:o|amos)"
    ),
}

PUT_OFF: Final = {code: re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE) for code, words in _PUT_OFF.items()}
"""How one says that the answer comes later."""
