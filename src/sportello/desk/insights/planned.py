"""The pages that are made of figures alone: deadlines, contacts, handling, self-service."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.insights import asking
from sportello.insights.exporting.answering import download, wanted
from sportello.insights.measures.kinds import By

from .breaking import MOST_ROWS, breakdown, found, table
from .charting import chart_of
from .frame import Frame, frame_of, span_of
from .naming import BYS
from .plans import CONTACTS, DEADLINES, HANDLING, SELF_SERVICE, Plan
from .self_service import beside
from .sheets import sheet_of
from .tiles import tiles

type Beside = Callable[[Frame, datetime], Mapping[str, object]]


@require_safe
@requires(Permission.SEE_FIGURES)
def deadlines(request: SignedInRequest) -> HttpResponseBase:
    """Whether answers are given in time."""
    return _page(request, DEADLINES)


@require_safe
@requires(Permission.SEE_FIGURES)
def contacts(request: SignedInRequest) -> HttpResponseBase:
    """How often buyers need us."""
    return _page(request, CONTACTS)


@require_safe
@requires(Permission.SEE_FIGURES)
def handling(request: SignedInRequest) -> HttpResponseBase:
    """How much work an issue is."""
    return _page(request, HANDLING)


@require_safe
@requires(Permission.SEE_REPORTS)
def self_service(request: SignedInRequest) -> HttpResponseBase:
    """How many buyers helped themselves; with searches that found nothing and the votes on articles."""
    return _page(request, SELF_SERVICE, also=beside)


def _page(request: SignedInRequest, plan: Plan, also: Beside | None = None) -> HttpResponseBase:
    now = timezone.now()
    frame = frame_of(request, plan.page, agent=request.user, now=now)
    by = _by(request.GET.get("by", ""), plan)
    data = found(plan.columns, by, frame.asked)
    if form := wanted(request.GET.get("form", "")):
        return download(table(data, frame.asked, page=plan.page.removeprefix("insights-")), form)
    most = None if request.GET.get("rows") == "all" else MOST_ROWS
    extra: Mapping[str, object] = also(frame, now) if also else {}
    return _shown(request, plan, frame, {**extra, "by": by, "breakdown": breakdown(data, frame.asked, most=most)})


def _shown(request: SignedInRequest, plan: Plan, frame: Frame, more: Mapping[str, object]) -> HttpResponse:
    sheet = sheet_of({*plan.figures, *plan.charts}, frame.asked)
    context = {
        "may_write": request.user.may(Permission.WRITE_ARTICLES),
        "plan": plan,
        "frame": frame,
        "tiles": tiles(plan.figures, frame.asked, sheet, currency=asking.currency(span_of(frame.asked.days))),
        "charts": [
            chart_of(slug, frame.asked, sheet, goal=plan.goals.get(slug), links=frame.may_open) for slug in plan.charts
        ],
        "bys": [(by.value, BYS[by]) for by in plan.bys],
        **more,
    }
    return render(request, "desk/insights/planned.html", context)


def _by(asked: str, plan: Plan) -> By:
    """The breakdown that was asked for, or the plan's first."""
    return By(asked) if asked in plan.bys else plan.bys[0]
