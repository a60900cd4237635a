"""The page Today: what threatens now, and how the last days went."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.insights.frame import frame_of
from sportello.insights.mailing.subscribing import is_subscribed

from .card import Look, shown
from .cards import CARDS

PAGE = "insights-today"


@require_safe
@requires(Permission.SEE_FIGURES)
def today(request: SignedInRequest) -> HttpResponse:
    """All cards that have something to say."""
    now = timezone.now()
    frame = frame_of(request, PAGE, agent=request.user, now=now)
    context = {
        "frame": frame,
        "cards": shown(CARDS, Look(request.user, frame, now)),
        "subscribed": is_subscribed(request.user),
        "now": now,
    }
    return render(request, "desk/insights/today.html", context)
