"""What is installed, what is declared, and what the code imports."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

from .repository import ROOT, tree

NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
PINNED = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;]+)(?P<marker>\s*;.*)?")


def normal(name: str) -> str:
    """The name by which a distribution is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def declared(extra: str = "") -> frozenset[str]:
    """The distributions that pyproject.toml asks for, with an extra if one is named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return frozenset(normal(name[0]) for line in wanted if (name := NAME.match(line)))


def locked(lock: str) -> Iterator[tuple[str, str]]:
    """What a lock file pins, name and version; what it pins for other platforms only where it is installed here."""
    for line in (ROOT / lock).read_text().splitlines():
        if (pinned := PINNED.match(line)) and not (pinned["marker"] and not _is_installed(pinned["name"])):
            yield normal(pinned["name"]), pinned["version"]


def _is_installed(name: str) -> bool:
    return any(normal(found.name) == normal(name) for found in metadata.distributions())


@cache
def _owners() -> Mapping[str, Sequence[str]]:
    return metadata.packages_distributions()


def owners(package: str) -> set[str]:
    """The distributions that bring an importable package."""
    return {normal(name) for name in _owners().get(package, [])}


def packages(distribution: str) -> set[str]:
    """The importable packages that a distribution brings."""
    return {package for package, names in _owners().items() if distribution in map(normal, names)}


def imported(path: Path) -> set[str]:
    """The packages of others that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"sportello"}


def licence(distribution: str) -> str:
    """What a distribution says about its licence: expression, classifiers, else the first line of the field."""
    about = metadata.metadata(distribution)
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    field = (about.get("License") or "").strip().splitlines()
    return about.get("License-Expression") or "; ".join(classifiers) or (field[0] if field else "")
