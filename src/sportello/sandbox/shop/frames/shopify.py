"""The contact form of the shop's own Shopify store, as it arrives by mail."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from babel.dates import format_date

from sportello.sandbox.shop.sites import COUNTRIES, LOCALES, SHOP_ADDRESS, SHOP_NAME

from .mime import Body, compose, mailbox, passed, received
from .occasion import Framed, Occasion


@dataclass(frozen=True, slots=True)
class Words:
    """The form's words in one language."""

    subject: str
    intro: str
    country: str
    name: str
    email: str
    phone: str
    order: str
    message: str


WORDS = {
    "it": Words("Nuovo messaggio del cliente del {} alle {}",
                "Hai un nuovo messaggio dal modulo di contatto del tuo negozio.",
                "Codice paese", "Nome", "E-mail", "Telefono", "Numero ordine", "Messaggio"),
    "en": Words("New customer message on {} at {}",
                "You received a new message from your online store's contact form.",
                "Country Code", "Name", "Email", "Phone", "Order number", "Comment"),
    "de": Words("Neue Kundennachricht vom {} um {}",
                "Über das Kontaktformular deines Onlineshops kam eine neue Nachricht.",
                "Ländercode", "Name", "E-Mail", "Telefon", "Bestellnummer", "Nachricht"),
    "fr": Words("Nouveau message d'un client le {} à {}",
                "Vous avez un nouveau message du formulaire de contact de votre boutique.",
                "Code pays", "Nom", "E-mail", "Téléphone", "Numéro de commande", "Message"),
    "es": Words("Nuevo mensaje de un cliente el {} a las {}",
                "Tienes un mensaje nuevo del formulario de contacto de tu tienda.",
                "Código de país", "Nombre", "Correo electrónico", "Teléfono", "Número de pedido", "Mensaje"),
}  # fmt: skip


def buyer(occasion: Occasion) -> Framed:
    """What the form sent; the buyer's address stands in Reply-To and in the body."""
    words, dice, person = WORDS[occasion.language], occasion.dice, occasion.person
    subject = words.subject.format(_day(occasion.local, occasion.language), f"{occasion.local:%H:%M}")
    message_id = f"<{dice.hex(8)}.{dice.hex(12)}@ismtpd{dice.digits(4)}p1iad2.sendgrid.net>"
    headers = [
        ("Return-Path", f"<bounces+{dice.digits(8)}-{dice.hex(4)}@mailer.shopify.com>"),
        ("Received", received("o12.ptr.shopifyemail.com", occasion.local, dice)),
        ("Authentication-Results", passed("shopify.com", "shopify.com")),
        ("Date", format_datetime(occasion.local)),
        ("From", mailbox(f"{SHOP_NAME} (Shopify)", "mailer@shopify.com")),
        ("Reply-To", mailbox(person.name, person.address)),
        ("To", SHOP_ADDRESS),
        ("Message-ID", message_id),
        ("Subject", subject),
        ("Auto-Submitted", "auto-generated"),
    ]
    fields = list(_fields(occasion, words))
    html = _html(words, fields) if dice.chance(70) else ""
    raw = compose(headers, Body(_text(words, fields), html, occasion.files), dice)
    return Framed(raw, message_id, subject, person.address)


def _day(at: datetime, language: str) -> str:
    return format_date(at.date(), "long", locale=LOCALES[language])


def _fields(occasion: Occasion, words: Words) -> list[tuple[str, str]]:
    person = occasion.person
    fields = [(words.country, COUNTRIES[occasion.language]), (words.name, person.name), (words.email, person.address)]
    if occasion.dice.chance(35):
        fields.append((words.phone, f"+00 555 01{occasion.dice.digits(5)}"))
    if occasion.order is not None:
        fields.append((words.order, occasion.order.number))
    return [*fields, (words.message, occasion.text)]


def _text(words: Words, fields: list[tuple[str, str]]) -> str:
    return f"{words.intro}\n\n" + "\n\n".join(f"{name}:\n{value}" for name, value in fields) + "\n"


def _html(words: Words, fields: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<div class="form-section"><p><b>{escape(name)}:</b></p>'
        f'<pre style="white-space:pre-wrap">{escape(value)}</pre></div>'
        for name, value in fields
    )
    return f"<!DOCTYPE html><html><body><h2>{escape(words.intro)}</h2>{rows}</body></html>"
