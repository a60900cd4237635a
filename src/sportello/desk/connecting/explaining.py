"""What is wrong with a source, in plain words, by whoever speaks to it."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from django.conf import settings

from sportello.channels import standing
from sportello.channels.models import Source, SourceKind


class Wrong(Protocol):
    """A sentence for people, and the server's own words ("" when it said none)."""

    @property
    def sentence(self) -> str:
        """What is wrong."""
        ...

    @property
    def words(self) -> str:
        """What the server said."""
        ...


class Explains(Protocol):
    """Reading what a source noted of its last error."""

    def __call__(self, source: Source) -> Wrong | None: ...


def wrong_with(source: Source) -> Wrong | None:
    """What is wrong with a source, in the reader's language; None when nothing is known to be."""
    if source.kind == SourceKind.API:
        return standing.wrong_with(source)
    explain = _of_mailboxes()
    return explain(source) if explain else None


@cache
def _of_mailboxes() -> Explains | None:
    """Mailboxes note their errors in words of their own: the connector that reads them says what those mean."""
    folders = [name for name in settings.CONNECTORS if find_spec(f"{name}.standing") is not None]
    explain: Explains | None = import_module(f"{folders[0]}.standing").wrong_with if folders else None
    return explain
