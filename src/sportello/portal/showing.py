"""Rendering pages of a help centre: what the frame around every page needs, and pages kept for many visitors."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_info

from . import looks
from .keeping import KEPT
from .models import CentreLink, CentreText, LinkPlace, TextKind
from .place import Place, public_url_or_path
from .stamps import stamp


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The same page in another language."""

    code: str
    name: str
    href: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    place: Place
    stamp: str
    style: str
    logo: str
    top: Sequence[CentreLink]
    bottom: Sequence[CentreLink]
    has_legal: bool
    has_privacy: bool
    languages: Sequence[InLanguage]
    url: str


def page(
    request: HttpRequest,
    place: Place,
    template: str,
    context: Mapping[str, object],
    *,
    path: str = "",
    languages: Sequence[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page made for this visitor. `path` is its own address below the language, `languages` those it also has."""
    return HttpResponse(_rendered(request, place, template, context, path, languages), status=status)


def kept_page(
    request: HttpRequest,
    place: Place,
    template: str,
    context: Callable[[], Mapping[str, object]],
    *,
    key: tuple[Hashable, ...],
    path: str = "",
    languages: Sequence[str] | None = None,
) -> HttpResponse:
    """A page that is the same for all visitors of one audience: rendered once and kept a little while.

    `key` names everything it is made of besides the centre, the audience and the language; `context` is called when
    it is not kept yet.
    """
    who = (place.centre.pk, place.centre.changed_at, place.audience, place.language, place.root, template)
    text = KEPT.get(("page", *who, *key), lambda: _rendered(request, place, template, context(), path, languages))
    return HttpResponse(text)


def _rendered(
    request: HttpRequest,
    place: Place,
    template: str,
    context: Mapping[str, object],
    path: str,
    languages: Sequence[str] | None,
) -> str:
    # Without the request: no context processor may look at sessions or agents here.
    del request
    return render_to_string(template, {"place": place, "frame": frame(place, path, languages), **context})


def frame(place: Place, path: str, languages: Sequence[str] | None = None) -> Frame:
    """What stands around a page with this path below its language."""
    centre = place.centre
    key = ("frame", centre.pk, centre.changed_at, place.language, place.root, place.audience)
    style, logo, top, bottom, texts = KEPT.get(key, lambda: _fixed(place))
    spoken = centre.languages if languages is None else languages
    return Frame(
        place=place,
        stamp=stamp(centre_id=centre.pk, now=place.now),
        style=style,
        logo=logo,
        top=top,
        bottom=bottom,
        has_legal=TextKind.LEGAL in texts,
        has_privacy=TextKind.PRIVACY in texts,
        languages=[_in_language(place, code, path) for code in spoken],
        url=public_url_or_path(centre, _below(place.language, path)),
    )


def _fixed(place: Place) -> tuple[str, str, list[CentreLink], list[CentreLink], set[str]]:
    centre = place.centre
    style = f"{place.root}/style/{looks.fingerprint(looks.style_sheet(centre))}.css"
    logo = f"{place.root}/logo/{looks.fingerprint(bytes(centre.logo))}" if centre.logo else ""
    # Marketplaces forbid to lead their buyers to one's own shop: only its own visitors see such links.
    own = list(centre.links.filter(language=place.language)) if place.audience == "shop" else []
    texts = CentreText.objects.filter(centre=centre, language=place.language)
    return (
        style,
        logo,
        [link for link in own if link.place == LinkPlace.HEADER],
        [link for link in own if link.place == LinkPlace.FOOTER],
        set(texts.values_list("kind", flat=True)),
    )


def _in_language(place: Place, code: str, path: str) -> InLanguage:
    name = str(get_language_info(code)["name_local"]).capitalize()
    url = public_url_or_path(place.centre, _below(code, path))
    return InLanguage(code, name, place.to(path, language=code), url)


def _below(language: str, path: str) -> str:
    return f"/{language}/{path}" if path else f"/{language}"
