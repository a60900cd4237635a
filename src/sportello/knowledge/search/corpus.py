"""The corpus that teaches search: what buyers type for each need, and a shelf of articles to be found with it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sportello.reading.vocabulary import LANGUAGES

from .needs import topic_of_need

CORPUS: Final = Path(__file__).parent / "corpus"


class Unlabelled(ValueError):
    """A file of the corpus cannot be used; says where."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One query, and the need behind it."""

    language: str
    need: str
    text: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """One edition on the corpus's shelf, with the needs it serves."""

    slug: str
    language: str
    needs: tuple[str, ...]
    title: str
    keywords: tuple[str, ...]
    body: str


def queries(folder: Path = CORPUS) -> list[Asked]:
    """The queries of `folder/<language>.txt`; raises Unlabelled for a need that the list does not hold."""
    return [Asked(file.stem, need, line) for file in _files(folder) for need, lines in _parts(file) for line in lines]


def shelf(folder: Path = CORPUS) -> list[Shelved]:
    """The editions of `folder/shelf/<language>.txt`: a heading `slug | needs`, then title, keywords and body."""
    found = []
    for file in _files(folder / "shelf"):
        for heading, lines in _parts(file):
            slug, _, needs = (part.strip() for part in heading.partition("|"))
            if len(lines) != 3:
                raise Unlabelled(f"{file.name}: {slug} has not three lines")
            keywords = tuple(word.strip() for word in lines[1].split(";"))
            served = tuple(_known(need.strip(), file) for need in needs.split(","))
            found.append(Shelved(slug, file.stem, served, lines[0], keywords, lines[2]))
    return found


def _files(folder: Path) -> list[Path]:
    return [file for code in LANGUAGES if (file := folder / f"{code}.txt").is_file()]


def _parts(file: Path) -> Iterator[tuple[str, list[str]]]:
    for part in file.read_text(encoding="utf-8").split("\n# "):
        heading, *lines = part.strip().splitlines()
        heading = heading.removeprefix("# ").strip()
        if "|" not in heading:
            _known(heading, file)
        yield heading, [line.strip() for line in lines if line.strip()]


def _known(need: str, file: Path) -> str:
    if need not in topic_of_need():
        raise Unlabelled(f"{file.name}: {need!r} is no need")
    return need
