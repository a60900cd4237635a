"""The page of tickets at risk."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.insights.frame import frame_of
from sportello.insights.risk.listing import checked, scored_at, weights_now

from .lines import clocks, lines

PAGE = "insights-risk"
LOOKS_BACK = timedelta(days=91)


@require_safe
@requires(Permission.SEE_FIGURES)
def risk(request: SignedInRequest) -> HttpResponse:
    """What is likeliest to become a claim or bad feedback, the clocks that run, and how right the list was."""
    now = timezone.now()
    frame = frame_of(request, PAGE, agent=request.user, now=now)
    found, count = lines(request.user, frame.asked.channels)
    _version, weights = weights_now()
    context = {
        "frame": frame,
        "lines": found,
        "count": count,
        "more": max(count - len(found), 0),
        "clocks": clocks(frame.asked.channels),
        "checked": checked(since=now - LOOKS_BACK),
        "scored_at": scored_at(),
        "learnt": weights,
        "now": now,
    }
    return render(request, "desk/insights/risk/page.html", context)
