"""The page of account health, and a channel's history on it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels.models import Channel
from sportello.desk.insights.frame import frame_of, today_at
from sportello.insights.health.limits import LIMITS

from .history import charts
from .lines import accounts
from .threats import threats

PAGE = "insights-health"


@require_safe
@requires(Permission.SEE_FIGURES)
def health(request: SignedInRequest) -> HttpResponse:
    """How every channel stands with its marketplace's limits, and what is about to tip one."""
    now = timezone.now()
    frame = frame_of(request, PAGE, agent=request.user, now=now)
    chosen = frame.asked.channels
    found = accounts(chosen, today_at(now))
    context = {
        "frame": frame,
        "known": [one for one in found if one.is_known],
        "unknown": [one for one in found if not one.is_known],
        "threats": threats(chosen, now),
        "now": now,
    }
    return render(request, "desk/insights/health/page.html", context)


@require_safe
@requires(Permission.SEE_FIGURES)
def history(request: SignedInRequest, channel_id: int) -> HttpResponse:
    """How the rates of a channel went."""
    channel = Channel.objects.filter(pk=channel_id, kind__in=list(LIMITS)).first()
    if channel is None:
        raise Http404
    context = {"channel": channel, "charts": charts(channel, today_at(timezone.now()))}
    return render(request, "desk/insights/health/history.html", context)
