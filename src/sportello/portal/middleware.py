"""Help centres on domains of their own: the request's host says which one, and nothing else is served there."""

import time
from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port, validate_host

from .keeping import Kept
from .models import HelpCentre

_DOMAINS = Kept(most=1, seconds=10.0, clock=time.monotonic)


class OwnDomain:
    """Lead requests for a help centre's own domain to it.

    Hosts of the installation itself pass untouched and cost nothing. Of all others those that open help centres named
    as their own are let in, with addresses of their own (`host_urls`); the desk is not reachable there. Stands before
    everything that asks for the request's host.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        given = request.META.get("HTTP_HOST", "")
        domain, _port = split_domain_port(given)
        if domain and not validate_host(domain, settings.ALLOWED_HOSTS):
            slug = domains().get(domain.lower())
            if slug is not None:
                request.own_domain = domain.lower()  # type: ignore[attr-defined]
                request.urlconf = "sportello.portal.host_urls"
                if not request.path_info.startswith("/images/"):
                    request.path_info = f"/help/{slug}{request.path_info if request.path_info != '/' else ''}"
                # Django knows its hosts from the settings alone; this one was vouched for by its owner.
                request.get_host = lambda: given  # type: ignore[method-assign]
        return self.get_response(request)


def domains() -> Mapping[str, str]:
    """The slugs of open help centres by their own domains, at most ten seconds old."""
    return _DOMAINS.get("domains", _read)


def forget_domains() -> None:
    """Read the domains anew with the next request of this process."""
    _DOMAINS.clear()


def _read() -> Mapping[str, str]:
    named = HelpCentre.objects.open().exclude(domain="").values_list("domain", "slug")
    return {domain.lower(): slug for domain, slug in named}
