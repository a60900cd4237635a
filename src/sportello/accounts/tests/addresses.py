"""One view for each way of guarding one, in front of the house's own addresses."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone, translation

from sportello.accounts.access import Permission, SignedInRequest, public, requires, signed_in


@public
def everybody(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everybody")


@signed_in
def whoever(request: SignedInRequest) -> HttpResponse:
    return HttpResponse(f"{request.user.name} {translation.get_language()} {timezone.get_current_timezone_name()}")


@requires(Permission.MANAGE_CHANNELS)
def channels(request: SignedInRequest) -> HttpResponse:
    return HttpResponse("channels")


urlpatterns = [
    path("queue", whoever),
    path("everybody", everybody),
    path("whoever", whoever),
    path("channels", channels),
    path("", include("sportello.config.urls")),
]
