"""Telling the desk: what changed, as ids alone; each browser fetches what it shows."""

from sportello.core.live import publish


def ticket_changed(*, ticket_id: int, what: str, message_id: int | None = None, agent_id: int | None = None) -> None:
    """Tell every open desk that a ticket changed, when the current transaction commits."""
    payload: dict[str, int | str | bool] = {"ticket": ticket_id, "what": what}
    if message_id is not None:
        payload["message"] = message_id
    if agent_id is not None:
        payload["agent"] = agent_id
    publish("ticket", payload)


def deadlines_changed(*, channel_id: int) -> None:
    """Tell every open desk that the deadlines of a channel moved, once for all its tickets."""
    publish("ticket", {"channel": channel_id, "what": "deadlines"})
