"""The cases from which the review learns: questions and replies whose sentences say what they do. Pure.

A file `<language>[-<name>].txt` holds cases parted by a line `==`. A line `? topic | words` is a question. Every other
line is a sentence of the reply behind its mark: the numbers of the questions it answers (`1`, `12`), or `a` apology,
`t` courtesy, `p` with numbers: a promise to come back on them, `v` with numbers: speaks of them and answers nothing,
`i` information nobody asked for, `k` asks back. A case without questions is a store of such sentences.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .cases import Question
from .evidence import ANSWER, APOLOGY, ASKS, COURTESY, INFORMATION, PROMISE, VAGUE

CORPUS: Final = Path(__file__).parent / "corpus"

_ACTS: Final = {
    "a": APOLOGY,
    "t": COURTESY,
    "p": PROMISE,
    "v": VAGUE,
    "i": INFORMATION,
    "m": INFORMATION,
    "k": ASKS,
}


class Mislabelled(ValueError):
    """A file of the corpus that cannot be read; the message names the file and the line's text."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a reply, what it does, and the questions it answers (by place, from 0)."""

    text: str
    act: str
    answers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Case:
    """Questions with a reply. `place` is where it stands in its file: files of several languages say alike things in
    the same places, so cases are held out by place."""

    language: str
    place: int
    questions: tuple[Question, ...]
    sentences: tuple[Sentence, ...]


def corpus(folder: Path = CORPUS) -> list[Case]:
    """All cases of a folder. Raises Mislabelled."""
    return [case for file in sorted(folder.glob("*.txt")) for case in _cases(file)]


def _cases(file: Path) -> Iterator[Case]:
    language = file.stem.partition("-")[0]
    blocks = [block.strip() for block in file.read_text("utf-8").split("==\n")]
    for place, block in enumerate(block for block in blocks if block):
        lines = block.splitlines()
        asked = tuple(_question(line, language, file) for line in lines if line.startswith("?"))
        told = tuple(_sentence(line, len(asked), file) for line in lines if not line.startswith("?"))
        if not told:
            raise Mislabelled(f"{file.name}: a case needs a reply: {block[:60]}")
        yield Case(language, place, asked, told)


def _question(line: str, language: str, file: Path) -> Question:
    topic, bar, text = line[1:].partition("|")
    if not bar or not text.strip():
        raise Mislabelled(f"{file.name}: {line}")
    return Question(text.strip(), topic.strip(), language)


def _sentence(line: str, questions: int, file: Path) -> Sentence:
    mark, _blank, text = line.partition(" ")
    numbers = frozenset(int(sign) - 1 for sign in mark if sign.isdigit())
    act = ANSWER if mark.isdigit() else _ACTS.get(mark[:1], "")
    if not act or not text.strip() or any(not 0 <= number < questions for number in numbers):
        raise Mislabelled(f"{file.name}: {line}")
    return Sentence(text.strip(), act, numbers if act == ANSWER else frozenset())
