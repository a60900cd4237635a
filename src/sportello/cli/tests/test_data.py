"""Parked envelopes on the command line."""

from datetime import UTC, datetime

import pytest

from sportello.channels.models import Envelope, Source
from sportello.channels.receiving import receive
from sportello.cli.main import main
from sportello.inbox.arrival import arrive
from sportello.inbox.models import Message

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def parked(db: None, monkeypatch: pytest.MonkeyPatch) -> Envelope:
    monkeypatch.setattr("sportello.cli.data.ready", lambda: None)
    source = Source.objects.create(kind="pipe", name="pipe", created_at=NOW)
    kept = receive(source=source, raw=b"no header at all", now=NOW)
    arrive(kept.envelope_id, now=NOW)
    return Envelope.objects.get()


def test_it_reads_a_parked_mail_again_and_says_what_became_of_it(
    parked: Envelope, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parked", "--retry"]) == 0
    assert capsys.readouterr().out.rstrip().endswith(f"{parked.reason}  -> parked")


def test_it_says_why_a_mail_that_was_never_fetched_is_not_read_again(
    parked: Envelope, capsys: pytest.CaptureFixture[str]
) -> None:
    Envelope.objects.update(size=70_000_000)
    assert main(["parked", "--retry"]) == 0
    assert "-> Only the head of this mail was fetched." in capsys.readouterr().out
    assert not Message.objects.exists()
    assert Envelope.objects.get().state == "parked"
