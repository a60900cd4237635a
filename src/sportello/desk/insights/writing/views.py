"""What to write next: the list, one gap with its sum, and the way from it to an article."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels.models import Channel
from sportello.desk.understanding.words import topic as topic_name
from sportello.desk.understanding.words import topics_by_category
from sportello.insights.models import Gap, GapMute, Sifting
from sportello.insights.writing import drafting, muting, showing, weighting
from sportello.insights.writing.showing import Chosen, Line
from sportello.insights.writing.telling import said_in
from sportello.knowledge.search.asked import unanswered

from .forms import WeightsForm, chosen
from .rows import followed, names_for, rows
from .sums import factors, languages_of, span_of_time

AT_ONCE = 15
SINCE = timedelta(days=28)
MOST_TERMS = 60
LISTS = ("write", "mend", "muted")
MUTED_FOR = {"28": timedelta(days=28), "90": timedelta(days=90), "ever": None}
"""How long a gap can be muted; None: for good."""


@require_safe
@requires(Permission.SEE_REPORTS)
def gaps(request: SignedInRequest) -> HttpResponse:
    """What an article would save, the most first; what was searched in vain; what became of what was written."""
    return _list(request, chosen(request.GET))


@require_safe
@requires(Permission.SEE_REPORTS)
def gap(request: SignedInRequest, gap_id: int) -> HttpResponse:
    """One gap: its sum, factor by factor, examples and the answers that were good, without anybody in them."""
    found = get_object_or_404(Gap.objects.select_related("group"), pk=gap_id)
    line = showing.line_of(found)
    names, muted = names_for([line]), showing.mutes(timezone.now())
    said = said_in([*found.examples, *found.answers])
    context = _may(request) | {
        "row": rows([line], names, muted)[0],
        "factors": factors(line, names),
        "examples": [said[pk] for pk in found.examples if pk in said],
        "answers": [said[pk] for pk in found.answers if pk in said],
        "followed": followed([line.written] if line.written else []),
        "channels": [(names.channels.get(cell.channel, ""), names.products.get(cell.product or 0, ""), cell.tickets)
                     for cell in line.cells],
    }  # fmt: skip
    return render(request, "desk/insights/writing/gap.html", context)


@require_POST
@requires(Permission.WRITE_ARTICLES)
def article(request: SignedInRequest, gap_id: int) -> HttpResponse:
    """Begin the article, and lead to its editor."""
    found = get_object_or_404(Gap, pk=gap_id)
    with translation.override(found.language):
        title = topic_name(found.topic)
    made = drafting.write_article(gap=found, title=title, by=request.user, now=timezone.now())
    messages.success(request, _("A draft from what buyers asked and the best answer. Mend what is in brackets."))
    return redirect("desk:edition", made.edition_id)


@require_POST
@requires(Permission.WRITE_ARTICLES)
def mutes(request: SignedInRequest, gap_id: int) -> HttpResponse:
    """Leave a gap out of the list for a while, or for good."""
    found, now = get_object_or_404(Gap, pk=gap_id), timezone.now()
    if (days := request.POST.get("days", "")) not in MUTED_FOR:
        messages.error(request, _("Choose for how long."))
        return redirect("desk:insights-gap", gap_id)
    length = MUTED_FOR[days]
    muting.mute(gap=found, until=now + length if length else None, by=request.user, now=now)
    messages.success(request, _("Muted. It stands among the muted ones, and can be shown again from there."))
    return redirect("desk:insights-writing")


@require_POST
@requires(Permission.WRITE_ARTICLES)
def mute_removal(request: SignedInRequest, mute_id: int) -> HttpResponse:
    """Show a gap again."""
    found = get_object_or_404(GapMute, pk=mute_id)
    muting.lift(mute=found, by=request.user, now=timezone.now())
    return redirect("desk:insights-gap", found.gap_id)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def weights(request: SignedInRequest) -> HttpResponse:
    """Keep what a minute on each channel is worth."""
    form = _weights_form(request)
    if not form.is_valid():
        return _list(request, Chosen(), form=form, status=422)
    weighting.set_weights(weights=form.weights(), by=request.user, now=timezone.now())
    messages.success(request, _("The list is in the order of these weights now."))
    return redirect("desk:insights-writing")


def _weights_form(request: SignedInRequest) -> WeightsForm:
    given = (request.POST,) if request.method == "POST" else ()
    return WeightsForm(*given, channels=Channel.objects.order_by("name"), known=showing.weights())


def _list(
    request: SignedInRequest, asked: Chosen, *, form: WeightsForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    everything, muted = showing.lines(asked), showing.mutes(now)
    lists = showing.parted(everything, muted)
    shown = request.GET.get("list", "") if request.GET.get("list") in LISTS else LISTS[0]
    lines: list[Line] = getattr(lists, shown)
    page = Paginator(lines, AT_ONCE).get_page(request.GET.get("page"))
    names = names_for(everything)
    terms = unanswered(since=now - SINCE, most=MOST_TERMS)
    context = _may(request) | {
        "page": page,
        "rows": rows(list(page.object_list), names, muted),
        "shown": shown,
        "tabs": [(name, len(getattr(lists, name))) for name in LISTS],
        "chosen": asked,
        "total": span_of_time(sum(line.value.minutes for line in lines)),
        "sifting": Sifting.objects.filter(pk=1).first(),
        "channels": sorted(names.channels.items(), key=lambda pair: pair[1]),
        "products": sorted(names.products.items(), key=lambda pair: pair[1]),
        "topics": topics_by_category(),
        "languages": settings.LANGUAGES,
        "terms": languages_of([(term.text, term.language, term.times) for term in terms]),
        "followed": followed(showing.followed_up()),
        "form": form or _weights_form(request),
        "query": _query(request),
        "others": bool(everything),
        "narrowed": asked != Chosen(),
        "now": now,
    }
    return render(request, "desk/insights/writing/gaps.html", context, status=status)


def _may(request: SignedInRequest) -> dict[str, object]:
    agent = request.user
    return {"may_write": agent.may(Permission.WRITE_ARTICLES), "may_weigh": agent.may(Permission.MANAGE_BUSINESS)}


def _query(request: SignedInRequest) -> str:
    """What the list is narrowed to, for the links to its other pages."""
    kept = request.GET.copy()
    for name in ("page", "list"):
        kept.pop(name, None)
    return kept.urlencode()
