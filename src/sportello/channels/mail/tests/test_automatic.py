"""Telling machines from people: headers, words, and people who look like machines."""

from collections.abc import Sequence

import pytest

from sportello.channels.inbound import MailKind
from sportello.channels.mail.automatic import automatic
from sportello.channels.mail.letter import Address, Letter

BUYER = "Hello, my lamp has not arrived yet. Where is it? Cleo"


def _letter(text: str, *, subject: str = "Re: your order", headers: Sequence[tuple[str, str]] = ()) -> Letter:
    return Letter(
        subject=subject,
        sender=Address("cleo@mail.example", "Cleo"),
        reply_to=(),
        to=(Address("info@casalume.example"),),
        cc=(),
        sent_at=None,
        message_id="<1@mail.example>",
        in_reply_to=(),
        references=(),
        plain=text,
        html="",
        headers=tuple(headers),
    )


@pytest.mark.parametrize(
    "header",
    [
        ("auto-submitted", "auto-replied; owner-email=cleo@mail.example"),
        ("x-autoreply", "yes"),
        ("x-auto-reply", "vacation"),
        ("precedence", "auto_reply"),
    ],
)
def test_it_knows_an_automatic_answer_by_a_telling_header(header: tuple[str, str]) -> None:
    found = automatic(_letter("Bin weg.", headers=[header]))
    assert found is not None
    assert found.kind is MailKind.AUTO_REPLY
    assert found.reasons


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your email. I am out of the office until Monday and will reply when I return.",
        "Grazie per il messaggio. Sono in ferie fino al 20 e risponderò al mio rientro.",
        "Vielen Dank für Ihre Nachricht. Ich bin bis zum 20. im Urlaub und lese keine E-Mails.",
        "Merci pour votre message. Je suis en congés jusqu'au 20 et vous répondrai à mon retour.",
        "Gracias por tu mensaje. Estoy de vacaciones hasta el día 20 y contestaré a mi vuelta.",
    ],
)
def test_it_knows_an_absence_by_its_words_alone(text: str) -> None:
    found = automatic(_letter(text))
    assert found is not None
    assert found.kind is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    "headers",
    [
        [("x-auto-response-suppress", "DR, RN, NRN, OOF, AutoReply")],
        [("auto-submitted", "no")],
        [("list-id", "<info.casalume.example>"), ("list-unsubscribe", "<mailto:leave@casalume.example>")],
        [("x-priority", "1"), ("importance", "high")],
        [("x-amazon-mail-relay-type", "notification")],
    ],
)
def test_it_lets_a_buyer_pass_whose_mail_carries_such_headers(headers: list[tuple[str, str]]) -> None:
    assert automatic(_letter(BUYER, headers=headers)) is None


@pytest.mark.parametrize(
    "text",
    [
        "I am away until Monday, please deliver after that.",
        "Dal 3 al 10 sono in ferie: potete spedire dopo? Grazie",
        "Jedes Mal kommt nur Ihre automatische Antwort. Wo bleibt mein Geld?",
        "Je reçois encore votre newsletter, supprimez mes données s'il vous plaît.",
        "Necesitamos treinta lámparas para un hotel, ¿hacéis descuento?",
        "Estimado vendedor: un comprador nos ha contactado por este pedido y pide una factura.",
        "ok",
        "",
    ],
)
def test_it_lets_a_buyer_pass_who_speaks_of_absence_machines_or_offers(text: str) -> None:
    assert automatic(_letter(text)) is None


def test_it_takes_mail_to_a_foreign_list_for_bulk() -> None:
    headers = [("list-unsubscribe", "<https://boxes.example/u>"), ("precedence", "bulk")]
    found = automatic(_letter("Where is my parcel? That is what buyers ask. Our tool answers them.", headers=headers))
    assert found is not None
    assert found.kind is MailKind.BULK
