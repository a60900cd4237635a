"""The page of spikes, and one spike with its examples."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.insights import saying
from sportello.insights.models import SeriesCount, Spike, SpikeDraft, SpikeMute, SpikeOutcome
from sportello.insights.spikes.drafting import examples_of
from sportello.insights.spikes.noticing import TUNING
from sportello.insights.spikes.subjects import first_messages

from .naming import named
from .showing import precision, shown

EARLIER_SHOWN = 50
DRAWN_AT_MOST = 6
MUTED_FOR = (1, 7, 28)
"""Days for which a series can be muted."""


@dataclass(frozen=True, slots=True)
class Example:
    """A ticket of a wave, and the first words of what its buyer wrote, without anybody in them."""

    ticket: int
    words: str


@require_safe
@requires(Permission.SEE_FIGURES)
def spikes(request: SignedInRequest) -> HttpResponse:
    """What is going on, what was, how often the calls were right, and what is muted."""
    now = timezone.now()
    going_on = list(Spike.objects.going_on().select_related("verdict"))
    earlier = list(Spike.objects.exclude(ended_at=None).select_related("verdict")[:EARLIER_SHOWN])
    muted = list(SpikeMute.objects.standing(now).select_related("by").order_by("until"))
    names = named((mute.kind, mute.key) for mute in muted)
    right = precision()
    context = {
        "now": now,
        "going_on": [*shown(going_on[:DRAWN_AT_MOST], drawn_at=now), *shown(going_on[DRAWN_AT_MOST:])],
        "earlier": shown(earlier),
        "muted": [(mute, names[mute.kind, mute.key]) for mute in muted],
        "right": right,
        "right_said": _interval(right.value, right.low, right.high),
        "promise": round(1 / TUNING.false_alarms_a_week),
        "counts": SeriesCount.objects.exists(),
        "may_act": request.user.may(Permission.MANAGE_BUSINESS),
    }
    return render(request, "desk/insights/spikes/spikes.html", context)


@require_safe
@requires(Permission.SEE_FIGURES)
def spike(request: SignedInRequest, spike_id: int) -> HttpResponse:
    """One spike: what rose together, the likely cause, what buyers wrote, and what can be done about it."""
    row = Spike.objects.select_related("verdict").filter(pk=spike_id).first()
    if row is None:
        raise Http404(_("There is no such spike."))
    names, now = named(row.series), timezone.now()
    context = {
        "now": now,
        "one": shown([row], drawn_at=now)[0],
        "examples": _examples(row),
        "series": [(place, names[key]) for place, key in enumerate(row.series)],
        "muted": [names[key] for key in _muted(row)],
        "muted_for": MUTED_FOR,
        "outcomes": SpikeOutcome,
        "draft": SpikeDraft.objects.filter(spike=row).select_related("edition__article").first(),
        "may_act": request.user.may(Permission.MANAGE_BUSINESS),
        "may_write": request.user.may(Permission.WRITE_ARTICLES),
        "may_read": request.user.may(Permission.READ_TICKETS),
    }
    return render(request, "desk/insights/spikes/spike.html", context)


@require_safe
@requires(Permission.SEE_FIGURES)
def told(request: SignedInRequest) -> HttpResponse:
    """What goes on, as the desk shows it above the queue; fetched when a wave begins or ends."""
    return render(request, "desk/insights/spikes/told_page.html")


def _examples(row: Spike) -> list[Example]:
    said = {one.message: one.beginning for one in examples_of(row)}
    messages = first_messages(row.tickets)
    return [Example(ticket, said[messages[ticket]]) for ticket in row.tickets if messages.get(ticket) in said]


def _muted(row: Spike) -> list[tuple[str, str]]:
    standing = set(SpikeMute.objects.standing(timezone.now()).values_list("kind", "key"))
    return [key for key in row.series if key in standing]


def _interval(value: float | None, low: float, high: float) -> str:
    if value is None:
        return ""
    told = {"value": saying.percent(value, 0), "low": saying.percent(low, 0), "high": saying.percent(high, 0)}
    return _("%(value)s (between %(low)s and %(high)s)") % told
