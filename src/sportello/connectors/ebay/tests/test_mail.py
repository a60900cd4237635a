"""The reader of this connector's mail, on mails of five languages and on any letter at all."""

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from sportello.channels.inbound import Inbound
from sportello.channels.mail.parse import parse
from sportello.channels.mail.testing import differing, labelled, letters
from sportello.connectors.ebay.mail import recognise

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


def test_it_takes_time_in_proportion_to_frames_that_never_close() -> None:
    raw = b"From: ab12@members.ebay.it\nSubject: x\nContent-Type: text/html\n\n" + b"<div id=UserInputtedText>" * 10_000
    started = time.process_time()
    recognise(parse(raw), raw)
    assert time.process_time() - started < 3
