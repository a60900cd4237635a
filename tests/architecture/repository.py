"""The project's own files, as the architecture tests look at them."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "sportello"
BUILT = {".git", ".hypothesis", ".venv", ".uv", ".data", ".cache", "__pycache__", "dist", "build", "test-results"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project: what git knows or would add, without git every file not built."""
    found = _by_git() if (ROOT / ".git").exists() else None
    return tuple(sorted(path for path in (found or _by_walking()) if path.is_file()))


def _by_git() -> list[Path] | None:
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-c", "-o", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.CalledProcessError):
        return None
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def _by_walking() -> Iterator[Path]:
    for path in ROOT.rglob("*"):
        parts = set(path.relative_to(ROOT).parts)
        if not parts & BUILT and not any(part.startswith(".") and part.endswith("_cache") for part in parts):
            yield path


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file that people write: migrations are Django's."""
    return tuple(path for path in files() if path.suffix == ".py" and "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one Python file."""
    return ast.parse(path.read_text("utf-8"), str(path))


@cache
def text(path: Path) -> str | None:
    """The text of a file, None when it is not UTF-8 (pictures, models, mail)."""
    raw = path.read_bytes()
    try:
        return None if b"\0" in raw else raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def named(path: Path) -> str:
    """A file's name from the project's root."""
    return path.relative_to(ROOT).as_posix()


def is_test(path: Path) -> bool:
    """Whether a file only serves tests: `tests` folders, `testing.py`, `bench`."""
    inside = path.relative_to(ROOT).parts
    return "tests" in inside or path.name in {"testing.py", "conftest.py"} or inside[0] == "bench"


def is_sample(path: Path) -> bool:
    """Whether a file is a sample of what others write (mails, corpora), not something that we say."""
    return bool({"fixtures", "corpus", "stories", "others"} & set(path.parent.relative_to(ROOT).parts)) and (
        path.suffix != ".py"
    )


def report(rule: str, offenders: Iterable[str]) -> None:
    """Fail with the rule and everything that breaks it, one a line; pass when nothing does."""
    broken = sorted(offenders)
    assert not broken, f"{rule}\n  " + "\n  ".join(broken) + f"\n  ({len(broken)} in all)"
