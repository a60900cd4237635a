"""What a shop's agents corrected, as lessons beside the corpus: the last word on a text counts, and counts more."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sportello.reading.labelled import Labelled, case_messages

WEIGHT: Final = 3
"""How many messages of the corpus one corrected message weighs: it was written to this very shop."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Corrected messages, without contradictions, and a digest that changes with them."""

    messages: tuple[Labelled, ...]
    digest: str


def corrections_of(file: Path) -> Corrections:
    """The cases that `sportello reading corrections` wrote, oldest first; of a text said twice the last one counts.

    Raises Mislabelled for a line that is no case, OSError where there is no file.
    """
    latest = {_folded(message): message for message in case_messages(file)}
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Corrections(tuple(latest.values()), digest)


def merged(corpus: Iterable[Labelled], corrections: Sequence[Labelled], *, folds: int) -> list[Labelled]:
    """The corpus and the corrections, each of these WEIGHT times in one fold; a corpus message that says the same as a
    correction gives way to it.
    """
    corrected = {_folded(message) for message in corrections}
    kept = [message for message in corpus if _folded(message) not in corrected]
    return [*kept, *_weighed(corrections, folds)]


def _weighed(corrections: Sequence[Labelled], folds: int) -> Iterator[Labelled]:
    for number, message in enumerate(corrections):
        # Agents say which topics a message has, not where: a topic without a place says nothing about clauses.
        is_placed = {wish.topic for wish in message.wishes} == message.topics
        key = f"corrections/{number % folds}/{message.key}"
        yield from [replace(message, key=key, is_placed=is_placed)] * WEIGHT


def _folded(message: Labelled) -> str:
    return " ".join(f"{message.subject} {message.body}".lower().split())
