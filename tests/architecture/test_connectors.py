"""Each connector is a whole of its own: reader, samples, tests and a page that says how the marketplace speaks."""

from pathlib import Path

import pytest
from django.conf import settings

from .repository import PACKAGE

CONNECTORS = sorted(path.parent for path in (PACKAGE / "connectors").glob("*/__init__.py"))


@pytest.mark.parametrize("folder", CONNECTORS, ids=lambda folder: folder.name)
def test_it_has_everything_in_its_folder(folder: Path) -> None:
    missing = [name for name in ("mail.py", "README.md", "fixtures", "tests") if not (folder / name).exists()]
    assert not missing, f"connectors/{folder.name} needs {', '.join(missing)}"
    assert any((folder / "fixtures").iterdir()), f"connectors/{folder.name}/fixtures needs a sample"
    assert list((folder / "tests").glob("test_*.py")), f"connectors/{folder.name}/tests needs a test"
    page = (folder / "README.md").read_text("utf-8").split()
    assert len(page) > 40, f"connectors/{folder.name}/README.md says too little"


def test_it_asks_every_connector_and_plain_mail_last() -> None:
    asked = [name.rpartition(".")[2] for name in settings.CONNECTORS]
    assert set(asked) == {folder.name for folder in CONNECTORS}, "Name every connector in settings.CONNECTORS."
    assert asked[-1] == "email", "Plain mail takes what nobody else claims, so it is asked last."
