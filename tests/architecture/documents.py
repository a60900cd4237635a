"""The written pages of the project, their links and what they name in backticks."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .repository import PACKAGE, ROOT, files, python_files, tree

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"^[\w./-]+/[\w./-]*$|^[\w-]+\.(?:py|md|toml|lock|sh)$")
BESIDE = ("", "src/sportello", "src", "docs")
"""Where a path in a page may begin: at the root, in the package, in the docs; or beside the page itself."""


@cache
def pages() -> tuple[Path, ...]:
    """Every page in Markdown."""
    return tuple(path for path in files() if path.suffix == ".md" and "fixtures" not in path.parts)


def links(page: Path) -> Iterator[str]:
    """The targets of a page's links that lie in the project."""
    for target in LINK.findall(_prose(page)):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(page: Path) -> set[str]:
    """The places of a page that a link may name after `#`."""
    headings = re.findall(r"^#+\s+(.*?)\s*$", _prose(page), re.MULTILINE)
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.lower())) for heading in headings}


def named_in_code(page: Path) -> list[str]:
    """What a page names in backticks, without its blocks of code."""
    return CODE.findall(_prose(page))


def _prose(page: Path) -> str:
    return FENCE.sub("", page.read_text("utf-8"))


def exists(page: Path, place: str) -> bool:
    """Whether a path leads to a file or folder, from one of the places where paths may begin."""
    return any((base / place).exists() for base in (page.parent, *(ROOT / start for start in BESIDE)))


def module(page: Path, place: str) -> Path | None:
    """The Python file that a path leads to."""
    found = (base / place for base in (page.parent, *(ROOT / start for start in BESIDE)))
    return next((path for path in found if path.is_file()), None)


def names_in(path: Path) -> set[str]:
    """Every function, class and constant that a module defines."""
    return _defined(tree(path))


@cache
def names() -> set[str]:
    """Every function and class of the package."""
    return {name for path in python_files() if path.is_relative_to(PACKAGE) for name in _defined(tree(path))}


def _defined(syntax: ast.AST) -> set[str]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    defined = {node.name for node in ast.walk(syntax) if isinstance(node, kinds)}
    bound = {node.id for node in ast.walk(syntax) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return defined | bound
