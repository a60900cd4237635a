"""Macros as files: `macros.toml` names them, `<slug>.<audience>.<language>.liquid` holds each edition. Pure.

An edition's first line is "# " and its title, then an empty line, then the text in Liquid.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LIST = "macros.toml"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME = re.compile(rf"({SLUG.pattern})\.(any|amazon|ebay|walmart|shop)\.(en|it|de|fr|es)\.liquid")
LONGEST_TITLE, LONGEST_PURPOSE, LONGEST_SLUG = 120, 300, 60


class NotMacros(ValueError):
    """Files that are no macros; the message says which and why."""


@dataclass(frozen=True, slots=True)
class EditionFile:
    """One edition as a file has it."""

    audience: str
    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class MacroFiles:
    """A macro with its editions as files have it. `wanted` are the audiences that its author means to write for."""

    slug: str
    title: str
    purpose: str
    topics: tuple[str, ...]
    wanted: tuple[str, ...]
    editions: tuple[EditionFile, ...]


def read(files: Mapping[str, str]) -> list[MacroFiles]:
    """The macros of some files by name, in the order of the list. Raises `NotMacros`."""
    if LIST not in files:
        raise NotMacros(f"{LIST} is missing")
    try:
        listed = tomllib.loads(files[LIST]).get("macro", [])
    except tomllib.TOMLDecodeError as wrong:
        raise NotMacros(f"{LIST}: {wrong}") from wrong
    editions: dict[str, list[EditionFile]] = {}
    for name, text in sorted(files.items()):
        if name != LIST:
            slug, edition = _edition(name, text)
            editions.setdefault(slug, []).append(edition)
    macros = [_macro(told, editions) for told in listed if isinstance(told, dict)]
    unknown = set(editions) - {macro.slug for macro in macros}
    if unknown:
        raise NotMacros(f"{LIST} does not name {', '.join(sorted(unknown))}")
    return macros


def write(macros: Iterable[MacroFiles]) -> dict[str, str]:
    """The files of some macros, by name; `read` gives the same macros back."""
    files: dict[str, str] = {}
    listed: list[str] = []
    for macro in macros:
        lines = {
            "slug": macro.slug, "title": macro.title, "purpose": macro.purpose,
            "topics": list(macro.topics), "editions": list(macro.wanted),
        }  # fmt: skip
        # A JSON string or list of strings is a TOML one too, but for DEL, which no title holds.
        rows = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in lines.items())
        listed.append("\n".join(["[[macro]]", *rows]))
        for one in macro.editions:
            files[f"{macro.slug}.{one.audience}.{one.language}.liquid"] = f"# {one.title}\n\n{one.text}\n"
    return {LIST: "\n\n".join(listed) + "\n", **files}


def _edition(name: str, text: str) -> tuple[str, EditionFile]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise NotMacros(f"{name}: the name must be <slug>.<audience>.<language>.liquid")
    head, _line, body = text.replace("\r\n", "\n").partition("\n")
    title = head.removeprefix("# ").strip()
    if not head.startswith("# ") or not title or len(title) > LONGEST_TITLE:
        raise NotMacros(f"{name}: the first line must be “# ” and a title of at most {LONGEST_TITLE} letters")
    return match[1], EditionFile(match[2], match[3], title, body.strip())


def _macro(told: Mapping[str, object], editions: Mapping[str, Sequence[EditionFile]]) -> MacroFiles:
    slug, title, purpose = (str(told.get(name, "")).strip() for name in ("slug", "title", "purpose"))
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise NotMacros(f"{LIST}: “{slug}” is no slug")
    if not 0 < len(title) <= LONGEST_TITLE or len(purpose) > LONGEST_PURPOSE:
        raise NotMacros(f"{LIST}: {slug} needs a title of at most {LONGEST_TITLE} letters, and a shorter purpose")
    topics, wanted = _words(told, "topics"), _words(told, "editions")
    return MacroFiles(slug, title, purpose, topics, wanted, tuple(editions.get(slug, ())))


def _words(told: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = told.get(name, [])
    return tuple(str(word) for word in found) if isinstance(found, list) else ()
