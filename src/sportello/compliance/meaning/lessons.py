"""The corpus: lines with alternatives in braces under the labels they mean, and the texts that come of them. Pure."""

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).with_name("corpus")
INNOCENT: Final = "innocent"
TEXTS_OF_A_LINE: Final = 6
_ALTERNATIVES: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text, its language, what it means (nothing when it is innocent), and the line it came from."""

    text: str
    language: str
    labels: frozenset[str]
    line: str


def lessons(folder: Path = CORPUS, most: int = TEXTS_OF_A_LINE) -> list[Lesson]:
    """The texts of all lines, at most so many of each; always the same ones."""
    return [lesson for file in sorted(folder.glob("*.txt")) for lesson in _of(file, most)]


def digest(folder: Path = CORPUS) -> str:
    """A digest of the corpus, names and content."""
    found = hashlib.sha256()
    for file in sorted(folder.glob("*.txt")):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()


def _of(file: Path, most: int) -> Iterator[Lesson]:
    labels: frozenset[str] = frozenset()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        if line.startswith("# "):
            labels = frozenset(each.strip() for each in line[2:].split(",")) - {INNOCENT}
        elif line.strip():
            for text in _texts(line, most, seed=f"{file.name}:{line}"):
                yield Lesson(text, file.stem[:2], labels, f"{file.name}:{number}")


def _texts(line: str, most: int, *, seed: str) -> list[str]:
    chooser = random.Random(seed)  # noqa: S311 (no secret: the same texts every time)
    found: dict[str, None] = {}
    for _ in range(2 * most):
        text = _ALTERNATIVES.sub(lambda match: chooser.choice(match[1].split("|")), line)
        found[" ".join(text.split())] = None
    return [*found][:most]
