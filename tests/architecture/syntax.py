"""What a syntax tree tells about a function: does it check anything, does it swallow what goes wrong."""

import ast
from collections.abc import Iterable, Iterator

type Function = ast.FunctionDef | ast.AsyncFunctionDef

CHECKING_CALLS = {"raises", "fail", "warns", "expect", "run_state_machine_as_test"}
BROAD = {"Exception", "BaseException"}


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: Function) -> int:
    """Lines from `def` to the last one, without decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def checking_names(trees: Iterable[ast.AST]) -> set[str]:
    """The names of functions that check something, themselves or through another that does."""
    bodies = [(function.name, function) for tree in trees for function in functions(tree)]
    known = set(CHECKING_CALLS)
    while found := {name for name, function in bodies if name not in known and checks(function, known)}:
        known |= found
    return known


def checks(function: Function, checking: set[str]) -> bool:
    """Whether a function can fail on purpose: an assert that is no constant, or a call of a name that checks."""
    return any(_is_check(node, checking) for node in ast.walk(function))


def _is_check(node: ast.AST, checking: set[str]) -> bool:
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    if isinstance(node, ast.Raise):
        return isinstance(node.exc, ast.Call) and called(node.exc) == "AssertionError"
    return isinstance(node, ast.Call) and (called(node) in checking or "assert" in called(node))


def called(call: ast.Call) -> str:
    """The last name of what is called: "raises" for `pytest.raises(...)`."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def swallowed(tree: ast.AST) -> Iterator[int]:
    """The lines where any error at all is caught and nothing is made of it."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and _does_nothing(node.body)) or (
            isinstance(node, ast.Call) and called(node) == "suppress" and any(map(_is_broad, node.args))
        ):
            yield node.lineno


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(map(_is_broad, caught.elts))
    return caught is None or (isinstance(caught, ast.Name) and caught.id in BROAD)


def _does_nothing(body: list[ast.stmt]) -> bool:
    return all(
        isinstance(line, ast.Pass | ast.Continue | ast.Break)
        or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in body
    )
