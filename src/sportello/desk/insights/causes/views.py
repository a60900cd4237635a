"""The page of causes, a line of it with what can be done about it, and the acts."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.models import Agent
from sportello.insights.causes import noting, remedying, studying
from sportello.insights.causes.judging import Verdict
from sportello.insights.causes.studying import SPANS
from sportello.insights.models import CauseLine, CauseStudy, Dimension, Remedy, TrainingNote, Trouble
from sportello.knowledge.models import Edition
from sportello.replies.models import MacroEdition

from . import behind, words
from .lines import breakdowns, followed, shown
from .reasons import reasons

REMEDIES_SHOWN = 20
NOTES_SHOWN = 20


@require_safe
@requires(Permission.SEE_TEAM)
def causes(request: SignedInRequest) -> HttpResponse:
    """What to change first, what was done, and the breakdowns of one trouble over so many days."""
    trouble, days = _trouble(request), _days(request)
    study = CauseStudy.objects.filter(trouble=trouble, days=days).first()
    context = {
        "trouble": trouble,
        "troubles": Trouble,
        "days": days,
        "spans": SPANS,
        "study": study,
        "causes": _causes(study) if study else [],
        "breakdowns": breakdowns(study, only=_dimension(request)) if study else [],
        "dimension": _dimension(request),
        "reasons": reasons(study) if study and trouble is Trouble.REPEAT else [],
        "hits_heading": words.hits_heading(trouble),
        "overall": words.share(study.hits / study.cases) if study and study.cases else "",
        "followed": followed(Remedy.objects.filter(trouble=trouble).select_related("by")[:REMEDIES_SHOWN]),
        "notes": _notes(),
    }
    return render(request, "desk/insights/causes/causes.html", context)


@require_safe
@requires(Permission.SEE_TEAM)
def line(request: SignedInRequest, line_id: int) -> HttpResponse:
    """A line of causes: its figures, what can be done about it, what was done, and the tickets behind it."""
    return _line(request, _found(line_id))


@require_POST
@requires(Permission.SEE_TEAM)
def studies(request: SignedInRequest) -> HttpResponse:
    """Look for causes anew, of `trouble` over `days`."""
    trouble, days = _trouble(request), _days(request)
    studying.study(trouble=trouble, days=days, now=timezone.now())
    messages.success(request, _("Counted anew."))
    return redirect(f"{reverse('desk:insights-causes')}?trouble={trouble.value}&days={days}")


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def requirement(request: SignedInRequest, line_id: int) -> HttpResponse:
    """Make the data that a line names required in answers on its topic."""
    row = _found(line_id)
    try:
        remedying.require_data(line=row, by=request.user, now=timezone.now())
        messages.success(request, _("Required from now on: agents are asked before an answer leaves without it."))
    except remedying.NothingToRequire:
        messages.error(request, _("There is nothing to require: answers must state it already."))
    return redirect("desk:insights-cause", row.pk)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def requirements(request: SignedInRequest) -> HttpResponse:
    """Make `datum` required in answers on `topic`, because buyers wrote again for it."""
    topic, datum = request.POST.get("topic", ""), request.POST.get("datum", "")
    try:
        remedying.require_datum(topic=topic, datum=datum, days=_days(request), by=request.user, now=timezone.now())
        messages.success(request, _("Required from now on: agents are asked before an answer leaves without it."))
    except remedying.NothingToRequire:
        messages.error(request, _("There is nothing to require: answers must state it already."))
    return redirect("desk:insights-causes")


@require_POST
@requires(Permission.SEE_TEAM)
def text(request: SignedInRequest, line_id: int) -> HttpResponse:
    """Go to the macro or article of a line, and remember that somebody went."""
    row = _found(line_id)
    address = _text_of(row)
    if not address:
        messages.error(request, _("This text is gone."))
        return redirect("desk:insights-cause", row.pk)
    remedying.open_text(line=row, by=request.user, now=timezone.now())
    return redirect(address)


@require_POST
@requires(Permission.SEE_TEAM)
def notes(request: SignedInRequest, line_id: int) -> HttpResponse:
    """Send the agents chosen (`agent`, several) the note `text` about a line."""
    row = _found(line_id)
    chosen = [int(one) for one in request.POST.getlist("agent") if one.isascii() and one.isdigit() and len(one) < 19]
    agents = list(Agent.objects.active().who_may(Permission.ANSWER).filter(pk__in=chosen))
    given = request.POST.get("text", "")
    try:
        remedying.send_note(line=row, text=given, agents=agents, by=request.user, now=timezone.now())
    except noting.CannotNote as refused:
        messages.error(request, str(refused))
        return _line(request, row, draft=given, chosen=chosen, status=422)
    messages.success(request, _("Sent. It stands on their desks until they acknowledge it."))
    return redirect("desk:insights-cause", row.pk)


@require_POST
@requires(Permission.SEE_TEAM)
def note_removal(request: SignedInRequest, note_id: int) -> HttpResponse:
    """Take a note back from those who have not acknowledged it."""
    row = get_object_or_404(TrainingNote, pk=note_id)
    if noting.withdraw(note=row, by=request.user, now=timezone.now()):
        messages.success(request, _("Taken back."))
    return redirect(f"{reverse('desk:insights-causes')}#notes")


def _line(
    request: SignedInRequest, row: CauseLine, *, draft: str = "", chosen: list[int] | None = None, status: int = 200
) -> HttpResponse:
    topic, data = remedying.data_of(row)
    wanted = remedying.not_required(topic, data) if data else ()
    [told] = shown(row.study, [row])
    done = Remedy.objects.filter(trouble=row.study.trouble, dimension=row.dimension, key=row.key, topic=row.topic)
    if chosen is None:
        chosen = [int(row.key)] if row.dimension == Dimension.AGENT else []
    context = {
        "line": told,
        "study": row.study,
        "trouble": Trouble(row.study.trouble),
        "hits_heading": words.hits_heading(row.study.trouble),
        "told_heading": words.told_heading(row.study.trouble),
        "names_data": bool(data),
        "to_require": words.data(list(wanted)),
        "is_text": bool(_text_of(row)),
        "agents": Agent.objects.active().who_may(Permission.ANSWER).order_by("name"),
        "chosen": chosen,
        "draft": draft,
        "followed": followed(done.select_related("by")[:REMEDIES_SHOWN]),
        "explains": shown(row.study, list(row.explains.all()[:REMEDIES_SHOWN])),
        "behind": behind.behind(row, hits_only="all" not in request.GET),
        "all": "all" in request.GET,
    }
    return render(request, "desk/insights/causes/line.html", context, status=status)


def _causes(study: CauseStudy) -> list[object]:
    return list(shown(study, list(study.lines.filter(verdict=Verdict.CAUSE).order_by("rank"))))


def _notes() -> list[dict[str, object]]:
    """The notes that were sent lately, with who acknowledged them and who did not; three queries."""
    found = TrainingNote.objects.select_related("by").prefetch_related("agents", "acknowledgements__agent")
    rows = []
    for note in found[:NOTES_SHOWN]:
        read = {said.agent_id: said.at for said in note.acknowledgements.all()}
        people = sorted(note.agents.all(), key=lambda agent: agent.name)
        rows.append(
            {
                "note": note,
                "read": [(agent, read[agent.pk]) for agent in people if agent.pk in read],
                "unread": [agent for agent in people if agent.pk not in read],
            }
        )
    return rows


def _text_of(row: CauseLine) -> str:
    """Where the macro or article of a line is mended; "" for others, or when it is gone."""
    if not row.key.isdigit():
        return ""
    if row.dimension == Dimension.MACRO:
        macro = MacroEdition.objects.filter(pk=row.key).first()
        return reverse("desk:macro-edition", args=[macro.macro_id, macro.audience, macro.language]) if macro else ""
    if row.dimension == Dimension.ARTICLE:
        return reverse("desk:edition", args=[row.key]) if Edition.objects.filter(pk=row.key).exists() else ""
    return ""


def _found(line_id: int) -> CauseLine:
    return get_object_or_404(CauseLine.objects.select_related("study", "because"), pk=line_id)


def _trouble(request: SignedInRequest) -> Trouble:
    given = (request.POST if request.method == "POST" else request.GET).get("trouble", Trouble.REPEAT)
    if given not in Trouble.values:
        raise Http404
    return Trouble(given)


def _days(request: SignedInRequest) -> int:
    given = (request.POST if request.method == "POST" else request.GET).get("days", "")
    return int(given) if given in {str(days) for days in SPANS} else SPANS[0]


def _dimension(request: SignedInRequest) -> Dimension | None:
    given = request.GET.get("by", "")
    return Dimension(given) if given in Dimension.values else None
