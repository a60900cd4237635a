"""Contact forms that arrive by mail."""

import pytest

from sportello.channels.mail.forms import Form, read_form
from sportello.channels.mail.parse import parse

HEAD = b"From: Casa Lume <wordpress@casalume.example>\nReply-To: cleo@mail.example\n\n"


def _form(text: str, head: bytes = HEAD) -> Form | None:
    return read_form(parse(head + b"x"), text)


@pytest.mark.parametrize(
    ("name", "email", "message"),
    [
        ("Name", "Email", "Message"),
        ("Nome", "E-mail", "Messaggio"),
        ("Name", "E-Mail", "Nachricht"),
        ("Nom", "Courriel", "Message"),
        ("Nombre", "Correo electrónico", "Mensaje"),
    ],
)
def test_it_reads_the_fields_of_five_languages(name: str, email: str, message: str) -> None:
    found = _form(f"{name}:\nCleo Amt\n\n{email}:\ncleo@mail.example\n\n{message}:\nIt hums.\nAnswer: soon, please")
    assert found == Form("Cleo Amt", "cleo@mail.example", "It hums.\nAnswer: soon, please", ())


def test_it_keeps_the_fields_that_it_does_not_know() -> None:
    found = _form("Order: #1042\nName: Cleo\nMessage: It hums.")
    assert found is not None
    assert found.other == (("Order", "#1042"),)


def test_it_sees_no_form_in_a_persons_mail() -> None:
    head = b"From: cleo@mail.example\n\n"
    assert _form("My question: does it hum?\nMessage: yes", head) is None
    assert _form("Hello,\nit hums.", HEAD) is None
