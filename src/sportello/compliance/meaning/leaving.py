"""Words by which one leaves a list of messages, in five languages. Pure."""

import re
from typing import Final

_LEAVE: Final = re.compile(
    r"unsubscrib|opt[- ]out|off (?:the|our|this) list|stop (?:these|receiving|getting|our)|not to receive|sign off"
    r"|no (?:more|longer)[^.!?]{0,30}(?:messages?|notes?|mails?|hear)|leave (?:the|our|this) list"
    r"|disiscri|cancell(?:arsi|i l'iscrizione)|annull\w+ l'iscrizione|togl(?:ier|er)?si|non ricever|non vuole pi[ùu]"
    r"|esca dalla lista"
    r"|abmeld|abbestell|austrag|trag\w+ (?:sie )?sich\b[^.!?]{0,20}\baus\b|nicht mehr (?:erhalten|anschreiben)"
    r"|keine? (?:weitere[nr]? |mehr )?(?:post|nachricht)|von der liste"
    r"|désinscri|désabonn|ne (?:plus|pas) (?:le |les |en )?(?:recevoir|être contacté)|ne voulez plus"
    r"|sort\w+ de la liste"
    r"|dar(?:se|te)? de baja|d[ée]se de baja|no recibir|dejar de recibir|b[óo]rr\w+ de la lista"
    r"|cancel\w+ la suscripci|\bbajas?\.|no quiere saber m[áa]s",
    re.IGNORECASE,
)


def says_to_leave(text: str) -> bool:
    """Whether a stretch of text speaks of receiving no more such messages."""
    return _LEAVE.search(text) is not None
