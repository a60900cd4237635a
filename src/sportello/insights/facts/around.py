"""From events of a visit to its fact. Pure."""

from collections.abc import Sequence
from typing import Any

from .folding import at
from .values import Happened, Visited


def visited(events: Sequence[Happened]) -> Visited | None:
    """What the events of one visit, in the order of their ids, come to; None when its beginning is not among them.

    What was settled last counts; a visit that went on after it was settled is settled once more.
    """
    began = next((event for event in events if event.kind == "visit.began"), None)
    if began is None:
        return None
    told: Any = began.data
    settled: Any = next((event.data for event in reversed(events) if event.kind == "visit.settled"), {})
    read: list[Any] = [event.data for event in events if event.kind == "visit.read"]
    at_form = any(event.kind == "visit.form" for event in events)
    return Visited(
        visit=began.subject,
        centre=told.get("centre", 0),
        channel=told.get("channel", 0),
        language=told.get("language", ""),
        audience=settled.get("audience", ""),
        began_at=at(began.at),
        held_out=told.get("held_out", False),
        at_form=settled.get("at_form", at_form),
        outcome=settled.get("outcome", ""),
        ticket=settled.get("ticket") or 0,
        topics=tuple(settled.get("topics", ())),
        articles=tuple(dict.fromkeys(one["edition"] for one in read if one.get("edition"))),
    )
