"""What the pages say is so: links lead somewhere, names exist, tables are complete."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from sportello.cli.main import main

from . import documents
from .documents import PLACE, pages
from .repository import BUILT, PACKAGE, ROOT, named, report

CALL = re.compile(r"^(?:\w+\.)*(\w+)\(\)$")
CLASS = re.compile(r"^[A-Z][a-z]+(?:[A-Z][a-z]+)*$")
IN_MODULE = re.compile(r"^([\w/]+\.py): (\w+)$")
OUR_PAGES = ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "docs/")


def our_pages() -> Iterator[Path]:
    return (page for page in pages() if named(page).startswith(OUR_PAGES))


def code() -> Iterator[tuple[Path, str]]:
    return ((page, name) for page in our_pages() for name in documents.named_in_code(page))


def test_it_links_only_to_what_is_there() -> None:
    report("Mend the link:", (f"{named(page)}: {target}" for page in pages() for target in _dead_links(page)))


def _dead_links(page: Path) -> Iterator[str]:
    for target in documents.links(page):
        path, _, anchor = target.partition("#")
        there = page.parent / path if path else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in documents.anchors(there)):
            yield target


def test_it_names_only_files_that_are_there() -> None:
    report(
        "Name the file as it is called now:",
        (
            f"{named(page)}: {name}"
            for page, name in code()
            if PLACE.match(name) and not _lies_elsewhere(name) and not documents.exists(page, name)
        ),
    )


def _lies_elsewhere(name: str) -> bool:
    """Whether a path is the machine's, lies below a variable, or is made by `make setup`."""
    return bool(re.match(r"/|[A-Z_]+/", name)) or name.split("/", maxsplit=1)[0] in BUILT


def test_it_names_only_functions_and_classes_that_are_there() -> None:
    report(
        "Name the function or class as it is called now:",
        (f"{named(page)}: {name}" for page, name in code() if not _is_defined(page, name)),
    )


def _is_defined(page: Path, name: str) -> bool:
    """Whether a name exists; what is neither path nor function nor class is not judged."""
    if found := IN_MODULE.match(name):
        module = documents.module(page, found[1])
        return module is not None and found[2] in documents.names_in(module)
    called = CALL.match(name)
    if called or (CLASS.match(name) and named(page) == "ARCHITECTURE.md"):
        return (called[1] if called else name) in documents.names()
    return True


def test_it_names_only_commands_that_there_are() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = {(page, name.split()[1]) for page, name in code() if re.match(r"make [a-z-]+", name)}
    report("There is no such target in the Makefile:", (f"{named(p)}: make {t}" for p, t in said if t not in targets))


def test_it_shows_the_commands_that_there_are() -> None:
    said = {tuple(name.split()[1:3]) for _, name in code() if re.match(r"sportello [a-z]", name)}
    report(
        "The command line does not know it:", (f"sportello {' '.join(words)}" for words in said if not _knows(words))
    )


def _knows(words: tuple[str, ...]) -> bool:
    """Whether the command line has help for a command, and for the command below it where one is named."""
    command = [word for word in words if re.fullmatch(r"[a-z]+", word)]
    try:
        main([*command, "--help"])
    except SystemExit as ended:
        return ended.code == 0
    return False


def test_it_lists_exactly_the_apps_there_are() -> None:
    there = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[^|]*`) \|", page, re.MULTILINE)
    report(
        "List it in ARCHITECTURE.md's table (or take it out):",
        there ^ {name for row in rows for name in re.findall(r"`(\w+)`", row)},
    )


def test_it_draws_the_layers_as_the_linter_holds_them() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert " > ".join(layers) in page, f"Write in ARCHITECTURE.md: {' > '.join(layers)}"


def test_it_numbers_decisions_without_gaps() -> None:
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(name[:4]) for name in records]
    assert numbers == list(range(1, len(numbers) + 1)), f"Number the records 1, 2, 3 ...: {records}"
    for name in records:
        title = (ROOT / "docs" / "decisions" / name).read_text("utf-8").splitlines()[0]
        assert title.startswith(f"# {int(name[:4])}. "), f"{name}: begin with `# {int(name[:4])}. `"


def test_it_explains_the_words_that_tables_are_named_for() -> None:
    explained = (ROOT / "docs" / "glossary.md").read_text("utf-8").lower().replace("-", " ")
    report(
        "Explain the word in docs/glossary.md, or use the word that stands there:",
        (
            f"{model._meta.label}: {word}"
            for model in apps.get_models()
            if model.__module__.startswith("sportello.")
            for word in [_spaced(model.__name__)]
            if not re.search(rf"\b{word}s?\b", explained)
        ),
    )


def test_it_uses_every_word_that_it_explains() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    words = {_spaced(word) for word in re.findall(r"\*\*([^*]+)\*\*", page)}
    said = " ".join(_spaced(path.read_text("utf-8")) for path in PACKAGE.rglob("*") if path.suffix in {".py", ".html"})
    report("Nobody says this word of docs/glossary.md; take it out:", (w for w in words if w not in said))


def _spaced(text: str) -> str:
    """Words as they are said: "SignInAttempt" and "sign-in attempt" are the same three."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.sub(r"[_\s-]+", " ", apart).lower()
