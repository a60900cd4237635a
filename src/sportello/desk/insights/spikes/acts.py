"""What is done about a spike."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.insights.models import Spike, SpikeMute, SpikeOutcome
from sportello.insights.spikes import acting
from sportello.insights.spikes.drafting import draft_article

from .naming import named
from .views import MUTED_FOR


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def verdict(request: SignedInRequest, spike_id: int) -> HttpResponse:
    """Say what a spike proved to be."""
    row = _spike(spike_id)
    outcome = request.POST.get("outcome", "")
    if outcome in SpikeOutcome.values:
        acting.judge(spike=row, outcome=outcome, by=request.user, now=timezone.now())
        messages.success(request, _("Noted. It counts in how often the calls are right."))
    else:
        messages.error(request, _("Choose what it proved to be."))
    return redirect("desk:insights-spike", row.pk)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def mutes(request: SignedInRequest, spike_id: int) -> HttpResponse:
    """Hear nothing of one of its series for some days."""
    row = _spike(spike_id)
    place, days = request.POST.get("series", ""), request.POST.get("days", "")
    if not (place.isdecimal() and int(place) < len(row.series) and days.isdecimal() and int(days) in MUTED_FOR):
        messages.error(request, _("Choose what to mute, and for how long."))
        return redirect("desk:insights-spike", row.pk)
    kind, key = row.series[int(place)]
    now = timezone.now()
    acting.mute(kind=kind, key=key, until=now + timedelta(days=int(days)), by=request.user, now=now)
    name = named([(kind, key)])[kind, key]
    messages.success(request, _("“%(name)s” is muted; the page of spikes lists it.") % {"name": name})
    return redirect("desk:insights-spike", row.pk)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def mute_removal(request: SignedInRequest, mute_id: int) -> HttpResponse:
    """Hear of a series again."""
    acting.lift(mute=get_object_or_404(SpikeMute, pk=mute_id), by=request.user, now=timezone.now())
    messages.success(request, _("You hear of it again."))
    return redirect("desk:insights-spikes")


@require_POST
@requires(Permission.WRITE_ARTICLES)
def article(request: SignedInRequest, spike_id: int) -> HttpResponse:
    """Begin the article that it asks for, or go on with the one that was begun."""
    row = _spike(spike_id)
    title = named(row.series)[row.cause_kind, row.cause_key]
    draft = draft_article(spike=row, title=title, by=request.user, now=timezone.now())
    return redirect("desk:edition", draft.edition_id)


def _spike(spike_id: int) -> Spike:
    found = Spike.objects.filter(pk=spike_id).first()
    if found is None:
        raise Http404(_("There is no such spike."))
    return found
