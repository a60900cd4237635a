"""Amazon's relay: a buyer's message, and the copy of an answer that was given in Seller Central."""

from dataclasses import dataclass
from email.utils import format_datetime
from html import escape

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.people import Person
from sportello.sandbox.shop.sites import SELLER_ID, SHOP_ADDRESS, SHOP_NAME, Site

from .mime import Body, compose, mailbox, passed, received
from .occasion import Framed, Occasion

PRE = "white-space: -moz-pre-wrap; white-space: -o-pre-wrap; white-space: pre-wrap; word-wrap: break-word;"
MAILER = "a{}-{}.smtp-out.eu-west-1.amazonses.com"


@dataclass(frozen=True, slots=True)
class Words:
    """What Amazon writes around a message in one language."""

    inquiry: str
    product: str
    delivery: str
    returns: str
    order: str
    got: str
    number: str
    begin: str
    end: str
    answer_in: str
    no_answer: str
    solved: str
    copy_subject: str
    copy_begin: str
    copy_end: str
    copy_intro: str


WORDS = {
    "it": Words(
        "Richiesta dal cliente Amazon {}", "Domanda sul prodotto dal cliente Amazon {}",
        "Domanda sulla consegna dal cliente Amazon {}", "Domanda sul reso dal cliente Amazon {}",
        "Ordine: {}", "Hai ricevuto un messaggio.", "N. ordine", "Messaggio:", "Fine del messaggio",
        "Rispondi in Seller Central", "Non serve rispondere", "Il problema è risolto? Segnalalo qui",
        "La tua e-mail a {}", "Inizio messaggio", "Fine messaggio", "Copia del messaggio che hai inviato a {}.",
    ),
    "en": Words(
        "Enquiry from Amazon customer {}", "Product details enquiry from Amazon customer {}",
        "Order delivery enquiry from Amazon customer {}", "Return policy enquiry from Amazon customer {}",
        "Order: {}", "You have received a message.", "Order ID", "Message:", "End message",
        "Reply in Seller Central", "No response needed", "Is this solved? Tell us here",
        "Your e-mail to {}", "Begin message", "End message", "A copy of the message you sent to {}.",
    ),
    "de": Words(
        "Anfrage vom Amazon-Kunden {}", "Produktanfrage vom Amazon-Kunden {}",
        "Anfrage zur Lieferung vom Amazon-Kunden {}", "Anfrage zur Rückgabe vom Amazon-Kunden {}",
        "Bestellung: {}", "Sie haben eine Nachricht erhalten.", "Bestellnummer", "Nachricht:", "Ende der Nachricht",
        "In Seller Central antworten", "Keine Antwort erforderlich", "Ist das erledigt? Hier melden",
        "Ihre E-Mail an {}", "Beginn der Nachricht", "Ende der Nachricht", "Kopie Ihrer Nachricht an {}.",
    ),
    "fr": Words(
        "Demande du client Amazon {}", "Question sur un produit du client Amazon {}",
        "Question sur la livraison du client Amazon {}", "Question sur un retour du client Amazon {}",
        "Commande : {}", "Vous avez reçu un message.", "Numéro de commande", "Début du message", "Fin du message",
        "Répondre dans Seller Central", "Aucune réponse nécessaire", "Le problème est résolu ? Dites-le ici",
        "Votre e-mail à {}", "Début du message", "Fin du message", "Copie du message que vous avez envoyé à {}.",
    ),
    "es": Words(
        "Consulta del cliente de Amazon {}", "Consulta sobre un producto del cliente de Amazon {}",
        "Consulta sobre la entrega del cliente de Amazon {}", "Consulta sobre una devolución del cliente de Amazon {}",
        "Pedido: {}", "Has recibido un mensaje.", "Número de pedido", "Mensaje:", "Fin del mensaje",
        "Responder en Seller Central", "No es necesario responder", "¿Está resuelto? Indícalo aquí",
        "Tu correo electrónico a {}", "Inicio del mensaje", "Fin del mensaje", "Copia del mensaje que enviaste a {}.",
    ),
}  # fmt: skip
DELIVERY = {"where_is_my_order", "tracking_stuck", "delivered_not_received", "change_delivery"}
RETURNS = {"return_request", "refund_status", "exchange"}


def relay(person: Person, site: Site, key: str) -> str:
    """The buyer's address in the case of this story."""
    return f"{person.amazon_local(site)}+{_case(person.seed, key)}@marketplace.{site.name}"


def relay_address(occasion: Occasion) -> str:
    """The buyer's address in this case."""
    return relay(occasion.person, occasion.site, occasion.key)


def case_id(occasion: Occasion) -> str:
    """Seller Central's id of the conversation: the same for all mails of one story."""
    return _case(occasion.person.seed, occasion.key)


def _case(seed: int, key: str) -> str:
    return Dice(seed, "case", key).hex(8)


def buyer(occasion: Occasion) -> Framed:
    """A buyer's message as the relay hands it on."""
    words, dice = WORDS[occasion.language], occasion.dice
    address = relay_address(occasion)
    subject = _subject(occasion, words)
    message_id = f"<0102019{dice.hex(9)}-{dice.hex(8)}-{dice.hex(4)}-{dice.hex(12)}-000000@eu-west-1.amazonses.com>"
    name = occasion.person.name if dice.chance(40) else occasion.person.first_name
    headers = [
        ("Return-Path", f"<{dice.word(20)}@bounces.amazon.com>"),
        ("Received", received(MAILER.format(dice.below(200), dice.below(250)), occasion.local, dice)),
        ("Authentication-Results", passed(occasion.site.name, f"marketplace.{occasion.site.name}")),
        ("Date", format_datetime(occasion.local)),
        ("From", mailbox(f"{name} - Amazon Marketplace" if dice.chance(75) else name, address)),
        ("Reply-To", address),
        ("To", SHOP_ADDRESS),
        ("Message-ID", message_id),
        ("Subject", subject),
        ("X-Marketplace-ID", occasion.site.marketplace_id),
        ("X-Space-Notification-Type", "BBC_MESSAGE_SENT_TO_MERCHANT"),
        ("Feedback-ID", f"1.eu-west-1.{dice.word(20)}=:AmazonSES"),
    ]
    body = Body(_text(occasion, words), _html(occasion, words), occasion.files, encoding=_encoding(dice))
    return Framed(compose(headers, body, dice), message_id, subject, address)


def copy(occasion: Occasion) -> Framed:
    """Amazon's copy of what the shop answered in Seller Central."""
    words, dice = WORDS[occasion.language], occasion.dice
    subject = words.copy_subject.format(occasion.person.first_name)
    message_id = f"<0102019{dice.hex(9)}-{dice.hex(8)}-{dice.hex(4)}-{dice.hex(12)}-000000@eu-west-1.amazonses.com>"
    headers = [
        ("Return-Path", f"<{dice.word(20)}@bounces.amazon.com>"),
        ("Received", received(MAILER.format(dice.below(200), dice.below(250)), occasion.local, dice)),
        ("Authentication-Results", passed("amazon.com", "amazon.com")),
        ("Date", format_datetime(occasion.local)),
        ("From", mailbox(occasion.site.name.capitalize(), "donotreply@amazon.com")),
        ("To", SHOP_ADDRESS),
        ("Message-ID", message_id),
        ("Subject", subject),
        ("X-AMAZON-MAIL-RELAY-TYPE", "notification"),
        ("X-Marketplace-ID", occasion.site.marketplace_id),
        ("X-Space-Notification-Type", "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT"),
    ]
    number = f"{words.number} {occasion.order.number}\n\n" if occasion.order else ""
    text = (
        f"{SHOP_NAME},\n\n{words.copy_intro.format(occasion.person.first_name)}\n\n{number}"
        f"------------- {words.copy_begin} -------------\n\n{occasion.text}\n\n"
        f"------------- {words.copy_end} -------------\n\n{_case_link(occasion)}\n"
    )
    return Framed(compose(headers, Body(text), dice), message_id, subject, relay_address(occasion))


def _subject(occasion: Occasion, words: Words) -> str:
    if occasion.earlier:
        return f"RE: {occasion.earlier[0].subject}"
    kind = words.inquiry
    if occasion.topic in DELIVERY:
        kind = words.delivery
    elif occasion.topic in RETURNS:
        kind = words.returns
    elif occasion.order is None:
        kind = words.product
    about = words.order.format(occasion.order.number) if occasion.order else _asin(occasion)
    return f"{kind.format(occasion.person.first_name)}{f' ({about})' if about else ''}"


def _asin(occasion: Occasion) -> str:
    return f"ASIN: {occasion.product.asin}" if occasion.product else ""


def _text(occasion: Occasion, words: Words) -> str:
    about = f"{words.number} {occasion.order.number}:\n" if occasion.order else ""
    product = (
        f"1 / {occasion.product.title(occasion.language)} [ASIN: {occasion.product.asin}]\n" if occasion.product else ""
    )
    return (
        f"{words.got}\n\n{about}{product}\n"
        f"------------- {words.begin} -------------\n\n{occasion.text}\n\n"
        f"------------- {words.end} -------------\n\n"
        f"{words.answer_in}: {_case_link(occasion)}\n\n"
        f"{words.no_answer}: {_no_response_link(occasion)}\n\n"
        f"{words.solved}: https://sellercentral.{occasion.site.name}/messaging/survey?c={case_id(occasion)}\n\n"
        f"[commMgrTok:{_token(occasion)}]\n"
    )


def _html(occasion: Occasion, words: Words) -> str:
    about = f"<p>{words.number} <b>{occasion.order.number}</b></p>" if occasion.order else ""
    product = ""
    if occasion.product:
        title, asin = escape(occasion.product.title(occasion.language)), occasion.product.asin
        link = f"https://www.{occasion.site.name}/dp/{asin}"
        product = f'<table border="0"><tr><td>1</td><td><a href="{link}">{title}</a> [ASIN: {asin}]</td></tr></table>'
    return (
        f'<html><head><meta charset="utf-8"></head><body><table width="650"><tr><td><p>{words.got}</p>{about}{product}'
        f'<p>{words.begin}</p><pre style="{PRE}">{escape(occasion.text)}</pre><p>{words.end}</p>'
        f'<p><a href="{escape(_case_link(occasion))}">{words.answer_in}</a> | '
        f'<a href="{escape(_no_response_link(occasion))}">{words.no_answer}</a></p>'
        f'<p><img src="https://images-eu.ssl-images-amazon.com/images/G/29/x-site/logo.gif" alt="Amazon"></p>'
        f"<p>[commMgrTok:{_token(occasion)}]</p></td></tr></table></body></html>"
    )


def _case_link(occasion: Occasion) -> str:
    case = case_id(occasion)
    return f"https://sellercentral.{occasion.site.name}/messaging/inbox?fi=caseId&ss={case}&cc={case}"


def _no_response_link(occasion: Occasion) -> str:
    signature = Dice(occasion.person.seed, "signature", occasion.key, len(occasion.earlier)).hex(40)
    customer = Dice(occasion.person.seed, "customer", occasion.person.name).code(13)
    return (
        f"https://sellercentral.{occasion.site.name}/messaging/no-response-needed?t={case_id(occasion)}&m={SELLER_ID}"
        f"&mp={occasion.site.marketplace_id}&c=A{customer}&h={signature}&s=1"
    )


def _token(occasion: Occasion) -> str:
    return "A0" + Dice(occasion.person.seed, "token", occasion.key, len(occasion.earlier)).code(19)


def _encoding(dice: Dice) -> str:
    return "base64" if dice.chance(30) else "quoted-printable"
