"""Files and functions stay small, are named for what they do, and hide nothing."""

import ast
import re

import pytest

from . import syntax
from .repository import PACKAGE, is_sample, is_test, named, python_files, report, text, tree
from .repository import files as all_files

LONGEST_FILE, LONGEST_FUNCTION = 400, 50
DRAWERS = {"utils", "util", "helpers", "services", "managers", "misc", "common_utils"}
LATER = re.compile("|".join((r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bX" + r"XX\b", r"\bHA" + r"CK\b")))


def test_it_splits_files_before_400_lines() -> None:
    long = ((path, len(path.read_text("utf-8").splitlines())) for path in python_files())
    report(
        f"Split files before {LONGEST_FILE} lines, by what they do:",
        (f"{named(path)}: {lines} lines" for path, lines in long if lines > LONGEST_FILE),
    )


def test_it_stops_functions_at_50_lines() -> None:
    every = ((path, function) for path in python_files() for function in syntax.functions(tree(path)))
    report(
        f"Split functions before {LONGEST_FUNCTION} lines:",
        (
            f"{named(path)}:{function.lineno} {function.name}: {syntax.length(function)} lines"
            for path, function in every
            if syntax.length(function) > LONGEST_FUNCTION
        ),
    )


def test_it_has_no_drawers() -> None:
    report(
        "Name a module for the act or the judgement in it, not for a drawer:",
        (named(path) for path in python_files() if DRAWERS & {path.stem, path.parent.name}),
    )


def test_it_says_what_every_module_is_for() -> None:
    report(
        "Begin the module with a docstring that says what it is for:",
        (
            named(path)
            for path in python_files()
            if path.name not in {"__init__.py", "apps.py"} and not is_test(path) and not ast.get_docstring(tree(path))
        ),
    )


def test_it_asserts_something_in_every_test() -> None:
    trees = {path: tree(path) for path in python_files() if is_test(path)}
    checking = syntax.checking_names(trees.values())
    report(
        "Let the test say what must be so (an assert, pytest.raises, or a helper that asserts):",
        (
            f"{named(path)}:{function.lineno} {function.name}"
            for path, module in trees.items()
            if path.name.startswith("test_")
            for function in syntax.functions(module)
            if function.name.startswith("test_") and not syntax.checks(function, checking)
        ),
    )


def test_it_finishes_the_sentence_it_in_every_test() -> None:
    report(
        "Name tests `test_it_...`, so that the name finishes a sentence:",
        (
            f"{named(path)}:{function.lineno} {function.name}"
            for path in python_files()
            if path.name.startswith("test_")
            for function in syntax.functions(tree(path))
            if function.name.startswith("test_") and not function.name.startswith("test_it_")
        ),
    )


def test_it_swallows_no_error() -> None:
    report(
        "Catch the errors you expect, by name, and do something about them:",
        (f"{named(path)}:{line}" for path in python_files() for line in syntax.swallowed(tree(path))),
    )


def test_it_leaves_nothing_for_later() -> None:
    written = (path for path in all_files() if not is_sample(path))
    report(
        "Do it now, or say in a decision record why not:",
        (
            f"{named(path)}:{number} {line.strip()[:80]}"
            for path in written
            for number, line in enumerate((text(path) or "").splitlines(), 1)
            if LATER.search(line)
        ),
    )


def test_it_has_no_stub() -> None:
    unfinished = "NotImplemented" + "Error"
    report(
        "Write the function, or leave it out; an interface is a Protocol:",
        (
            f"{named(path)}:{node.lineno}"
            for path in python_files()
            if path.is_relative_to(PACKAGE)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Name) and node.id == unfinished
        ),
    )


@pytest.mark.parametrize(
    ("body", "checked"),
    [
        ("assert x", True),
        ("assert True", False),
        ("go(x)", False),
        ("with pytest.raises(ValueError): go(x)", True),
        ("say(x)", True),
    ],
)
def test_it_sees_whether_a_test_checks_something(body: str, checked: bool) -> None:
    module = ast.parse(f"def say(x):\n    assert x\n\ndef test_it(x):\n    {body}\n")
    test = next(function for function in syntax.functions(module) if function.name == "test_it")
    assert syntax.checks(test, syntax.checking_names([module])) is checked


@pytest.mark.parametrize(
    ("caught", "swallows"),
    [
        ("except Exception: pass", True),
        ("except: ...", True),
        ("except (OSError, BaseException): pass", True),
        ("except OSError: pass", False),
        ("except Exception: log()", False),
    ],
)
def test_it_sees_whether_an_error_is_swallowed(caught: str, swallows: bool) -> None:
    assert bool(list(syntax.swallowed(ast.parse(f"try:\n    go()\n{caught}\n")))) is swallows
