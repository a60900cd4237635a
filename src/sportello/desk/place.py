"""Where an agent stands in the desk: which view, which channel, which search. It travels in every address."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from sportello.inbox.queue import ANY, UNKNOWN, Only, View
from sportello.reading.vocabulary import LANGUAGES, RISKS, TOPICS


@dataclass(frozen=True, slots=True)
class Place:
    """A view of the queue, perhaps narrowed to a channel, a tag, a topic, a risk or a language, or a search."""

    view: View = View.OWED
    channel: int | None = None
    tag: str = ""
    query: str | None = None
    topic: str = ""
    risk: str = ""
    language: str = ""

    @property
    def only(self) -> Only:
        """What the view is narrowed to."""
        return Only(self.channel, self.tag, self.topic, self.risk, self.language)

    @property
    def string(self) -> str:
        """The place as the query string of an address, without "?"."""
        if self.query is not None:
            return urlencode({"q": self.query})
        parts = {
            "view": self.view.value,
            "channel": self.channel or "",
            "tag": self.tag,
            "topic": self.topic,
            "risk": self.risk,
            "language": self.language,
        }
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
        topic=_one_of((*TOPICS, UNKNOWN), asked.get("topic", "")),
        risk=_one_of((*RISKS, ANY), asked.get("risk", "")),
        language=_one_of(LANGUAGES, asked.get("language", "")),
    )


def _one_of(known: Collection[str], said: str) -> str:
    return said if said in known else ""
