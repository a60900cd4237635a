"""The files of the starter articles. Pure."""

from collections.abc import Iterator
from pathlib import Path

from sportello.knowledge.folders.files import EditionFile, read_file

FOLDER = Path(__file__).parent
OPEN_PLACES = ("fill.carriers", "fill.payment_methods", "fill.company", "fill.sizes")
"""The places that the seller fills once for all of these articles, besides the policy facts."""


def starter_files() -> Iterator[EditionFile]:
    """Every edition, by slug, audience and language."""
    for path in sorted(FOLDER.glob("*/*.md")):
        yield read_file(path.relative_to(FOLDER).as_posix(), path.read_text(encoding="utf-8"))
