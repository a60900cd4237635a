"""The redirector: what a printed code leads to. Its targets are rows of ours, never an address somebody gives."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from sportello.accounts.access import public
from sportello.accounts.audit import address_of
from sportello.portal import braking
from sportello.portal.entrance import ROAD, open_centre
from sportello.portal.models import HelpCentre, Road
from sportello.portal.place import public_url_or_path
from sportello.portal.roads import scanning

from .reading import wanted_language


@require_safe
@public
def scanned(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """Lead to the nearest living page of a code's road; a code that nobody knows leads to the home page.

    Codes are counted by day. Who tries many from one network address is led to the home page without a look at them.
    """
    now = timezone.now()
    centre = open_centre(slug) if slug else None
    is_too_often = braking.brake(braking.SCANS, address_of(request) or "", now=now) is not None
    road = None if is_too_often else scanning.road_of(code, centre=centre)
    home = road.centre if road else centre or _first_centre()
    if request.method == "GET" and not is_too_often:
        scanning.count(centre=home, road=road, now=now)
    answer = HttpResponseRedirect(_address(request, home, road, now))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "Accept-Language"
    return answer


def _address(request: HttpRequest, centre: HelpCentre, road: Road | None, now: datetime) -> str:
    language = wanted_language(request, centre)
    path = scanning.target(road, language=language, now=now) if road else f"/{language}"
    address = path if getattr(request, "own_domain", "") else public_url_or_path(centre, path)
    return f"{address}?{ROAD}={road.code}" if road else address


def _first_centre() -> HelpCentre:
    found = HelpCentre.objects.open().select_related("brand").order_by("pk").first()
    if found is None:
        raise Http404
    return found
