"""Where an agent stands in the desk: which view, which channel, which search. It travels in every address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from sportello.inbox.queue import View


@dataclass(frozen=True, slots=True)
class Place:
    """A view of the queue, perhaps of one channel or one tag only, or the results of a search."""

    view: View = View.OWED
    channel: int | None = None
    tag: str = ""
    query: str | None = None

    @property
    def string(self) -> str:
        """The place as the query string of an address, without "?"."""
        if self.query is not None:
            return urlencode({"q": self.query})
        parts = {"view": self.view.value, "channel": self.channel or "", "tag": self.tag}
        return urlencode({name: value for name, value in parts.items() if value})


def place_of(request: HttpRequest) -> Place:
    """The place an address names. What makes no sense in it counts as not said."""
    asked: QueryDict = request.GET
    if "q" in asked:
        return Place(query=asked.get("q", "")[:200])
    view = asked.get("view", "")
    channel = asked.get("channel", "")
    return Place(
        view=View(view) if view in View else View.OWED,
        channel=int(channel) if channel.isascii() and channel.isdigit() and len(channel) < 16 else None,
        tag=asked.get("tag", "")[:40],
    )
