"""What every request of a signed-in agent gets: its own language and zone, and an end to sessions left open."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from sportello.accounts.models import Agent

STARTED, SEEN = "started", "seen"
SEEN_AGAIN_AFTER = timedelta(minutes=5)


class AgentPreferences:
    """End sessions that were idle or open for too long, note when the agent was last seen, speak their language.

    Stands behind AuthenticationMiddleware. Idle is SESSION_IDLE_SECONDS, the whole life SESSION_COOKIE_AGE.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        if STARTED not in request.session:
            begin(request, now)
        if worn_out(request, now):
            logout(request)
            return self.get_response(request)
        agent: Agent = request.user
        _note_seen(request, agent, now)
        with translation.override(agent.language), timezone.override(agent.zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", agent.language)
        return response


def begin(request: HttpRequest, now: datetime) -> None:
    """Start the clocks of a session that was just opened."""
    request.session[STARTED] = request.session[SEEN] = int(now.timestamp())


def worn_out(request: HttpRequest, now: datetime) -> bool:
    """Whether the request's session was idle or open for too long; one whose clocks never started is not."""
    if STARTED not in request.session:
        return False
    idle = now - _moment(request, SEEN)
    age = now - _moment(request, STARTED)
    return idle > timedelta(seconds=settings.SESSION_IDLE_SECONDS) or age > timedelta(
        seconds=settings.SESSION_COOKIE_AGE
    )


def _note_seen(request: HttpRequest, agent: Agent, now: datetime) -> None:
    """Once in a while only: a write for every request would cost more than the page."""
    if now - _moment(request, SEEN) < SEEN_AGAIN_AFTER and agent.last_seen_at:
        return
    request.session[SEEN] = int(now.timestamp())
    Agent.objects.filter(pk=agent.pk).update(last_seen_at=now)
    agent.last_seen_at = now


def _moment(request: HttpRequest, name: str) -> datetime:
    return datetime.fromtimestamp(int(request.session[name]), UTC)
