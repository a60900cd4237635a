"""Samples of sent answers with what the review said of them, and how well repeats were found, agent by agent."""

import secrets
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.models import Agent
from sportello.insights.causes import sampling
from sportello.insights.causes.sampling import CannotSample
from sportello.insights.models import SampledAnswer, SampleDraw

from .answers import answers
from .finding import found_repeats

WEEKS_BACK = 8
DRAWS_SHOWN = 40
SEEDS = 2**63


@require_safe
@requires(Permission.SEE_TEAM)
def samples(request: SignedInRequest) -> HttpResponse:
    """Draw a sample, the samples that were drawn, and how repeats were found."""
    mondays = _mondays(timezone.localdate())
    drawn = SampleDraw.objects.select_related("agent", "by").prefetch_related("answers__comments")
    context = {
        "agents": Agent.objects.active().who_may(Permission.ANSWER).order_by("name"),
        "weeks": [(monday, monday + timedelta(days=6)) for monday in mondays],
        "draws": [_told(row) for row in drawn[:DRAWS_SHOWN]],
        "repeats": found_repeats(since=timezone.now() - timedelta(days=90)),
    }
    return render(request, "desk/insights/samples/samples.html", context)


@require_POST
@requires(Permission.SEE_TEAM)
def draws(request: SignedInRequest) -> HttpResponse:
    """Draw a sample of the answers of `agent` in the week that begins on the Monday `week`."""
    given = request.POST.get("agent", "")
    agent = get_object_or_404(Agent, pk=int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0)
    try:
        row = sampling.draw(
            agent=agent,
            first=_monday(request.POST.get("week", "")),
            zone=request.user.zone,
            seed=secrets.randbelow(SEEDS),
            by=request.user,
            now=timezone.now(),
        )
    except CannotSample as refused:
        messages.error(request, str(refused))
        return redirect("desk:insights-samples")
    return redirect("desk:insights-sample", row.pk)


@require_safe
@requires(Permission.SEE_TEAM)
def sample(request: SignedInRequest, draw_id: int) -> HttpResponse:
    """The answers of a sample, each with what was asked, the review's word and the comments."""
    row = get_object_or_404(SampleDraw.objects.select_related("agent", "by"), pk=draw_id)
    now, address = timezone.now(), audit.address_of(request)
    audit.note(act="sample.looked_at", now=now, agent=request.user, subject=("sample_draw", row.pk), address=address)
    context = {"draw": row, "until": row.first + timedelta(days=6), "answers": answers(row), "most": sampling.MOST}
    return render(request, "desk/insights/samples/sample.html", context)


@require_POST
@requires(Permission.SEE_TEAM)
def more(request: SignedInRequest, draw_id: int) -> HttpResponse:
    """Look at the next few answers by lot."""
    row = get_object_or_404(SampleDraw, pk=draw_id)
    added = sampling.more(of=row, zone=request.user.zone, by=request.user, now=timezone.now())
    said = ngettext("%(n)s more answer.", "%(n)s more answers.", added) % {"n": added}
    messages.success(request, said if added else _("That were all answers of this week."))
    return redirect("desk:insights-sample", row.pk)


@require_POST
@requires(Permission.SEE_TEAM)
def comments(request: SignedInRequest, answer_id: int) -> HttpResponse:
    """Say something of an answer to its agent."""
    row = get_object_or_404(SampledAnswer, pk=answer_id)
    try:
        sampling.comment(answer=row, text=request.POST.get("text", ""), by=request.user, now=timezone.now())
        messages.success(request, _("The agent sees your comment beside the answer."))
    except CannotSample as refused:
        messages.error(request, str(refused))
    response = redirect("desk:insights-sample", row.draw_id)
    response["Location"] += f"#answer-{row.pk}"
    return response


def _told(row: SampleDraw) -> dict[str, object]:
    kept = list(row.answers.all())
    return {
        "draw": row,
        "until": row.first + timedelta(days=6),
        "answers": len(kept),
        "comments": sum(len(one.comments.all()) for one in kept),
    }


def _mondays(today: date) -> list[date]:
    """The Mondays of the last whole weeks, the latest first."""
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=back) for back in range(1, WEEKS_BACK + 1)]


def _monday(given: str) -> date:
    try:
        found = parse_date(given)
    except ValueError:
        found = None
    if found is None or found.weekday():
        raise Http404
    return found
