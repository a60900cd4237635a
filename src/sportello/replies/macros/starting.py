"""Taking macros from files into the house: the starter set, or what another installation exported."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.replies.models import Macro

from . import files, keeping
from .files import MacroFiles
from .keeping import About, NotClean

FOLDER = Path(__file__).resolve().parents[1] / "starter"


@dataclass(slots=True)
class Taken:
    """What became of some macros: how many were made, left alone because they were there, and editions not in use
    because something speaks against them (slug, audience and language)."""

    made: int = 0
    left: int = 0
    unclean: tuple[str, ...] = ()


@cache
def starter_set() -> tuple[MacroFiles, ...]:
    """The macros that come with Sportello and are written in at least one language."""
    texts = {
        file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir() if file.suffix in {".toml", ".liquid"}
    }
    return tuple(macro for macro in files.read(texts) if macro.editions)


def take(*, macros: tuple[MacroFiles, ...], by: Agent | None, now: datetime, trusted: bool = False) -> Taken:
    """Take macros in, each with its editions in one transaction, and verify the clean ones in the name of `by`.

    `trusted` verifies them unread: our own set is proved when Sportello is built, not again in every house. A macro
    whose slug is known here is left alone, whatever it says.
    """
    taken = Taken()
    for told in macros:
        if Macro.objects.filter(slug=told.slug).exists():
            taken.left += 1
            continue
        taken.unclean += _take(told, by, now, trusted)
        taken.made += 1
    return taken


@transaction.atomic
def _take(told: MacroFiles, by: Agent | None, now: datetime, trusted: bool) -> tuple[str, ...]:
    about = About(told.slug, told.title, told.purpose, told.topics)
    macro = keeping.save_macro(macro=None, about=about, by=by, now=now)
    unclean: list[str] = []
    for one in told.editions:
        edition = keeping.save_edition(
            macro=macro, audience=one.audience, language=one.language, title=one.title, text=one.text, by=by, now=now
        )
        if trusted:
            keeping.vouch(edition=edition, by=by, now=now)
            continue
        try:
            keeping.verify(edition=edition, by=by, now=now)
        except NotClean:
            unclean.append(f"{told.slug}.{one.audience}.{one.language}")
    return tuple(unclean)
