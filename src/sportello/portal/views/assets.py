"""What pages of a help centre load, and what search engines ask for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from sportello.accounts.access import public
from sportello.knowledge.models import Audience, Image
from sportello.knowledge.shelf import visible
from sportello.portal import looks
from sportello.portal.entrance import open_centre
from sportello.portal.models import HelpCentre
from sportello.portal.place import public_url_or_path
from sportello.reading.vocabulary import CATEGORIES

FOR_EVER = "public, max-age=31536000, immutable"
MOST_ADDRESSES = 40_000
PRIVATE = ("order", "contact", "requests", "solutions", "search")


@require_safe
@public
def style(_request: HttpRequest, slug: str, fingerprint: str) -> HttpResponse:
    """The one style sheet of a help centre. Under an address of its content it may be kept for ever."""
    text = looks.style_sheet(open_centre(slug))
    answer = HttpResponse(text, content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = FOR_EVER if looks.fingerprint(text) == fingerprint else "no-cache"
    return answer


@require_safe
@public
def logo(_request: HttpRequest, slug: str, fingerprint: str) -> HttpResponse:
    """The logo, drawn anew when it was uploaded; 404 without one."""
    centre = open_centre(slug)
    if not centre.logo:
        raise Http404
    answer = HttpResponse(bytes(centre.logo), content_type=centre.logo_type)
    same = looks.fingerprint(bytes(centre.logo)) == fingerprint
    answer.headers["Cache-Control"] = FOR_EVER if same else "no-cache"
    return answer


@require_safe
@public
def sitemap(_request: HttpRequest, slug: str) -> HttpResponse:
    """Every page that an unknown visitor can read, in each language with the addresses of the others."""
    centre = open_centre(slug)
    context = {"pages": _pages(centre)[:MOST_ADDRESSES]}
    return HttpResponse(render_to_string("portal/sitemap.xml", context), content_type="application/xml")


@require_safe
@public
def robots(_request: HttpRequest, slug: str) -> HttpResponse:
    """What search engines shall leave alone, for a help centre on a domain of its own."""
    centre = open_centre(slug)
    lines = ["User-agent: *", *(f"Disallow: /*/{name}" for name in PRIVATE)]
    lines.append(f"Sitemap: {public_url_or_path(centre, '/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@public
def image(_request: HttpRequest, name: str) -> HttpResponse:
    """A picture of an article on a help centre's own domain. Its name is that of its content."""
    fingerprint, _dot, kind = name.partition(".")
    row = Image.objects.filter(sha256=fingerprint, kind=kind).first()
    if row is None:
        raise Http404
    answer = HttpResponse(bytes(row.data), content_type=row.media_type)
    answer.headers["Cache-Control"] = FOR_EVER
    return answer


def _pages(centre: HelpCentre) -> list[dict[str, object]]:
    """Each page's address, when it changed, and the same page in all its languages."""
    paths: dict[str, dict[str, object]] = {path: dict.fromkeys(centre.languages) for path in _fixed()}
    for edition in visible(Audience.ANY, None, centre.brand_id, timezone.now()).order_by("article__slug", "pk"):
        if edition.language in centre.languages and edition.published:
            found = paths.setdefault(f"/articles/{edition.article.slug}", {})
            found[edition.language] = edition.published.at
    return [
        {"url": _url(centre, language, path), "at": at, "all": [(one, _url(centre, one, path)) for one in found]}
        for path, found in paths.items()
        for language, at in found.items()
    ]


def _fixed() -> list[str]:
    return ["", *(f"/topics/{category}" for category in CATEGORIES)]


def _url(centre: HelpCentre, language: str, path: str) -> str:
    return public_url_or_path(centre, f"/{language}{path}")
