"""What a mail that a marketplace or payment service itself sends is about.

Evidence is added up over subject and body, because the same word means different things in different places: a
customer-service contact warns of claims, a return notice of refunds, and a refund notice speaks of returns.
"""

import re
from dataclasses import dataclass

from sportello.channels.inbound import MailKind

from .scorer import load

_ENOUGH = 2.0
_LEAST, _MOST = -2.0, 4.0
"""Words may outvote the rules that found nothing, and be outvoted by two that found something."""

_A_TO_Z = r"a[- ](?:to|bis|à|a)[- ]z|a(?:lla)? a alla z|(?:la )?a a la z|garan\w+ (?:de )?a (?:à|a) z|a\s?-\s?z"
_CLAIM = re.compile(
    rf"{_A_TO_Z}|charge-?back|rückbuchung|rückbelastung|rétrofacturation|contracargo"
    r"|contestazione (?:di|dell') addebito"
    r"|\bdisputed?\b|\bdispute\b|\bstreitfall|\bkonfliktlösung|konflikt eröffnet|\blitige\b|\bdisputa\b"
    r"|\bcontroversia\b"
    r"|contestazione|opened a case|case (?:has been )?opened|open(?:ed)? case|fall (?:wurde )?(?:er|ge)öffnet"
    r"|einen fall"
    r"|hat einen fall|ouvert un dossier|dossier (?:a été )?ouvert|aperto (?:un caso|una)|caso aperto|abierto un caso"
    r"|caso abierto|reclamaci[oó]n|réclamation|reclamo\b|garantieantrag|käuferschutz|item not received|not as described"
    r"|nicht wie beschrieben|nicht erhalten\b|non reçu|non ricevuto|no recibido|not received|request (?:was "
    r"|has been )?escalated",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"return (?:authori[sz]ation )?request|return requested|requested (?:a |to )?return|wants to return"
    r"|return (?:was |has been )?"
    r"(?:initiated|opened|started)|started a return|authori[sz]e (?:the |this |a )?return"
    r"|rücksende?(?:antrag|genehmigung|anfrage)|rückgabe(?:antrag|anfrage| beantragt| gewünscht)"
    r"|rücksendung (?:wurde )?(?:beantragt|angefragt)"
    r"|möchte .{0,40}zurück(?:geben|senden)|antrag auf rück|rückgabe(?:wunsch|gesuch)|(?:eine )?rück(?:gabe"
    r"|sendung) (?:angefordert|eröffnet|eingeleitet)"
    r"|richiesta di (?:autorizzazione (?:al|di|per il) )?(?:reso|restituzione)|autorizzazione al reso"
    r"|reso richiesto|ha (?:richiesto|chiesto) (?:un|il|di) "
    r"(?:reso|restituire|rendere)|vuole (?:restituire|rendere)|(?:richiesto|aperto|avviato) un reso|richiesta di rest"
    r"|demande (?:d'autorisation )?de retour|autorisation de retour|retour demandé|demandé (?:un|le) retour"
    r"|souhaite (?:retourner|renvoyer)"
    r"|solicitud de (?:autorizaci[oó]n de )?devoluci[oó]n|devoluci[oó]n solicitada|ha solicitado (?:una "
    r"|la )?devol|solicitado una devoluci|quiere devolver",
    re.IGNORECASE,
)
_NOT_RECEIVED = re.compile(
    r"(?:not|never|n't|nicht|nie|jamais|pas|non|mai|nunca|no) .{0,25}(?:receiv|arriv|erhalten|angekommen"
    r"|bekommen|reçu|ricevut|recibid|llegad)"
    r"|(?:receiv|arriv|erhalten|bekommen|ricevut|recibid|llegad)\w{0,4} (?:nicht|no\b)|as described|beschreib"
    r"|conforme|descrip|descrizion",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"open|filed|submitted|started|aper[t]|apri|avviat|presentat|segnalat|eröffne|geöffnet|gestellt"
    r"|eingereicht|gemeldet|ouvert|ouvre|déposé"
    r"|signalé|abiert|abri|presentad|iniciad|comunicad",
    re.IGNORECASE,
)
_RETURN_STEM = re.compile(
    r"return|\breso\b|restitu|\brendere|rückgabe|rücksend|zurück(?:geb|send)|retour|renvoy|devol", re.IGNORECASE
)
_ASKED = re.compile(
    r"request|ask|want|would like|open|start|richie|chie[ds]|vuole|desidera|avviat|apert|autorizz|ang[e]?fr"
    r"|anfrag|antrag|möchte|gewünscht|wünscht"
    r"|eröffnet|genehmig|demand|souhait|veut|ouvert|autoris|solicit|quiere|desea|pid|abiert|autoriz|inici",
    re.IGNORECASE,
)
_REFUND = re.compile(r"refund|rimbors|erstatt|rembours|reembols", re.IGNORECASE)
_REFUND_DONE = re.compile(
    r"refund (?:has been |was )?(?:issued|initiated|processed|sent|completed|confirmation|notification)"
    r"|(?:issued|initiated|sent|processed)"
    r" (?:a|the|your)? ?(?:full |partial )?refund|(?:was|been) refunded|you(?:'ve| have)? refunded"
    r"|refund (?:total|amount|details)|total refund"
    r"|rimborso (?:è stato )?(?:emesso|effettuato|avviato|inviato|elaborato|disposto|eseguito)|(?:emesso"
    r"|effettuato|avviato|inviato|disposto|eseguito)"
    r" (?:un|il) rimborso|importo (?:del rimborso|rimborsato)|è stato rimborsato|hai rimborsato"
    r"|avviso di rimborso|conferma (?:di|del) rimborso"
    r"|erstattung (?:wurde )?(?:.{0,50}(?:veranlasst|ausgestellt|vorgenommen|gesendet|eingeleitet|ausgeführt"
    r"|durchgeführt))|erstattungsbetrag|rückerstattung"
    r"|erstattet\b|erstattung für|erstattungsbestätigung"
    r"|remboursement (?:a été |vient d'être )?(?:émis|effectué|initié|envoyé|lancé|traité|accordé)|(?:émis"
    r"|effectué|initié|envoyé) (?:un|le) remboursement"
    r"|montant (?:du remboursement|remboursé)|a été remboursé|avis de remboursement|remboursement (?:pour"
    r"|de) (?:la |votre )?commande"
    r"|reembolso (?:se ha |ha sido |fue )?(?:emitido|efectuado|realizado|iniciado|enviado|tramitado)"
    r"|(?:emitido|efectuado|realizado|hecho|tramitado)"
    r" (?:un|el) reembolso|importe (?:del reembolso|reembolsado)|ha sido reembolsado|aviso de reembolso"
    r"|reembolso del pedido",
    re.IGNORECASE,
)
_YOU_REFUNDED = re.compile(
    r"^(?:you|hai|sie haben|vous avez|has) .{0,30}(?:refund|rimbors|erstatt|rembours|reembols)"
    r"|(?:refunded|rimborsato|erstattet|remboursée?|reembolsado)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"contacted by (?:a|one of|the|your) (?:\w+ )?(?:customer|buyer)|(?:customer"
    r"|buyer) (?:has )?contacted (?:us|amazon)|(?:inquiry|enquiry) from one of our "
    r"customers|on behalf of (?:a|the|your) (?:customer|buyer)|(?:customer|buyer) (?:has )?(?:asked|called"
    r"|reached out to) us|needs your help|needs help with"
    r"|(?:kunde|käufer|kundin) (?:hat )?(?:uns|sich|amazon).{0,80}(?:kontaktiert|gewandt|gemeldet|gebeten)"
    r"|von einem (?:kunden|käufer) kontaktiert"
    r"|anfrage eines unserer kunden|braucht ihre hilfe|kontaktaufnahme eines kunden|(?:im namen"
    r"|im auftrag) (?:eines|des) (?:kunden|käufers)"
    r"|(?:cliente|acquirente) (?:ci|si|ha) .{0,30}contatta|contattati da (?:un|uno|una)|richiesta da (?:un"
    r"|uno dei) nostr|ha bisogno del (?:tuo|suo|vostro) aiuto"
    r"|richiesta di (?:un|uno dei) (?:nostri )?client|per conto (?:di un|del) (?:cliente|acquirente)|si è rivolto a noi"
    r"|(?:client|acheteur|cliente) (?:nous|a) .{0,30}contact|contactés par (?:un|une|l')"
    r"|demande de l'un de nos clients|a besoin de votre aide"
    r"|au nom (?:d'un|du) (?:client|acheteur)|s'est adressé à nous"
    r"|(?:cliente|comprador) (?:se ha|se|nos|ha) .{0,30}contact|consulta de uno de nuestros|necesita tu ayuda"
    r"|necesita su ayuda|nos ha contactado"
    r"|nos ha pedido|en nombre (?:de un|del) (?:cliente|comprador)|(?:service|servicio|servizio"
    r"|service client|kundenservice|customer service).{0,40}"
    r"(?:message|mensaje|messaggio|nachricht)|(?:message|mensaje|messaggio|nachricht) (?:from|de|dal"
    r"|vom) .{0,30}(?:service|servizio|kundenservice|atenci[oó]n al cliente)",
    re.IGNORECASE,
)
_SERVICE_DESK = re.compile(
    r"cust\.?service|merch\.?service|customer-?service|kundenservice|cs-reply|seller-?contact", re.IGNORECASE
)
_CLAIM_DESK = re.compile(r"a-?to-?z|guarantee|chargeback|dispute|garantie", re.IGNORECASE)
_UNDELIVERED = re.compile(
    r"(?:unable to deliver|could ?n[o']t (?:be )?deliver(?:ed)?|was not delivered|not been delivered"
    r"|undeliverable|failed to deliver).{0,80}"
    r"(?:message|e-?mail)|(?:message|e-?mail)(?! from).{0,60}(?:could not be|was not|not been|cannot be"
    r"|couldn't be) (?:delivered|sent)"
    r"|(?:nachricht|e-?mail).{0,80}(?:nicht (?:zugestellt|zustellen|übermittelt|gesendet)|unzustellbar)"
    r"|(?:messaggio|e-?mail).{0,80}(?:non (?:è stato|può essere|è stata|abbiamo potuto"
    r"|siamo riusciti).{0,30}(?:consegna|recapita|invia))"
    r"|non (?:è stato possibile|abbiamo potuto|siamo riusciti a).{0,20}(?:consegnare|recapitare"
    r"|inviare).{0,30}(?:messaggio|e-?mail)"
    r"|(?:message|e-?mail).{0,60}n'a pas pu être (?:remis|livré|distribué|envoyé|transmis)"
    r"|n'avons pas pu (?:remettre|livrer|distribuer|envoyer|transmettre).{0,30}"
    r"(?:message|e-?mail)|(?:mensaje|correo).{0,60}no (?:se )?(?:ha|pudo"
    r"|pudimos) (?:podido )?(?:ser )?(?:entreg|envia)|no (?:hemos|se ha|pudimos|se pudo) "
    r"(?:podido )?(?:entregar|enviar).{0,30}(?:mensaje|correo)",
    re.IGNORECASE | re.DOTALL,
)
_SETTLED = re.compile(
    r"closed|resolved|decided|withdrawn|denied|in your favou?r|geschlossen|abgeschlossen|entschieden"
    r"|zurückgezogen|abgelehnt|zu ihren gunsten|chius[ao]|risolt[ao]"
    r"|ritirat[ao]|respint[ao]|a tuo favore|clos|clôturé|résolue?|retirée?|rejetée?|en votre faveur"
    r"|cerrad[ao]|resuelt[ao]|retirad[ao]|denegad[ao]|a tu favor",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"policy|policies|program(?:me)? update|news|changes? to|update to our|richtlinie|änderung|neuerung"
    r"|politica|politiche|novità|modifiche|aggiornament|politique"
    r"|règlement|évolution|nouveaut|política|cambios|novedades|webinar|tips|report|bericht|rapporto|rapport"
    r"|informe|summary|zusammenfassung|riepilogo|résumé|resumen",
    re.IGNORECASE,
)
_OPT_OUT = re.compile(
    r"opt(?:ed)?[- ]?out|unsolicited|disattivat|scelto di non ricevere|non ricevere (?:più )?messaggi"
    r"|abbestellt|nicht (?:mehr )?erhalten möchte|unaufgefordert"
    r"|keine (?:unaufgeforderten )?nachrichten|choisi de ne (?:pas|plus) recevoir|non sollicité"
    r"|refusé de recevoir|optado por no recibir|no deseados|no solicitados",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A marketplace's mail as text: its subject, its body, the local part of its sender, the order numbers in it."""

    subject: str
    body: str
    sender: str = ""
    order_ids: tuple[str, ...] = ()


def notice_kind(notice: Notice) -> MailKind:
    """What a mail sent by a marketplace itself is about; `MARKETPLACE_MAIL` when it is none of the particular kinds.

    A claim, return or refund concerns an order or case, so mail that only explains policies stays marketplace mail.
    """
    if undelivered(notice):
        return MailKind.BOUNCE
    body = notice.body[:6000]
    scores: dict[MailKind, float] = {
        MailKind.CLAIM: _claim(notice, body),
        MailKind.RETURN_REQUEST: _return(notice, body),
        MailKind.REFUND_NOTICE: _refund(notice, body),
        MailKind.SERVICE_NOTICE: _contact(notice, body),
    }
    if not notice.order_ids and _POLICY.search(notice.subject):
        return MailKind.MARKETPLACE_MAIL
    words = load("notices").scores(notice.subject, body)
    for kind in scores:
        scores[kind] += max(_LEAST, min(_MOST, words[kind.value] - words[MailKind.MARKETPLACE_MAIL.value]))
    kind, score = max(scores.items(), key=lambda pair: pair[1])
    return kind if score >= _ENOUGH else MailKind.MARKETPLACE_MAIL


def undelivered(notice: Notice) -> bool:
    """Whether a marketplace says that it could not pass on the seller's message."""
    return bool(_UNDELIVERED.search(notice.subject) or _UNDELIVERED.search(notice.body[:700]))


def speaks_for_customer(text: str) -> bool:
    """Whether the text is a customer service's that passes on what a buyer asked of it."""
    return bool(_CONTACT.search(text))


def opted_out(text: str) -> bool:
    """Whether the reason of a delivery failure is that the buyer wants no unsolicited messages."""
    return bool(_OPT_OUT.search(text[:2000]))


def _claim(notice: Notice, body: str) -> int:
    if _SETTLED.search(notice.subject):
        return 0
    opening = f"{notice.subject}. {body[:500]}"
    complains = bool(_NOT_RECEIVED.search(opening) and _OPENED.search(opening))
    named = 4 * bool(_CLAIM.search(notice.subject)) + bool(_CLAIM.search(body))
    return named + 2 * bool(_CLAIM_DESK.search(notice.sender)) + 3 * complains


def _return(notice: Notice, body: str) -> int:
    subject = bool(_RETURN_STEM.search(notice.subject) and _ASKED.search(notice.subject))
    opening = any(_RETURN_STEM.search(line) and _ASKED.search(line) for line in body[:400].split("\n"))
    return 4 * bool(_RETURN.search(notice.subject) or subject) + 2 * bool(_RETURN.search(body) or opening)


def _refund(notice: Notice, body: str) -> int:
    done = _REFUND_DONE.search(notice.subject) or _YOU_REFUNDED.search(notice.subject)
    subject = bool(_REFUND.search(notice.subject)) + 2 * bool(done)
    return subject + 2 * bool(_REFUND_DONE.search(body)) + (bool(notice.order_ids) and bool(subject))


def _contact(notice: Notice, body: str) -> int:
    desk = 6 * bool(_SERVICE_DESK.search(notice.sender)) if notice.order_ids else 0
    return desk + 2 * bool(_CONTACT.search(notice.subject)) + 3 * bool(_CONTACT.search(body))
