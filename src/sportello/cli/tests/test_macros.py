"""The commands for macros, and what the demo starts with."""

from pathlib import Path

import pytest

from sportello.accounts.models import Agent
from sportello.business.models import PolicyFact
from sportello.cli import demo_macros
from sportello.cli.main import main
from sportello.replies.macros.starting import starter_set
from sportello.replies.models import Macro, MacroVerification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own database instead of the house's."""
    monkeypatch.setattr("sportello.cli.macros.ready", lambda: None)


def test_it_takes_in_ours_and_carries_them_out_and_in(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["macros", "starter"]) == 0
    count = len(starter_set())
    assert f"{count} macros taken in, 0 were here already." in capsys.readouterr().out
    packed = tmp_path / "macros.zip"
    assert main(["macros", "export", str(packed)]) == 0
    gone = [one.slug for one in starter_set()[:2]]
    Macro.objects.filter(slug__in=gone).delete()
    assert main(["macros", "import", str(packed)]) == 0
    assert f"{count - 2} were here already" in capsys.readouterr().out
    assert Macro.objects.count() == count
    assert set(gone) <= set(Macro.objects.values_list("slug", flat=True))


def test_it_refuses_a_file_that_is_no_zip(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = tmp_path / "macros.zip"
    wrong.write_text("hello")
    assert main(["macros", "import", str(wrong)]) == 1
    assert "nothing was taken in" in capsys.readouterr().err


def test_it_sets_the_demo_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = Agent.objects.create(email="ada@casalume.example", name="Ada", role="owner", created_at="2026-01-01T00:00Z")
    monkeypatch.setattr(demo_macros, "people", lambda: [owner])
    for _start in range(2):
        demo_macros.take_in_macros()
    assert PolicyFact.objects.count() == len(demo_macros.FACTS)
    assert PolicyFact.objects.filter(stated_by=owner).exists()
    assert MacroVerification.objects.standing().count() == sum(len(each.editions) for each in starter_set())
