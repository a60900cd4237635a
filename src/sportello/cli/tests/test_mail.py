"""Any bytes through the pipe: stored as they are, and read or parked with a reason."""

import hashlib
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sportello.channels.models import Envelope, EnvelopeState, Source
from sportello.channels.receiving import receive
from sportello.cli.main import main
from sportello.core.testing import examples
from sportello.inbox.arrival import Became, arrive
from sportello.inbox.models import Message

LETTER = b"From: cleo@posta.example\r\nSubject: Lampada\r\n\r\nDov'e?\r\n"
HEADS = st.sampled_from(
    [
        b"From: ",
        b"Subject: =?utf-8?q?",
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: text/plain; charset=none",
        b"Content-Transfer-Encoding: base64",
        b"References: <",
        b"Date: ",
        b"--b",
        b"",
    ]
)
MAILS = st.lists(st.tuples(HEADS, st.binary(max_size=40)), max_size=12).map(
    lambda lines: b"\r\n".join(head + rest for head, rest in lines)
)


@pytest.fixture(autouse=True)
def _ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run's own database is there already."""
    monkeypatch.setattr("sportello.cli.mail.ready", lambda: None)


def pipe(raw: bytes, *typed: str) -> int:
    """The exit code of the pipe's command for these bytes."""
    before = sys.stdin
    sys.stdin = SimpleNamespace(buffer=io.BytesIO(raw))
    try:
        return main(["mail", "receive", *(typed or ("--channel", "pipe"))])
    finally:
        sys.stdin = before


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.one_of(st.binary(max_size=300), MAILS))
def test_it_stores_any_bytes_as_they_are_and_reads_or_parks_them(raw: bytes) -> None:
    code = pipe(raw)
    if not raw.strip():
        assert code == 65
        return
    assert code == 0
    envelope = Envelope.objects.get(sha256=hashlib.sha256(raw).hexdigest())
    assert bytes(envelope.content.data) == raw
    if envelope.state == EnvelopeState.WAITING:
        became = arrive(envelope.pk, now=envelope.arrived_at)
        envelope.refresh_from_db()
        assert became in {Became.MESSAGE, Became.SET_ASIDE, Became.PARKED}
        assert (became is Became.MESSAGE) == Message.objects.filter(envelope=envelope).exists()
        assert became is Became.MESSAGE or envelope.reason


def test_it_says_when_a_mail_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert pipe(LETTER) == pipe(LETTER) == 0
    first, again = capsys.readouterr().out.splitlines()
    assert again == f"{first} (known already)"
    assert Envelope.objects.count() == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\nb", "\udcff", "\x1b[31m"])
def test_it_makes_no_source_that_nobody_can_name(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert pipe(LETTER, "--channel", name) == 1
    assert "a source's name is" in capsys.readouterr().err
    assert not Source.objects.exists()


@pytest.mark.parametrize("given", ["abc", "-1", "0", "٦٠"])
def test_it_says_what_a_size_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    monkeypatch.setenv("SPORTELLO_MAX_MAIL_MB", given)
    assert pipe(LETTER) == 1
    assert "SPORTELLO_MAX_MAIL_MB must be a number of megabytes" in capsys.readouterr().err


def test_it_takes_no_mail_larger_than_allowed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPORTELLO_MAX_MAIL_MB", "1")
    assert pipe(LETTER + b"x" * 1_048_576) == 65
    assert "larger than 1 MB" in capsys.readouterr().err
    assert not Envelope.objects.exists()


def test_it_imports_history_that_owes_nothing_and_live_mail_that_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1.eml").write_bytes(LETTER)
    assert main(["mail", "import", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 mails taken in\n"
    assert Message.objects.get().history
    assert main(["mail", "import", str(tmp_path), "--live", "--channel", "live"]) == 0
    assert [each.history for each in Message.objects.order_by("id")][-1] is False


def test_it_goes_on_with_an_import_that_was_killed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "1.eml").write_bytes(LETTER)
    (tmp_path / "2.eml").write_bytes(LETTER + b"Ancora.\r\n")
    source = Source.objects.create(kind="import", name="import", created_at=datetime.now(UTC))
    other = Source.objects.create(kind="pipe", name="pipe", created_at=datetime.now(UTC))
    receive(source=source, raw=LETTER, now=datetime.now(UTC), history=True)
    receive(source=other, raw=LETTER, now=datetime.now(UTC))
    assert main(["mail", "import", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 mails taken in, 1 known already\n"
    assert Message.objects.filter(history=True).count() == 2
    assert set(Envelope.objects.values_list("source", "state")) == {(source.pk, "read"), (other.pk, "waiting")}


def test_it_says_how_many_it_could_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "1.eml").write_bytes(LETTER)
    (tmp_path / "2.eml").write_bytes(b"\x00\xff no header, no mail")
    assert main(["mail", "import", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "2 mails taken in, 1 parked\n"


@pytest.mark.parametrize("name", ["pipe", "x" * 30])
def test_it_reads_nothing_where_there_is_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["mail", "import", str(tmp_path / "none"), "--channel", name]) == 1
    assert "does not exist" in capsys.readouterr().err
    assert main(["mail", "import", str(tmp_path), "--channel", name]) == 1
    assert "there is no mail in" in capsys.readouterr().err
    assert not Source.objects.filter(name=name).exists()
