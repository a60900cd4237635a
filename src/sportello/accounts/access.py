"""The one place where it is decided who may see what.

Every view of the project carries one of three marks: `public`, `signed_in` or `requires(Permission.X)`. The mark is
kept as `view.access`, so that a test can ask every address who may see it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission, Role, roles_with

__all__ = ["Access", "Permission", "SignedInRequest", "home_of", "public", "requires", "safe_next", "signed_in"]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see a view: everybody, every agent who is signed in, or those with a permission."""

    needs_agent: bool
    permission: Permission | None = None


class SignedInRequest(HttpRequest):
    """A request behind `signed_in` or `requires`: its user is an active agent."""

    user: Agent


type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type AgentView[**P] = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]


def public[**P](view: View[P]) -> View[P]:
    """Mark a view that everybody may see."""
    return _marked(view, Access(needs_agent=False))


def signed_in[**P](view: AgentView[P]) -> View[P]:
    """Let every active agent in; lead others to the sign-in page and back. The answer is never cached."""
    return _guarded(view, None)


def requires[**P](permission: Permission) -> Callable[[AgentView[P]], View[P]]:
    """Let agents in whose role holds the permission; others learn in plain words (403) why not and whom to ask."""

    def guard(view: AgentView[P]) -> View[P]:
        return _guarded(view, permission)

    return guard


def home_of(agent: Agent) -> str:
    """The first page after signing in: the desk, or the profile for those who may not read tickets."""
    return (
        resolve_url(settings.LOGIN_REDIRECT_URL) if agent.may(Permission.READ_TICKETS) else reverse("accounts:profile")
    )


def safe_next(request: HttpRequest, target: str) -> str:
    """The target when it lies on this very host, else "" (an open redirect helps only fishermen)."""
    inside = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=False)
    return target if inside else ""


def _guarded[**P](view: AgentView[P], permission: Permission | None) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if permission and not request.user.may(permission):
            return _forbidden(request, permission)
        return view(cast("SignedInRequest", request), *args, **kwargs)

    return _marked(cast("View[P]", never_cache(guarded)), Access(needs_agent=True, permission=permission))


def _marked[**P](view: View[P], access: Access) -> View[P]:
    view.access = access  # type: ignore[attr-defined]
    return view


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = safe_next(request, _came_from(request))
    url = resolve_url(settings.LOGIN_URL) + (f"?{urlencode({'next': target})}" if target else "")
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _came_from(request: HttpRequest) -> str:
    """The page to come back to: this one when it can be asked for again, else the page that sent the request."""
    if "HX-Request" in request.headers:
        return _path_of(request.headers.get("HX-Current-URL", ""))
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return _path_of(request.headers.get("Referer", ""))


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _forbidden(request: HttpRequest, permission: Permission) -> HttpResponse:
    holders = [Role(role).label for role in Role if role in roles_with(permission)]
    return render(request, "accounts/forbidden.html", {"permission": permission, "holders": holders}, status=403)
