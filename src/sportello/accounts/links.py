"""Addresses that we write into letters: never from a Host header that nobody vouched for."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

_sources: list[Callable[[], str]] = []


class NoBaseUrlError(ValueError):
    """Neither the settings nor the request name an address of ours that may stand in a letter."""


def ask_for_base_url(source: Callable[[], str]) -> None:
    """Register who knows the address that the owner entered; it returns "" when none was entered."""
    if source not in _sources:
        _sources.append(source)


def base_url(request: HttpRequest | None = None) -> str:
    """The address of this installation without a final slash, such as https://desk.casalume.example.

    What the owner entered comes first, then the setting SPORTELLO_BASE_URL, then the request when its host is one of
    ALLOWED_HOSTS by name ("*" vouches for nobody). Raises NoBaseUrlError when none of them helps.
    """
    sources: tuple[Callable[[], str], ...] = (*_sources, _configured)
    for source in sources:
        if url := source().rstrip("/"):
            return url
    if request is not None and _vouched_for(request.META.get("HTTP_HOST", "")):
        return f"{request.scheme}://{request.META['HTTP_HOST']}"
    raise NoBaseUrlError("set SPORTELLO_BASE_URL to the address under which people reach this installation")


def is_base_url(text: str) -> bool:
    """Whether a text can be the base of links: http or https, a host, nothing behind it."""
    parts = urlsplit(text)
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and parts.path in {"", "/"}
        and not (parts.query or parts.fragment or parts.username)
    )


def _configured() -> str:
    return str(getattr(settings, "SPORTELLO_BASE_URL", ""))


def _vouched_for(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, [name for name in settings.ALLOWED_HOSTS if name != "*"])
