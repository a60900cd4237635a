"""What a web process serves: Django's pages in threads, and the event stream beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from sportello.accounts.middleware import worn_out
from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.core.live.sessions import by_session
from sportello.core.live.stream import LiveStream
from sportello.core.serving.bridge import Bridge

STREAM = "/live"


@dataclass(frozen=True, slots=True)
class Listener:
    """An agent who listens: their session, and whether they may hear of tickets."""

    session: str
    agent_id: int
    reads_tickets: bool


def application() -> Bridge:
    """The application of one web process; called in the process itself, after the fork."""
    from .wsgi import application as pages

    stream = LiveStream(authenticate=by_session(listener), allowed=may_hear)
    return Bridge(pages, streams={STREAM: stream})


def listener(request: HttpRequest) -> Listener | None:
    """Who asks for the stream; None for everybody who is not an active agent."""
    agent = request.user
    if not isinstance(agent, Agent) or not agent.is_active or worn_out(request, timezone.now()):
        return None
    return Listener(request.session.session_key or "", agent.pk, agent.may(Permission.READ_TICKETS))


def may_hear(who: Listener, topic: str, payload: Mapping[str, int | str | bool]) -> bool:
    """Deadlines are for the agent they name; all else is for whoever may read tickets."""
    if topic == "deadline":
        return payload.get("agent") == who.agent_id
    return who.reads_tickets
