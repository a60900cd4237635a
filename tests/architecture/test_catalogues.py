"""Every visible string has its translation, and every translation keeps the places that are filled in."""

import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po
from scripts.messages import LANGUAGES, collected, forms, updated, written

from .repository import PACKAGE, named, report

FILLED_IN = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+>")
FOUND = [
    path for language in LANGUAGES if (path := PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po").exists()
]

each_catalogue = pytest.mark.parametrize("path", FOUND, ids=lambda path: path.parts[-3])


def read(path: Path) -> Catalog:
    return read_po(io.BytesIO(path.read_bytes()), locale=path.parts[-3])


def entries(path: Path) -> Iterator[Entry]:
    return (entry for entry in read(path) if entry.id)


@cache
def strings() -> set[tuple[tuple[str, ...], str | None]]:
    """What the source says: every string with its plural and its context."""
    return {(forms(words), context) for words, context, _ in collected()}


def test_it_collects_what_the_source_says() -> None:
    assert len(strings()) > 300
    assert (("Sign in",), None) in strings(), "templates are collected"
    assert any(len(words) == 2 for words, _ in strings()), "plurals are collected"


def test_it_speaks_italian() -> None:
    assert PACKAGE / "locale/it/LC_MESSAGES/django.po" in FOUND, "Run `make messages` and translate what it collects."


@each_catalogue
def test_it_translates_every_string(path: Path) -> None:
    there = {(forms(entry.id), entry.context): entry for entry in entries(path)}
    report(f"Run `make messages`; {named(path)} lacks:", (repr(words) for words, _ in strings() - there.keys()))
    report(f"Run `make messages`; {named(path)} has what nobody says:", (repr(w) for w, _ in there.keys() - strings()))
    report(
        f"Translate in {named(path)}:",
        (repr(entry.id) for entry in there.values() if entry.fuzzy or not all(forms(entry.string))),
    )


@each_catalogue
def test_it_fills_in_the_same_places(path: Path) -> None:
    report(
        f"Keep the places that are filled in (and the markup) of the original in {named(path)}:",
        (
            f"{entry.id!r} -> {entry.string!r}"
            for entry in entries(path)
            if all(forms(entry.string)) and _differs(entry)
        ),
    )


def _differs(entry: Entry) -> bool:
    """A singular may leave its number out ("one ticket"); the last plural may not."""
    originals, translations = forms(entry.id), forms(entry.string)
    everything, wanted = _places(originals), _places(originals[-1:])
    return _places(translations[-1:]) != wanted or bool(set(_places(translations)) - set(everything))


def _places(texts: Sequence[str]) -> list[str]:
    return sorted(place for text in texts for place in FILLED_IN.findall(text))


@pytest.mark.parametrize(
    ("original", "translation", "differs"),
    [
        ("%(n)s of {total}", "{total}, davon %(n)s", False),
        ("%(n)s tickets", "%(m)s ticket", True),
        ("To <b>{{ who }}</b>", "A {{ who }}", True),
        (("%(n)s day", "%(n)s days"), ("un giorno", "%(n)s giorni"), False),
        (("%(n)s day", "%(n)s days"), ("%(n)s giorno", "giorni"), True),
    ],
)
def test_it_notices_a_place_that_was_lost(
    original: str | tuple[str, str], translation: str | tuple[str, str], differs: bool
) -> None:
    assert _differs(Entry(original, translation)) is differs


@each_catalogue
def test_it_keeps_spaces_and_lines_at_the_edges(path: Path) -> None:
    report(
        f"Begin and end with the same spaces and lines in {named(path)}:",
        (
            repr(entry.string)
            for entry in entries(path)
            for text in forms(entry.string)
            if text and _edges(text) != _edges(forms(entry.id)[0])
        ),
    )


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@each_catalogue
def test_it_leaves_no_sentence_in_english(path: Path) -> None:
    report(
        f"Translate in {named(path)}:",
        (
            repr(entry.id)
            for entry in entries(path)
            if entry.string == entry.id and len(re.findall(r"[a-z]{2,}", FILLED_IN.sub("", forms(entry.id)[0]))) > 2
        ),
    )


@each_catalogue
def test_it_names_nobody_and_no_date_in_a_catalogue(path: Path) -> None:
    header = path.read_text("utf-8").partition("\n\n")[0]
    report(
        f"Take it out of the header of {named(path)} (`make messages` does):",
        (line for line in header.splitlines() if re.search(r"@|-Date:|Generated-By|YEAR", line)),
    )


@each_catalogue
def test_it_writes_the_same_catalogue_again(path: Path) -> None:
    again = written(updated(read(path)))
    assert again == path.read_bytes(), f"Run `make messages`: it would write {named(path)} in another way."
