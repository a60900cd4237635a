"""eBay's mail copy of a member's message."""

from dataclasses import dataclass
from email.utils import format_datetime
from html import escape

from sportello.sandbox.shop.sites import SHOP_ADDRESS

from .mime import Body, compose, mailbox, passed, received
from .occasion import Framed, Occasion

SELLER_NAME = "casalume_design"


@dataclass(frozen=True, slots=True)
class Words:
    """What eBay writes around a message in one language."""

    subject: str
    new: str
    answer: str
    item: str
    order: str
    footer: str


WORDS = {
    "it": Words("{} ha inviato un messaggio su {} n. {}", "Nuovo messaggio da: {}", "Rispondi", "Numero oggetto",
                "Numero ordine", "eBay ha inviato questo messaggio a {}. Per la tua sicurezza rispondi su eBay."),
    "en": Words("{} has sent a message about {} #{}", "New message from: {}", "Reply", "Item ID", "Order number",
                "eBay sent this message to {}. Purchases made outside eBay are not covered."),
    "de": Words("{} hat eine Nachricht zu {} Nr. {} gesendet", "Neue Nachricht von: {}", "Antworten", "Artikelnummer",
                "Bestellnummer", "eBay hat diese Nachricht an {} geschickt. Schutz gibt es nur für Käufe bei eBay."),
    "fr": Words("{} a envoyé un message à propos de {} n° {}", "Nouveau message de : {}", "Répondre",
                "Numéro de l'objet", "Numéro de commande",
                "eBay a envoyé ce message à {}. Les achats hors d'eBay ne sont pas protégés."),
    "es": Words("{} ha enviado un mensaje sobre {} n.º {}", "Mensaje nuevo de: {}", "Responder",
                "Número de artículo", "Número de pedido",
                "eBay ha enviado este mensaje a {}. Las compras fuera de eBay no están protegidas."),
}  # fmt: skip


def buyer(occasion: Occasion) -> Framed:
    """A member's message as eBay mails it to the seller."""
    words, dice, person = WORDS[occasion.language], occasion.dice, occasion.person
    item = occasion.product.ebay_item if occasion.product else ""
    title = occasion.product.title(occasion.language) if occasion.product else SELLER_NAME
    address = person.ebay_address(occasion.site, item)
    subject = words.subject.format(person.ebay_name, title, item)
    message_id = f"<{dice.hex(8)}-{dice.hex(12)}-{dice.hex(10)}@{dice.hex(6)}.mail.ebay.com>"
    headers = [
        ("Return-Path", f"<bounce-{dice.hex(10)}@reply.{occasion.site.name}>"),
        ("Received", received(f"mxphxpool{dice.digits(4)}.ebay.com", occasion.local, dice)),
        ("Authentication-Results", passed(occasion.site.name, f"members.{occasion.site.name}")),
        ("Date", format_datetime(occasion.local)),
        ("From", mailbox(f"eBay - {person.ebay_name}", address)),
        ("Reply-To", address),
        ("To", SHOP_ADDRESS),
        ("Message-ID", message_id),
        ("Subject", subject),
        ("X-eBay-MailTracker", f"11051.{dice.digits(3)}.0.{dice.digits(9)}"),
    ]
    raw = compose(headers, Body(_text(occasion, words), _html(occasion, words), occasion.files), dice)
    return Framed(raw, message_id, subject, address)


def _link(occasion: Occasion) -> str:
    number = occasion.dice.digits(12)
    return f"https://www.{occasion.site.name}/mesg/msgdetail?msgId={number}&viewType=inbox"


def _about(occasion: Occasion, words: Words) -> list[str]:
    if occasion.product is None:
        return []
    lines = [
        occasion.product.title(occasion.language),
        f"{occasion.product.price} EUR",
        f"{words.item}: {occasion.product.ebay_item}",
    ]
    return [*lines, f"{words.order}: {occasion.order.number}"] if occasion.order else lines


def _text(occasion: Occasion, words: Words) -> str:
    feedback = occasion.dice.below(900) + 1
    about = "\n".join(_about(occasion, words))
    return (
        f"{words.new.format(occasion.person.ebay_name)} ({feedback})\n\n{occasion.text}\n\n"
        f"{words.answer}: {_link(occasion)}\n\n{about}\n\n-- \n{words.footer.format(SELLER_NAME)}\n"
    )


def _html(occasion: Occasion, words: Words) -> str:
    said = "<br>".join(escape(line) for line in occasion.text.split("\n"))
    about = "".join(f"<tr><td>{escape(line)}</td></tr>" for line in _about(occasion, words))
    return (
        f'<html><body><table width="100%"><tr><td><img src="https://i.ebayimg.com/00/s/logo.png" alt="eBay"></td></tr>'
        f"<tr><td><h3>{escape(words.new.format(occasion.person.ebay_name))}</h3></td></tr>"
        f'<tr><td><div id="UserInputtedText">{said}</div></td></tr>'
        f'<tr><td><a href="{escape(_link(occasion))}">{words.answer}</a></td></tr>{about}'
        f"<tr><td><small>{escape(words.footer.format(SELLER_NAME))}</small></td></tr></table></body></html>"
    )
