"""The pictures of another help centre's export, found by what its pages call them, and taken when a page shows one."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from sportello.accounts.models import Agent
from sportello.knowledge import picturing
from sportello.knowledge.importing import Outcome, Taken
from sportello.knowledge.picturing import NotAPicture


class Album:
    """Pictures by their path in an archive. Each is drawn anew when it is first asked for; others are never opened."""

    def __init__(self, pictures: Mapping[str, bytes], *, by: Agent | None, now: datetime) -> None:
        self._pictures, self._by, self._now = pictures, by, now
        self._known: dict[str, str] = {}
        self.refused: list[Taken] = []

    def address(self, named: str) -> str:
        """Our own address of the picture that a page names (`src`); "" when it is not here, or is none that we take."""
        path = self._path(named)
        if path and path not in self._known:
            self._known[path] = self._taken(path)
        return self._known.get(path, "")

    def _path(self, named: str) -> str:
        """The path that ends as the address does, with as many of its folders as tell one picture from all others."""
        try:
            wanted = PurePosixPath(unquote(urlsplit(named.strip()).path)).parts
        except ValueError:
            return ""
        there = list(self._pictures)
        for depth in range(1, len(wanted) + 1):
            there = [path for path in there if PurePosixPath(path).parts[-depth:] == wanted[-depth:]]
            if len(there) == 1:
                return there[0]
        return ""

    def _taken(self, path: str) -> str:
        name = PurePosixPath(path).name
        try:
            image = picturing.take(data=self._pictures[path], name=name, by=self._by, now=self._now)
        except NotAPicture:
            self.refused.append(Taken(path, Outcome.REFUSED, "picture"))
            return ""
        return image.address
