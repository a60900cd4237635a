"""The editor of the contact form: a tree of choices, without code."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.portal import planting
from sportello.portal.choices import tree_of
from sportello.portal.models import FormChoice, HelpCentre
from sportello.portal.tree import Fault

from .centres import centre_or_404
from .forms import ChoiceForm


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def tree(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """The whole tree as buyers walk through it."""
    row = centre_or_404(centre_id)
    return render(request, "desk/portal/tree.html", {"centre": row, "choices": tree_of(row, get_language() or "en")})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def new_choice(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """A new choice; `below` names the one it is to stand under."""
    row = centre_or_404(centre_id)
    below = request.GET.get("below", "")
    above = row.choices.filter(pk=int(below)).first() if below.isascii() and below.isdigit() else None
    return _edit(request, row, FormChoice(centre=row, parent=above))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def choice(request: SignedInRequest, centre_id: int, choice_id: int) -> HttpResponse:
    """Change a choice; what would make a circle, or a way too deep, is refused (422)."""
    row = centre_or_404(centre_id)
    return _edit(request, row, get_object_or_404(row.choices, pk=choice_id))


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def removal(request: SignedInRequest, centre_id: int, choice_id: int) -> HttpResponse:
    """Take a choice out, with everything below it."""
    row = centre_or_404(centre_id)
    planting.uproot(get_object_or_404(row.choices, pk=choice_id), by=request.user, now=timezone.now())
    return redirect("desk:help-centre-form", row.pk)


def _edit(request: SignedInRequest, row: HelpCentre, edited: FormChoice) -> HttpResponse:
    form = ChoiceForm(request.POST if request.method == "POST" else None, centre=row, initial=_initial(edited))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        edited.parent, edited.position, edited.topic = given["parent"], given["position"], given["topic"]
        edited.asks, edited.needs, edited.live = given["asks"], given["needs"], given["live"]
        edited.article, edited.labels = given["article"], form.labels
        try:
            planting.plant(edited, by=request.user, now=timezone.now())
        except planting.Misgrown as wrong:
            form.add_error("parent", _words(wrong.fault))
        else:
            messages.success(request, _("The choice is saved."))
            return redirect("desk:help-centre-form", row.pk)
    context = {"centre": row, "form": form, "edited": edited if edited.pk else None}
    return render(request, "desk/portal/choice.html", context, status=422 if form.errors else 200)


def _initial(edited: FormChoice) -> dict[str, object]:
    known = {name: getattr(edited, name) for name in ("position", "topic", "asks", "needs", "live", "article")}
    labels = {f"label_{language}": words for language, words in edited.labels.items()}
    return known | labels | {"parent": edited.parent_id}


def _words(fault: Fault) -> str:
    return {
        Fault.CIRCLE: _("It cannot stand below itself, or below a choice that stands below it."),
        Fault.TOO_DEEP: _("Four levels are the most: nobody walks further."),
        Fault.NO_TOPIC: _("A choice with nothing below it needs a topic."),
        Fault.ORPHAN: _("The choice above it is not there."),
        Fault.TOO_MANY: _("That would be more choices than anybody reads."),
    }[fault]
