"""The door of every help-centre page: which centre, which language, whose visit; and whose posts are taken."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from sportello.accounts.audit import address_of
from sportello.business.defaults import default_calendar

from . import braking
from .keeping import KEPT
from .models import HelpCentre, Road
from .place import Place, root_of
from .showing import page
from .stamps import is_ours
from .visiting import COOKIE, COOKIE_SECONDS, Visiting, come_by, visiting

ROAD = "via"
"""The query parameter that names the road by which somebody came."""

# What every page is made of, in one round trip: whatever is published, taken down or stated anew changes it.
_STANDING = """
SELECT changed_at, (SELECT max(id) FROM knowledge_publication), (SELECT max(ended_at) FROM knowledge_publication),
       (SELECT max(id) FROM business_policyfact)
FROM portal_helpcentre WHERE slug = %s AND opened_at IS NOT NULL
"""

type PlaceView[**P] = Callable[Concatenate[HttpRequest, Place, P], HttpResponse]
type PublicView[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def in_centre[**P](view: PlaceView[P]) -> Callable[..., HttpResponseBase]:
    """Give a view its `Place` instead of the address's `slug` and `language`; 404 when either is not there.

    Where a view finds nothing, the centre's own page (404) says so, with its search and the way to a person. Whoever
    comes by a road is led to the same page without its code, so that no link passed on carries an audience.
    """

    @wraps(view)
    def entered(request: HttpRequest, slug: str, language: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        centre, mark = _opened(slug)
        if language not in centre.languages:
            raise Http404
        now = timezone.now()
        visit = visiting(request, centre=centre, language=language, now=now)
        root = root_of(centre, on_own_domain=bool(getattr(request, "own_domain", "")))
        place = Place(centre, language, now, visit, root, address_of(request) or "", mark)
        if request.method == "GET" and (code := request.GET.get(ROAD)):
            return _with_cookie(_by_road(request, place, code), place, request)
        zone = KEPT.get(("zone", centre.pk, centre.changed_at), lambda: (centre.calendar or default_calendar()).zone)
        with translation.override(language), timezone.override(zone):
            try:
                answer = view(request, place, *args, **kwargs)
            except Http404:
                answer = page(request, place, "portal/not_here.html", {}, languages=(), status=404)
            return _with_cookie(answer, place, request)

    return entered


def open_centre(slug: str) -> HelpCentre:
    """The help centre of this name that buyers can see. Raises Http404."""
    return _opened(slug)[0]


def _opened(slug: str) -> tuple[HelpCentre, Hashable]:
    """An open help centre, kept until something of it changes, and what `Place.mark` says. One light query."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [slug])
        found = cursor.fetchone()
    if found is None:
        raise Http404
    changed_at, *mark = found
    rows = HelpCentre.objects.open().select_related("brand", "calendar", "channel")
    return KEPT.get(("centre", slug, changed_at), lambda: rows.get(slug=slug)), tuple(mark)


def from_own_page[**P](view: PublicView[P]) -> PublicView[P]:
    """Take posts of our own pages only: no other site's, and none without the visit's cookie or a stamp of ours.

    This stands in for Django's token, whose cookie buyers need not have. Others get 403, with a way back.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not _is_from_here(request):
            return render(request, "portal/refused.html", status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def braked[**P](view: PlaceView[P]) -> PlaceView[P]:
    """Count what costs something by network address; whoever asks too often gets 429 and how long to wait."""

    @wraps(view)
    def counted(request: HttpRequest, place: Place, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if wait := braking.brake(braking.ASKING, place.address, now=place.now):
            return too_often(request, place, int(wait.total_seconds()))
        return view(request, place, *args, **kwargs)

    return counted


def too_often(request: HttpRequest, place: Place, seconds: int) -> HttpResponse:
    """The page (429) that says honestly how long to wait, and offers what can be done meanwhile."""
    answer = page(request, place, "portal/too_often.html", {"minutes": max(1, -(-seconds // 60))}, status=429)
    answer.headers["Retry-After"] = str(max(1, seconds))
    return answer


def _is_from_here(request: HttpRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin", "")
    if origin and origin != "null" and urlsplit(origin).netloc != request.META.get("HTTP_HOST", ""):
        return False
    return COOKIE in request.COOKIES or is_ours(request.POST.get("stamp", ""))


def _by_road(request: HttpRequest, place: Place, code: str) -> HttpResponse:
    road = Road.objects.filter(code=code[:24], centre=place.centre).first()
    if road is not None:
        come_by(place.visiting, road)
    query = request.GET.copy()
    query.pop(ROAD)
    return HttpResponseRedirect(place.root + _below(request, place) + (f"?{query.urlencode()}" if query else ""))


def _below(request: HttpRequest, place: Place) -> str:
    """The path of a request below its help centre, beginning with the language."""
    return request.path.removeprefix(root_of(place.centre, on_own_domain=False))


def _with_cookie[Answer: HttpResponseBase](answer: Answer, place: Place, request: HttpRequest) -> Answer:
    """Nothing between us and the visitor may keep a page: what it shows depends on where they came from."""
    visit: Visiting = place.visiting
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    answer.headers.setdefault("Content-Language", place.language)
    if visit.cookie:
        answer.set_cookie(
            COOKIE, visit.cookie, max_age=COOKIE_SECONDS, path=place.root or "/",
            secure=settings.SECURE or request.is_secure(), httponly=True, samesite="Lax",
        )  # fmt: skip
    return answer
