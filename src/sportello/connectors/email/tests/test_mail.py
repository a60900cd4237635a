"""The reader of this connector's mail, on mails of five languages and on any letter at all."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from sportello.channels.inbound import Inbound
from sportello.channels.mail.parse import parse
from sportello.channels.mail.testing import differing, labelled, letters
from sportello.connectors.email.mail import recognise

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
