"""Ways out of a list of messages: an address beside words that say to leave it. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from sportello.compliance.checks.addresses import addresses
from sportello.compliance.checks.findings import Finding, at
from sportello.compliance.judgements import Audience, Context
from sportello.compliance.meaning.judging import meaning_of
from sportello.compliance.written import Written

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


def ways_out(written: Written, context: Context, audience: Audience) -> Sequence[Finding]:
    """Where a text offers to stop such messages: what the head finds, and any address beside words of leaving."""
    found = list(meaning_of("opt_out_link")(written, context, audience))
    for each in addresses(written.plain):
        near = written.around(each.start, each.end, before=1, after=1)
        if _LEAVE.search(written.plain[near.start : near.end]) and not each.is_mail:
            place = at(written, each.start, each.end)
            if not any(other.start < place.end and place.start < other.end for other in found):
                found.append(place)
    return found
