"""What is published and by whom: each app that publishes texts says so here, and rules that change find what now fails.

An app registers its provider in `AppConfig.ready`: `publishing.register("business.notices", texts)`. A provider is a
function from the moment to its published texts; it is asked anew each time and may use the database.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sportello.accounts.models import Agent
from sportello.compliance.judgements import Audience, Kind


@dataclass(frozen=True, slots=True)
class PublishedText:
    """A text that buyers read or agents use.

    `key` tells it from all others of its provider and stays the same; `where` is the address of the page on which it is
    mended, `title` what it is called there, `used_by` who uses it, in words. `switch_off` (by whom, when) takes it out
    of use until it is mended, and keeps the record of that; None where it cannot be switched off. `excused` are slugs
    of rules that do not count in this text because a law demands what they mind. `found` are the ids of the rules that
    its provider knows it to break today, so that nobody asks again; None when it does not know.
    """

    key: str
    kind: Kind
    audience: Audience
    language: str
    text: str
    title: str
    where: str
    used_by: str = ""
    switch_off: Callable[[Agent, datetime], None] | None = None
    excused: frozenset[str] = frozenset()
    found: Sequence[str] | None = None


type Provider = Callable[[datetime], Iterable[PublishedText]]

_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Make a provider known under a name of its own, such as "knowledge.editions"; the last one of a name counts."""
    _providers[name] = provider


def forget(name: str) -> None:
    """Make a provider unknown; for tests and for apps that are switched off."""
    _providers.pop(name, None)


def published(now: datetime) -> Iterator[tuple[str, PublishedText]]:
    """Everything that every provider publishes at `now`, with the provider's name."""
    for name, provider in sorted(_providers.items()):
        for text in provider(now):
            yield name, text
