"""Who may import whom, and what must run without Django."""

import subprocess
import sys
import tomllib

import pytest

from .repository import PACKAGE, ROOT, report

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
PURE = {
    "sportello.business.hours",
    "sportello.channels.mail.reading",
    "sportello.core.postgres.cluster",
    "sportello.inbox.threading",
    *(f"sportello.connectors.{folder.parent.name}.mail" for folder in PACKAGE.glob("connectors/*/mail.py")),
}
LOADED = """
import importlib, sys
importlib.import_module(sys.argv[1])
print(*sorted({"django", "psycopg", "procrastinate"} & {name.partition(".")[0] for name in sys.modules}))
"""


def test_it_keeps_every_import_to_the_right() -> None:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
        "--no-logo",
    ]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert checked.returncode == 0, (
        "An import breaks a contract of [tool.importlinter] in pyproject.toml. Move the code to the app that may know "
        f"both sides, or hand the value in:\n{checked.stdout[-4000:]}{checked.stderr[-2000:]}"
    )


def test_it_names_every_app_in_the_layers() -> None:
    layers = next(contract for contract in CONTRACTS if contract["type"] == "layers")
    assert layers["exhaustive"] is True
    listed = {name.strip() for layer in layers["layers"] for name in layer.split("|")}
    apps = {folder.parent.name for folder in PACKAGE.glob("*/__init__.py")}
    report("Give the app its place in the layers of pyproject.toml (or take out the one that is gone):", listed ^ apps)


def _promised() -> set[str]:
    """What the contract calls pure; a package stands for itself, its modules are seen by the linter."""
    pure = next(contract for contract in CONTRACTS if "pure" in contract["name"])
    return PURE | set(pure["source_modules"])


@pytest.mark.parametrize("module", sorted(_promised()))
def test_it_imports_a_judgement_without_django(module: str) -> None:
    """The linter sees imports, not what an `__init__` on the way loads; a fresh interpreter does."""
    command = [sys.executable, "-c", LOADED, module]
    done = subprocess.run(command, cwd=ROOT / "src", capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, f"{module} cannot be imported on its own:\n{done.stderr}"
    assert done.stdout.split() == [], (
        f"importing {module} loads {done.stdout.strip()}: keep the __init__.py files on its way empty, and import "
        "nothing that knows the database at the top of what it uses"
    )
