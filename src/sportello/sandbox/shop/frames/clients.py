"""Plain mail as buyers' mail programs write it: quotes, signatures, HTML."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from babel.dates import format_datetime as format_local

from sportello.sandbox.shop.sites import LOCALES, SHOP_ADDRESS, SHOP_NAME, ZONES

from .mime import Body, compose, mailbox, received
from .occasion import Earlier, Framed, Occasion

SHOP = f"{SHOP_NAME} <{SHOP_ADDRESS}>"
RE = {"it": "R: ", "de": "AW: ", "fr": "RE: ", "es": "RE: ", "en": "RE: "}
PHONE = {
    "it": "Inviato da iPhone", "de": "Von meinem iPhone gesendet", "fr": "Envoyé de mon iPhone",
    "es": "Enviado desde mi iPhone", "en": "Sent from my iPhone",
}  # fmt: skip
GMAIL = {
    "it": ("Il giorno {} alle ore {} {} ha scritto:", "EEE d MMM y"),
    "de": ("Am {} um {} Uhr schrieb {}:", "EEE, d. MMM y"),
    "fr": ("Le {} à {}, {} a écrit :", "EEE d MMM y"),
    "es": ("El {} a las {}, {} escribió:", "EEE, d MMM y"),
    "en": ("On {} at {}, {} wrote:", "EEE, d MMM y"),
}
APPLE = {
    "it": ("Il giorno {}, alle ore {}, {} ha scritto:", "d MMM y"),
    "de": ("Am {} um {} schrieb {}:", "dd.MM.y"),
    "fr": ("Le {} à {}, {} a écrit :", "d MMM y"),
    "es": ("El {}, a las {}, {} escribió:", "d MMM y"),
    "en": ("On {}, at {}, {} wrote:", "d MMM y"),
}
OUTLOOK = {
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado", "Para", "Asunto"),
    "en": ("From", "Sent", "To", "Subject"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A text with the program's additions, plain and as HTML ("" for none)."""

    text: str
    html: str


def buyer(occasion: Occasion) -> Framed:
    """A buyer's own mail, an answer to the shop's last one where there is one."""
    dice, person, answer = occasion.dice, occasion.person, occasion.last_answer
    message_id = f"<{dice.word(24)}@mail.{person.address.partition('@')[2]}>"
    subject = _subject(occasion)
    headers = [
        ("Return-Path", f"<{person.address}>"),
        ("Received", received(f"mail-{dice.word(4)}.{person.address.partition('@')[2]}", occasion.local, dice)),
        ("From", mailbox(person.name, person.address)),
        ("To", SHOP_ADDRESS if dice.chance(50) else mailbox(SHOP_NAME, SHOP_ADDRESS)),
        ("Subject", subject),
        ("Date", format_datetime(occasion.local)),
        ("Message-ID", message_id),
    ]
    if occasion.earlier:
        headers.append(("In-Reply-To", occasion.earlier[-1].message_id))
        headers.append(("References", " ".join(mail.message_id for mail in occasion.earlier)))
    headers += HEADERS.get(person.client, [])
    written = WRITERS[person.client](occasion, answer)
    charset, encoding = CHARSETS.get(person.client, ("utf-8", "quoted-printable"))
    body = Body(written.text, written.html, occasion.files, charset, encoding)
    return Framed(compose(headers, body, dice), message_id, subject, person.address)


def _subject(occasion: Occasion) -> str:
    if not occasion.earlier:
        return occasion.subject
    first = occasion.earlier[0].subject
    start = RE[occasion.language] if occasion.person.client == "outlook" else "Re: "
    return first if first.lower().startswith("re: ") else start + first


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _introduced(phrases: dict[str, tuple[str, str]], language: str, answer: Earlier) -> str:
    sentence, pattern = phrases[language]
    at = answer.at.astimezone(ZONES[language])
    return sentence.format(_local(at, pattern, language), f"{at:%H:%M}", SHOP)


def _local(at: datetime, pattern: str, language: str) -> str:
    return format_local(at.replace(tzinfo=None), pattern, locale=LOCALES[language])


def _gmail(occasion: Occasion, answer: Earlier | None) -> Written:
    text, html = occasion.text, f'<div dir="ltr">{_lines(occasion.text)}</div>'
    if answer is not None:
        intro = _introduced(GMAIL, occasion.language, answer)
        text += f"\n\n{intro}\n\n{_quoted(answer.text)}"
        html += (
            f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(intro)}<br></div>'
            f'<blockquote class="gmail_quote">{_lines(answer.text)}</blockquote></div>'
        )
    return Written(text + "\n", html)


def _apple(occasion: Occasion, answer: Earlier | None) -> Written:
    phone = occasion.dice.chance(55)
    text = occasion.text + (f"\n\n{PHONE[occasion.language]}" if phone else "")
    html = f"<div>{_lines(text)}</div>"
    if answer is not None:
        intro = _introduced(APPLE, occasion.language, answer)
        text += f"\n\n{_quoted(intro)}\n> \n{_quoted(answer.text)}"
        html += f'<blockquote type="cite">{escape(intro)}<br><br>{_lines(answer.text)}</blockquote>'
    return Written(text + "\n", "" if phone and answer is None else f"<html><body>{html}</body></html>")


def _outlook(occasion: Occasion, answer: Earlier | None) -> Written:
    text = occasion.text
    html = "".join(f'<p class="MsoNormal">{escape(line) or "&nbsp;"}</p>' for line in text.split("\n"))
    if answer is not None:
        head = _header_block(occasion, answer)
        text += f"\n\n________________________________\n{head}\n\n{answer.text}"
        html += f'<hr><div id="divRplyFwdMsg">{_lines(head)}</div><div>{_lines(answer.text)}</div>'
    head = '<meta name="Generator" content="Microsoft Word 15">'
    return Written(text + "\n", f"<html><head>{head}</head><body>{html}</body></html>")


def _header_block(occasion: Occasion, answer: Earlier) -> str:
    whose, when, to, subject = OUTLOOK[occasion.language]
    at = _local(answer.at.astimezone(ZONES[occasion.language]), "EEEE d MMMM y HH:mm", occasion.language)
    person = f"{occasion.person.name} <{occasion.person.address}>"
    return f"{whose}: {SHOP}\n{when}: {at}\n{to}: {person}\n{subject}: {answer.subject}"


def _gmx(occasion: Occasion, answer: Earlier | None) -> Written:
    text = occasion.text
    if answer is not None:
        at = _local(answer.at.astimezone(ZONES["de"]), "EEEE, dd. MMMM y 'um' HH:mm 'Uhr'", "de")
        whose = f'Von: "{SHOP_NAME}" <{SHOP_ADDRESS}>\nAn: {occasion.person.address}'
        text += f"\n\nGesendet: {at}\n{whose}\nBetreff: {answer.subject}\n\n{answer.text}"
    html = f'<html><head></head><body><div style="font-family: Verdana;">{_lines(text)}</div></body></html>'
    return Written(text + "\n", html)


def _libero(occasion: Occasion, answer: Earlier | None) -> Written:
    text = occasion.text
    if answer is not None:
        at = answer.at.astimezone(ZONES["it"])
        text += f"\n\nIl {at:%d/%m/%Y %H:%M} {SHOP} ha scritto:\n\n{_quoted(answer.text)}"
    return Written(text + "\n", "")


def _orange(occasion: Occasion, answer: Earlier | None) -> Written:
    text = occasion.text
    if answer is not None:
        at = answer.at.astimezone(ZONES["fr"])
        whose = f'De : "{SHOP_NAME}" <{SHOP_ADDRESS}>\nA : {occasion.person.address}'
        head = f"Message du {at:%d/%m/%y %H:%M}\n{whose}\nObjet : {answer.subject}"
        text += f"\n\n{_quoted(head)}\n>\n{_quoted(answer.text)}"
    return Written(text + "\n", f"<html><body><p>{_lines(text)}</p></body></html>")


WRITERS: dict[str, Callable[[Occasion, Earlier | None], Written]] = {
    "gmail": _gmail,
    "apple": _apple,
    "outlook": _outlook,
    "gmx": _gmx,
    "libero": _libero,
    "orange": _orange,
}
CHARSETS = {
    "libero": ("iso-8859-15", "quoted-printable"),
    "gmx": ("utf-8", "base64"),
    "outlook": ("iso-8859-1", "quoted-printable"),
}
HEADERS: dict[str, list[tuple[str, str]]] = {
    "apple": [("X-Mailer", "iPhone Mail (23B85)")],
    "outlook": [("X-MS-Has-Attach", ""), ("Content-Language", "it-IT")],
    "gmx": [("X-Priority", "3"), ("Importance", "normal")],
    "libero": [("X-Mailer", "Libero Mail")],
    "orange": [("X-Originating-IP", "[203.0.113.19]")],
}
