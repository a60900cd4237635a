"""In which series an issue counts. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .explaining import Key

NOT_ALARMED = frozenset({"pair"})
"""Kinds that only explain: there are too many of them to be watched each for itself."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What an issue is about, in codes and ids; 0 and "" where something is not known."""

    ticket: int
    channel: int
    language: str
    topics: Sequence[str]
    product: int
    carrier: str
    country: str
    subject: int = 0


def series_of(issue: Issue) -> Iterator[Key]:
    """Every series that an issue counts in, as kind and key."""
    yield "all", ""
    yield "channel", str(issue.channel)
    if issue.language:
        yield "language", issue.language
    for topic in issue.topics:
        yield "topic", topic
        if issue.product:
            yield "pair", f"{topic}:{issue.product}"
    if issue.product:
        yield "product", str(issue.product)
    if issue.carrier:
        yield "carrier", issue.carrier
        if issue.country:
            yield "lane", f"{issue.carrier}:{issue.country}"
    if issue.subject:
        yield "cluster", str(issue.subject)
