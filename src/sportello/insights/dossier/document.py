"""What stands in a dossier, every word ready for its reader. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened or was said: when, by whom and where, the words, and small print below them."""

    at: str
    who: str
    where: str = ""
    text: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under one heading; `empty` is said where there are none."""

    title: str
    entries: Sequence[Entry]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A dossier: title, who made it and when, facts by name, sections, and what stands at the foot of each page.

    `page` has the places %(page)s and %(pages)s. `borrowed` is said at the end where letters are not in the file and
    are left to the fonts of whoever opens it.
    """

    title: str
    made: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    foot: str
    page: str
    language: str = "en"
    borrowed: str = ""
