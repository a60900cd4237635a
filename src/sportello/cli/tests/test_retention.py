"""One person's data from the command line."""

from pathlib import Path

import pytest

from sportello.cli.main import main
from sportello.inbox.tests.world import CLEO, mail, said
from sportello.retention.tests.world import resolved

pytestmark = pytest.mark.django_db


def test_it_does_it_by_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sportello.cli.retention.ready", lambda: None)
    resolved(said(mail()))
    target = tmp_path / "cleo.zip"
    assert main(["retention", "export", CLEO, str(target)]) == 0
    assert target.stat().st_mode & 0o077 == 0
    assert main(["retention", "export", CLEO, str(target)]) == 1
    assert main(["retention", "erase", CLEO]) == 0
    assert main(["retention", "erase", "nobody@elsewhere.example"]) == 1
    assert main(["retention", "run"]) == 0
    assert "nobody is known by" in capsys.readouterr().err
