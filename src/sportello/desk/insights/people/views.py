"""The page People: figures of single agents, for those who lead them."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.insights.frame import frame_of
from sportello.insights.exporting.answering import download, wanted
from sportello.insights.measures import MEASURES

from .lines import TOLD, found, lines, table

PAGE = "insights-people"


@require_safe
@requires(Permission.SEE_TEAM)
def people(request: SignedInRequest) -> HttpResponseBase:
    """Every agent who did something on the days that were asked for."""
    now = timezone.now()
    frame = frame_of(request, PAGE, agent=request.user, now=now)
    data = found(frame.asked, now=now)
    if form := wanted(request.GET.get("form", "")):
        return download(table(data, frame.asked), form)
    context = {
        "frame": frame,
        "lines": lines(data, frame.asked),
        "measures": [MEASURES[slug] for slug in (*TOLD, "handling")],
        "now": now,
    }
    return render(request, "desk/insights/people.html", context)
