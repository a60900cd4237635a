"""Short hints on what a channel takes, shown beside an answer. Pure but for the words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from sportello.channels.inbound import ChannelKind
from sportello.channels.taking import too_long
from sportello.desk.macros.background import Background
from sportello.desk.templatetags.desk import language_name
from sportello.reading.language import language_of

_SURE: Final = 0.8
_ENOUGH: Final = 25  # letters from which a language is told
_MARKUP = re.compile(r"</?[a-z][^>]*>|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\)", re.IGNORECASE)
_IMPORTANT = re.compile(r"\[\s*(?:important|importante|wichtig)\s*\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint; `stops` when the channel would refuse the message or the buyer could not read it."""

    words: str
    stops: bool = False


def hints_for(background: Background | None, draft: str) -> list[Hint]:
    """What to mind in this draft on its channel, what stops first."""
    if background is None or not draft.strip():
        return []
    kind, found = background.thread.channel.kind, list(_by_language(background, draft))
    if kind == ChannelKind.AMAZON:
        found += _on_amazon(draft)
    if kind == ChannelKind.EBAY:
        found += _on_ebay(draft)
    return sorted(found, key=lambda hint: not hint.stops)


def _by_language(background: Background, draft: str) -> Iterator[Hint]:
    if len(draft) < _ENOUGH:
        return
    languages: Sequence[str] = background.languages
    written = language_of(draft)
    known = written.confidence >= _SURE and written.code not in {"und", *languages[:1]}
    if background.thread.channel.kind == ChannelKind.WALMART and background.country == "US" and written.code != "en":
        if written.confidence >= _SURE:
            yield Hint(_("Walmart wants English in the United States."), stops=True)
    elif known:
        names = {"language": language_name(languages[0]), "written": language_name(written.code)}
        yield Hint(_("The buyer writes %(language)s; this is %(written)s.") % names)


def _on_amazon(draft: str) -> Iterator[Hint]:
    if _MARKUP.search(draft):
        yield Hint(_("Amazon shows plain text only: marks for bold or links would stand there as they are."))
    if _IMPORTANT.search(draft):
        yield Hint(_("[Important] is only for what a buyer must know to get the order; an answer needs none."))


def _on_ebay(draft: str) -> Iterator[Hint]:
    if why_not := too_long(ChannelKind.EBAY, draft):
        yield Hint(why_not, stops=True)
