"""`sportello articles`: take articles from files and give them away as files."""

import argparse
from pathlib import Path

from .database import ready
from .trouble import Trouble

SAID = {"new": "new", "changed": "new version", "same": "the same already", "refused": "not taken"}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with what it can do."""
    articles = commands.add_parser("articles", help="take help-centre articles from files, or give them away")
    acts = articles.add_subparsers(title="what to do", required=True, metavar="ACT")
    taking = acts.add_parser("import", help="take articles as drafts")
    taking.add_argument(
        "source", type=Path, help="a folder of Markdown files, a zip of one, or an export (.json, .csv)"
    )
    taking.set_defaults(command=_import)
    giving = acts.add_parser("export", help="write articles as Markdown files")
    giving.add_argument("target", type=Path, help="a folder, or a file that ends in .zip")
    giving.set_defaults(command=_export)
    starting = acts.add_parser("starter", help="lay out the articles one begins with, as drafts")
    starting.set_defaults(command=_starter)


def _import(given: argparse.Namespace) -> int:
    """Print what became of each; returns 1 when nothing was taken."""
    ready()
    from django.utils import timezone

    from sportello.knowledge import importing
    from sportello.knowledge.folders.packing import Refused
    from sportello.knowledge.foreign.taking import take_upload

    source: Path = given.source
    if source.is_dir():
        files = [(path.relative_to(source).as_posix(), _text(path)) for path in sorted(source.rglob("*.md"))]
        report = importing.take_files(files, by=None, now=timezone.now())
    else:
        try:
            report = take_upload(name=source.name, data=_bytes(source), by=None, now=timezone.now())
        except Refused as refused:
            raise Trouble(f"{source} is not taken: {refused.reason}") from refused
    for each in report:
        print(f"{SAID[each.outcome]:18} {each.source}" + (f" ({each.why})" if each.why else ""))
    return 0 if any(each.outcome != "refused" for each in report) else 1


def _export(given: argparse.Namespace) -> int:
    """Write every edition at work; a folder may hold other files, which stay."""
    ready()
    from sportello.knowledge import importing
    from sportello.knowledge.folders.packing import pack
    from sportello.knowledge.models import Edition

    editions = Edition.objects.at_work().with_texts().prefetch_related("article__linked", "article__references")
    files = list(importing.files_of(editions.order_by("article__slug", "audience", "language")))
    target: Path = given.target
    if target.suffix == ".zip":
        target.write_bytes(pack(files))
    else:
        for path, content in files:
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    print(f"{len(files)} editions written to {target}")
    return 0


def _starter(_given: argparse.Namespace) -> int:
    """Lay out what is not there yet."""
    ready()
    from django.utils import timezone

    from sportello.knowledge import starting

    report = starting.lay_out(by=None, now=timezone.now())
    print(f"{len(report)} drafts are there to begin with")
    return 0


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as missing:
        raise Trouble(f"{path} cannot be read: {missing.strerror}") from missing
