"""Which edition of a macro fits a conversation. Pure."""

from collections.abc import Iterable, Sequence
from typing import Protocol

ANY = "any"


class Edition(Protocol):
    """What choosing looks at."""

    @property
    def audience(self) -> str: ...

    @property
    def language(self) -> str: ...


def fitting[E: Edition](editions: Iterable[E], *, audience: str, languages: Sequence[str]) -> E | None:
    """The edition for an audience in the first of these languages that there is, the audience's own before the one for
    everybody. Never another audience's, nor another language: a text that the buyer cannot read helps nobody.
    """
    theirs = [edition for edition in editions if edition.audience in (audience, ANY)]

    def precedence(edition: E) -> tuple[int, bool]:
        return languages.index(edition.language), edition.audience == ANY

    return min((edition for edition in theirs if edition.language in languages), key=precedence, default=None)
