"""Each connector is a whole of its own: what it offers, samples, tests and a page that says how its vendor speaks."""

import ast
import dataclasses
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from sportello.channels.contract import Connector
from sportello.channels.registry import connectors

from .repository import PACKAGE, tree

CONNECTORS = sorted(path.parent for path in (PACKAGE / "connectors").glob("*/__init__.py"))
PIECES = {"mail.py", "connector.py"}


@pytest.mark.parametrize("folder", CONNECTORS, ids=lambda folder: folder.name)
def test_it_has_everything_in_its_folder(folder: Path) -> None:
    missing = [name for name in ("README.md", "fixtures", "tests") if not (folder / name).exists()]
    assert not missing, f"connectors/{folder.name} needs {', '.join(missing)}"
    assert any((folder / name).exists() for name in PIECES), f"connectors/{folder.name} offers nothing"
    assert any((folder / "fixtures").iterdir()), f"connectors/{folder.name}/fixtures needs a sample"
    assert list((folder / "tests").glob("test_*.py")), f"connectors/{folder.name}/tests needs a test"


@pytest.mark.parametrize("folder", CONNECTORS, ids=lambda folder: folder.name)
def test_it_says_which_file_does_what_and_how_to_connect(folder: Path) -> None:
    page = (folder / "README.md").read_text("utf-8")
    assert len(page.split()) > 100, f"connectors/{folder.name}/README.md says too little"
    assert "fixtures/" in page, f"connectors/{folder.name}/README.md does not say what its samples are"
    if (folder / "connector.py").exists():
        assert "onnect" in page, f"connectors/{folder.name}/README.md does not say how to connect"
        assert any(word in page.lower() for word in ("limit", "cannot", "must know")), "what is not possible?"


@pytest.mark.parametrize("folder", CONNECTORS, ids=lambda folder: folder.name)
def test_it_uses_its_samples(folder: Path) -> None:
    """A test reads the folder of samples, by whatever name."""
    texts = [path.read_text("utf-8") for path in (folder / "tests").glob("*.py")]
    assert any("fixtures" in text for text in texts), f"no test of connectors/{folder.name} reads its fixtures"


@pytest.mark.parametrize("connector", connectors(), ids=lambda connector: connector.name)
def test_it_has_a_form_that_an_owner_can_fill_in(connector: Connector) -> None:
    form = connector.form
    assert form.fields
    assert len({field.name for field in form.fields}) == len(form.fields)
    assert all(field.label for field in form.fields)
    assert any(field.secret for field in form.fields), "an account without a secret is nobody's"
    assert not [field.name for field in form.fields if "secret" in field.name and not field.secret]
    assert len(form.steps) >= 2, "say what has to be done at the marketplace"
    assert form.help_url.startswith("https://")


@pytest.mark.parametrize("connector", connectors(), ids=lambda connector: connector.name)
def test_it_offers_pieces_that_go_together(connector: Connector) -> None:
    assert (connector.reads is None) == (connector.sends is None) == (connector.pull_messages is None)
    if connector.pull_orders is None:
        return
    assert connector.fetch_order is not None, "a buyer may quote any order"
    assert connector.order_url is not None
    assert connector.order_number
    assert {"refund", "return", "cancel"} <= connector.acts_at_marketplace.keys(), "say where each is done"
    assert connector.needs_mail or connector.reads is not None, "how do buyers write?"


@pytest.mark.parametrize("folder", CONNECTORS, ids=lambda folder: folder.name)
def test_it_never_waits_nor_reads_the_clock(folder: Path) -> None:
    """The runner waits, and time comes in as `now`; the mailboxes' watcher is a runner of its own."""
    if not (folder / "connector.py").exists():
        return
    calls = {
        f"{path.name}: {ast.unparse(node.func)}"
        for path in folder.glob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "timezone.now", "datetime.now"}
    }
    assert not calls, f"connectors/{folder.name}: {sorted(calls)}"


def test_it_asks_every_connector_and_plain_mail_last() -> None:
    asked = [name.rpartition(".")[2] for name in settings.CONNECTORS]
    assert set(asked) == {folder.name for folder in CONNECTORS}, "Name every connector in settings.CONNECTORS."
    assert asked[-1] == "email", "Plain mail takes what nobody else claims, so it is asked last."


def test_it_imports_every_connector_that_is_named() -> None:
    offered = [
        name
        for name in settings.CONNECTORS
        if (PACKAGE / "connectors" / name.rpartition(".")[2] / "connector.py").exists()
    ]
    found = [import_module(f"{name}.connector").CONNECTOR for name in offered]
    assert found == list(connectors())
    assert all(dataclasses.is_dataclass(connector) for connector in found)
    assert len({connector.kind for connector in found}) == len(found)
