"""Which mails tell that one of ours did not arrive, and what they tell."""

import pytest

from sportello.channels.inbound import Bounced
from sportello.channels.mail.bounces import is_feedback, read_bounce
from sportello.channels.mail.parse import parse

REPORT = b"""Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: help@shop.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; Cleo@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <cleo@example.com>
    no such user
--b
Content-Type: message/rfc822

Message-ID: <ours-7@shop.example>
To: cleo@example.com
Subject: Your lamp

Hi
--b--
"""


def read(raw: bytes | str) -> Bounced | None:
    data = raw.encode() if isinstance(raw, str) else raw
    return read_bounce(data, parse(data))


def test_it_reads_a_standard_report() -> None:
    assert read(REPORT) == Bounced(
        recipient="cleo@example.com",
        status="5.1.1",
        permanent=True,
        reason="550 5.1.1 <cleo@example.com> no such user",
        original_message_id="<ours-7@shop.example>",
    )


def test_it_calls_a_delay_temporary() -> None:
    found = read(
        REPORT.replace(b"Action: failed\nStatus: 5.1.1", b"Action: delayed\nStatus: 4.4.1").replace(
            b"550 5.1.1", b"451"
        )
    )
    assert found is not None
    assert not found.permanent
    assert found.status.startswith("4")


def test_it_takes_a_report_of_success_for_no_bounce() -> None:
    assert read(REPORT.replace(b"Action: failed\nStatus: 5.1.1", b"Action: delivered\nStatus: 2.0.0")) is None


def test_it_reads_a_letter_without_any_structure() -> None:
    found = read(
        "From: MAILER-DAEMON@mail.example.org\nSubject: failure notice\n\n"
        "Hi. I wasn't able to deliver your message to the following addresses.\n\n"
        "<cleo@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        "--- Below this line is a copy of the message.\n\n"
        "Message-ID: <ours-8@shop.example>\nTo: cleo@example.com\n\nHi\n"
    )
    assert found is not None
    assert (found.recipient, found.permanent, found.original_message_id) == (
        "cleo@example.com",
        True,
        "<ours-8@shop.example>",
    )


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Unzustellbar: Ihre Lampe",
            "Ihre Nachricht konnte an den folgenden Empfänger nicht zugestellt werden: c@example.com",
        ),
        (
            "Mancata consegna: il messaggio torna al mittente",
            "Il messaggio non ha potuto essere consegnato a c@example.com",
        ),
        ("Non remis : votre lampe", "Votre message n'a pas pu être remis à c@example.com"),
        ("No se ha podido entregar", "Su mensaje no se pudo entregar a c@example.com"),
        ("Undeliverable: Your lamp", "Your message couldn't be delivered to c@example.com."),
    ],
)
def test_it_reads_five_languages(subject: str, text: str) -> None:
    found = read(
        f"Return-Path: <>\nFrom: Mail Delivery System <mailer-daemon@mx.example.org>\nSubject: {subject}\n\n{text}\n"
    )
    assert found is not None
    assert found.recipient == "c@example.com"


@pytest.mark.parametrize(
    ("subject", "text", "opted_out"),
    [
        ("Your message could not be delivered", "The buyer has chosen to opt out of unsolicited messages.", True),
        ("No se ha podido entregar tu mensaje", "El comprador ha optado por no recibir mensajes.", True),
        ("Message", "Votre message n'a pas pu être transmis : pièce jointe refusée.", False),
        ("Ihre Nachricht wurde nicht zugestellt", "Die Datei wurde nicht angenommen.", False),
    ],
)
def test_it_reads_the_marketplaces_own_words(subject: str, text: str, opted_out: bool) -> None:
    found = read(f"From: donotreply@amazon.com\nSubject: {subject}\n\n{text}\n")
    assert found is not None
    assert found.opted_out is opted_out
    assert found.permanent


@pytest.mark.parametrize(
    "raw",
    [
        "From: cleo@example.com\nSubject: Re: Undelivered parcel\n\nIt and my mail could not be delivered.",
        "From: postmaster@example.com\nSubject: Lamp\n\nThe parcel was not delivered.",
        "Return-Path: <>\nFrom: ben@example.com\nSubject: Away\nAuto-Submitted: auto-replied\n\nI am away.",
        "From: x1y2z3a4+c5@marketplace.amazon.it\nSubject: Ordine\n\nIl messaggio non è stato consegnato.",
        "From: donotreply@amazon.com\nSubject: Parcel\n\nThe parcel could not be delivered to the buyer.",
        "From: news@example.com\nSubject: Delivery delayed\n\nYour delivery has been delayed.",
    ],
)
def test_it_leaves_people_and_other_machines_alone(raw: str) -> None:
    assert read(raw) is None


def test_it_tells_an_abuse_report_from_a_bounce() -> None:
    raw = REPORT.replace(b"delivery-status", b"feedback-report")
    assert is_feedback(parse(raw))
    assert read(raw) is None


def test_it_reads_a_report_with_thousands_of_recipients() -> None:
    block = b"\nFinal-Recipient: rfc822; x%d@example.com\nAction: failed\nStatus: 5.1.1\n"
    many = b"".join(block % number for number in range(5000))
    found = read(REPORT.replace(b"\nFinal-Recipient: rfc822; Cleo@example.com\nAction: failed\nStatus: 5.1.1\n", many))
    assert found is not None
    assert found.recipient == "x0@example.com"
