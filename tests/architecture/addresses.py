"""Every address of the project, filled with arguments, as the resolver knows them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, UUIDConverter
from django.urls.resolvers import RoutePattern

from sportello.accounts.access import Access

FILLINGS: Mapping[type, str] = {
    IntConverter: "1",
    SlugConverter: "a-slug",
    UUIDConverter: "00000000-0000-4000-8000-000000000000",
}


@dataclass(frozen=True)
class Address:
    """A route as it is written, a path that reaches it, and the view behind it."""

    route: str
    path: str
    view: Callable[..., HttpResponse]

    @property
    def access(self) -> Access | None:
        """Who may see it, None when the view does not say."""
        mark = getattr(self.view, "access", None)
        return mark if isinstance(mark, Access) else None

    def __str__(self) -> str:
        return f"/{self.route} ({self.view.__module__}.{getattr(self.view, '__name__', self.view)})"


def addresses() -> list[Address]:
    """Every address of the settings' ROOT_URLCONF."""
    return list(_below(get_resolver(), "", "/"))


def _below(resolver: URLResolver, route: str, path: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        further, filled = route + str(pattern.pattern), path + _filled(pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, further, filled)
        else:
            yield Address(further, filled, pattern.callback)


def _filled(pattern: URLPattern | URLResolver) -> str:
    """The pattern's part of a path; every `<kind:name>` is given something that matches."""
    part = pattern.pattern
    if not isinstance(part, RoutePattern):
        assert not part.regex.pattern.strip("^/"), f"write {part} as path(), so that tests can fill it"
        return ""
    filled = str(part)
    for name, converter in part.converters.items():
        value = FILLINGS.get(type(converter), "x")
        for written in (f"<{name}>", *(f"<{kind}:{name}>" for kind in _kinds(filled, name))):
            filled = filled.replace(written, value)
    assert "<" not in filled, f"tests/architecture/addresses.py does not know how to fill {part}"
    return filled


def _kinds(route: str, name: str) -> Iterator[str]:
    """The converters that a route names for an argument: "int" in `<int:ticket_id>`."""
    for piece in route.split("<")[1:]:
        kind, colon, rest = piece.partition(":")
        if colon and rest.partition(">")[0] == name:
            yield kind
