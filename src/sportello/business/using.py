"""Texts that use policy facts, whoever keeps them: macros, articles, inserts, notices.

An app that keeps such texts registers a provider from its `AppConfig.ready`:

    using.register("macro", texts_of_macros)

`ready` runs once per process, after all models are there; nothing here knows who registers.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UsingText:
    """One text with variables, in its source form.

    `kind` and `ref` say which row it is ("macro", 7); `title` names it for people and holds nothing personal;
    `audience` is "amazon", "ebay", "walmart", "shop" or "any"; `href` is the page on which it is changed.
    """

    kind: str
    ref: int
    title: str
    audience: str
    language: str
    text: str
    href: str


type Provider = Callable[[], Iterable[UsingText]]

_providers: dict[str, Provider] = {}


def register(kind: str, provider: Provider) -> None:
    """Let a provider answer for the texts of a kind; registering again replaces it."""
    _providers[kind] = provider


def texts() -> Iterator[UsingText]:
    """Every text that may use a policy fact, of all providers."""
    for provider in _providers.values():
        yield from provider()


def uses(text: str, key: str) -> bool:
    """Whether a text's source names the fact `policy.<key>`, in words or as a bare number."""
    named = re.compile(rf"(?:\{{\{{|\{{%)(?:(?!\}}\}}|%\}}).)*?\bpolicy\.{re.escape(key)}(?:_number)?\b", re.DOTALL)
    return named.search(text) is not None
