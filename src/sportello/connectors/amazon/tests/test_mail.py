"""The reader of this connector's mail, on mails of five languages and on any letter at all."""

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from sportello.channels.inbound import Inbound
from sportello.channels.mail.parse import parse
from sportello.channels.mail.testing import differing, labelled, letters
from sportello.connectors.amazon.mail import recognise

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize(("name", "raw", "expected"), labelled(FIXTURES))
def test_it_reads_the_labelled_mail(name: str, raw: bytes, expected: dict[str, Any]) -> None:
    found = recognise(parse(raw), raw)
    assert found is not None, name
    assert differing(found, expected) == {}


@given(letter=letters())
@settings(max_examples=60, deadline=None)
def test_it_never_raises_for_any_letter(letter: Any) -> None:
    found = recognise(letter, b"From: x\n\n" + letter.plain.encode("utf-8", "replace"))
    assert found is None or isinstance(found, Inbound)


def _mail(sender: str, *, headers: str = "", body: str = "Begin message\n\nIs it heavy?\n\nEnd message\n") -> bytes:
    return f"From: {sender}\nTo: info@casalume.example\nSubject: Question\n{headers}\n{body}".encode()


@pytest.mark.parametrize(
    "sender",
    [
        '"Amazon.it" <servizio@amazon.it.conto.example>',
        '"Cleo - Amazon Marketplace" <c1e2o3a4b5c6@marketplace-amazon.it>',
        "donotreply@myamazon.com",
        '"donotreply@amazon.com" <zed@mail.example>',
    ],
)
def test_it_leaves_alone_who_only_looks_like_amazon(sender: str) -> None:
    raw = _mail(sender)
    assert recognise(parse(raw), raw) is None


def test_it_leaves_a_notice_that_fails_the_senders_policy_to_plain_mail() -> None:
    raw = _mail(
        "donotreply@amazon.com", headers="Authentication-Results: mx.example; dkim=fail; spf=fail; dmarc=fail\n"
    )
    assert recognise(parse(raw), raw) is None


@pytest.mark.parametrize(
    ("results", "trusted"),
    [("dkim=pass header.d=marketplace.amazon.it", True), ("dkim=none", False), ("dkim=fail", False), ("", True)],
)
def test_it_trusts_a_relayed_mail_by_the_receiving_servers_word(results: str, trusted: bool) -> None:
    header = f"Authentication-Results: mx.example; {results}\n" if results else ""
    raw = _mail("c1e2o3a4b5c6+77aa01bc@marketplace.amazon.it", headers=header)
    found = recognise(parse(raw), raw)
    assert found is not None
    assert found.trusted is trusted


def test_it_is_a_buyers_message_whatever_the_relay_type_says() -> None:
    headers = "X-AMAZON-MAIL-RELAY-TYPE: notification\nX-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\n"
    raw = _mail("c1e2o3a4b5c6+77aa01bc@marketplace.amazon.it", headers=headers)
    found = recognise(parse(raw), raw)
    assert found is not None
    assert (found.kind, found.clock_hours) == ("buyer", 24)


def test_it_never_keys_a_conversation_by_its_subject_alone() -> None:
    raws = [_mail(f"{buyer}@marketplace.amazon.it") for buyer in ("c1e2o3a4b5c6", "b1e2n3a4b5c6")]
    found = [recognise(parse(raw), raw) for raw in raws]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].thread_key != found[1].thread_key


def test_it_takes_time_in_proportion_to_frames_that_never_close() -> None:
    raw = b"From: donotreply@amazon.com\nSubject: x\nContent-Type: text/html\n\n" + b"<td>" * 10_000
    started = time.process_time()
    recognise(parse(raw), raw)
    assert time.process_time() - started < 3
