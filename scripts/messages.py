"""Collect the strings of the interface into the catalogues (.po); they are the same after two runs.

The catalogues carry neither dates nor names nor places in the source, so that a change in them is a change of words.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "sportello"
LANGUAGES = ("it", "de", "fr", "es")
PLURAL, CONTEXT, BOTH = (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": BOTH,
    "npgettext_lazy": BOTH,
}
HEADER = (b"Language:", b"MIME-Version:", b"Content-Type:", b"Content-Transfer-Encoding:", b"Plural-Forms:")
type Message = tuple[str | tuple[str, ...], str | None, list[str]]


def collected() -> Iterator[Message]:
    """Every string of the interface: the words (with their plural), their context, what is said to translators."""
    for path in sorted(PACKAGE.rglob("*")):
        if "tests" in path.relative_to(PACKAGE).parts or not path.is_file():
            continue
        if path.suffix == ".py":
            yield from _from_python(path.read_text("utf-8"))
        elif "templates" in path.parts and path.suffix in {".html", ".txt"}:
            yield from _from_template(path.read_text("utf-8"), str(path))


def _from_python(source: str) -> Iterator[Message]:
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})
    for _line, words, comments, context in found:
        yield words, context, comments


def _from_template(source: str, origin: str) -> Iterator[Message]:
    """Django writes a template as calls of gettext; its lines are set flush, because Python minds indentation."""
    calls = "\n".join(line.strip() for line in templatize(source, origin=origin).splitlines())
    yield from _from_python(dedent(calls))


def updated(catalogue: Catalog) -> Catalog:
    """The catalogue with exactly the strings collected; what was translated stays so."""
    template = Catalog(fuzzy=False)
    for words, context, comments in collected():
        template.add(words, context=context, auto_comments=comments)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file; of its header only what gettext needs."""
    catalogue.header_comment = f"# Sportello: the words of the interface, {catalogue.locale_identifier}."
    file = io.BytesIO()
    write_po(file, catalogue, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    header, blank, rest = file.getvalue().partition(b"\n\n")
    kept = (line for line in header.splitlines() if not line.startswith(b'"') or line[1:].startswith(HEADER))
    return b"\n".join(kept) + blank + rest


def main() -> int:
    """Bring every catalogue up to date and say what it lacks."""
    settings.configure(USE_I18N=True)  # all that reading templates needs
    for language in LANGUAGES:
        path = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(locale=language, project="Sportello", copyright_holder="The Sportello maintainers")
        if path.exists():
            catalogue = read_po(io.BytesIO(path.read_bytes()), locale=language)
        path.write_bytes(written(updated(catalogue)))
        lacking = sum(not all(forms(message.string)) for message in catalogue if message.id)
        sys.stdout.write(f"{language}: {len(catalogue)} strings, {lacking} without a translation\n")
    return 0


def forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Every form of a translation: one, or one for each plural."""
    return (string or "",) if not isinstance(string, tuple | list) else tuple(string)


if __name__ == "__main__":
    sys.exit(main())
