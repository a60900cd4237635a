"""Time is passed in: what decides something can be asked about any moment, and tests need not wait."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .repository import PACKAGE, is_test, python_files, report, tree
from .syntax import called

CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
WITHOUT_ARGUMENT = {"timezone.localtime", "timezone.localdate"}
"""These read the clock when they are not given a moment."""

LAST = {name.rpartition(".")[2] for name in CLOCKS | WITHOUT_ARGUMENT}

EDGES = {"views", "cli", "templatetags"}
"""Folders whose code runs because somebody asked or a page is drawn."""

LOOPS = {
    *("views.py", "tasks.py", "middleware.py", "__main__.py", "asgi.py"),
    *("connectors/email/watching.py", "connectors/email/pulling.py", "connectors/email/smtp.py"),
    *("core/pump.py", "core/serving/supervisor.py", "core/serving/orders.py", "core/live/hub.py"),
    *("sandbox/run.py", "sandbox/loops.py", "sandbox/feed.py", "sandbox/mail/mailbox.py", "sandbox/mail/smtp.py"),
    "connectors/email/notices.py",  # Django calls a mail backend and hands it no moment
}
"""Loops of a process; and files with such a name in any app."""


def _may_look(path: Path) -> bool:
    inside = path.relative_to(PACKAGE)
    return bool(EDGES & set(inside.parts)) or inside.as_posix() in LOOPS or inside.name in LOOPS


def readings(node: ast.AST) -> Iterator[int]:
    """The lines where the clock is read, except in views: functions whose first argument is the request."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and _is_view(child):
            continue
        if isinstance(child, ast.Call) and _reads(child):
            yield child.lineno
        yield from readings(child)


def _is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(argument.arg.lstrip("_") == "request" for argument in function.args.args[:1])


def _reads(call: ast.Call) -> bool:
    if called(call) not in LAST:
        return False
    name = ".".join(ast.unparse(call.func).split(".")[-2:])
    return name in CLOCKS or (name in WITHOUT_ARGUMENT and not call.args)


def test_it_reads_the_clock_only_at_the_edges() -> None:
    report(
        "Take `now` as an argument; only views, commands, tasks and loops of a process read the clock:",
        (
            f"{path.relative_to(PACKAGE)}:{line}"
            for path in python_files()
            if path.is_relative_to(PACKAGE) and not is_test(path) and not _may_look(path)
            for line in readings(tree(path))
        ),
    )


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("at = timezone.now()", True),
        ("def due(ticket):\n    return datetime.datetime.now(UTC)", True),
        ("timezone.localtime()", True),
        ("timezone.localtime(at)", False),
        ("def page(request):\n    return timezone.now()", False),
    ],
)
def test_it_sees_the_clock_being_read(source: str, reads: bool) -> None:
    assert bool(list(readings(ast.parse(source)))) is reads
